using CouponPortal.Data.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CouponPortal.Data.Configurations;

/// <summary>No foreign keys: an entry outlives what it tells of.</summary>
internal sealed class AuditRowTable : IEntityTypeConfiguration<AuditRow>
{
    public void Configure(EntityTypeBuilder<AuditRow> builder)
    {
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Who).HasMaxLength(AuditRow.MaxWho);
        builder.Property(r => r.Subject).HasMaxLength(AuditRow.MaxSubject);
        builder.Property(r => r.SubjectId).HasMaxLength(AuditRow.MaxSubjectId);
        builder.Property(r => r.Label).HasMaxLength(AuditRow.MaxLabel);

        // One thing's history, and an advertiser's newest.
        builder.HasIndex(r => new { r.Subject, r.SubjectId, r.Id });
        builder.HasIndex(r => new { r.AdvertiserId, r.Id });

        // Days become a range of ids by it.
        builder.HasIndex(r => r.At);
    }
}

internal sealed class AuditHeadTable : IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.HasData(new AuditHead { Hash = AuditChain.Beginning });
    }
}
