using CouponPortal.Domain.Advertisers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CouponPortal.Data.Configurations;

internal sealed class TrackingDomainTable : IEntityTypeConfiguration<TrackingDomain>
{
    public void Configure(EntityTypeBuilder<TrackingDomain> builder)
    {
        builder.Property(d => d.Host).HasMaxLength(AdvertiserFields.MaxHostName);
        builder.Property(d => d.Token).HasMaxLength(32);
        builder.Property(d => d.Fault).HasMaxLength(TrackingDomain.MaxFault);
        builder.HasIndex(d => d.Host).IsUnique();
        builder.HasIndex(d => d.DueAt);
        builder.HasOne(d => d.Advertiser).WithMany().HasForeignKey(d => d.AdvertiserId).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(d => d.State).Ignore(d => d.RecordName).Ignore(d => d.RecordValue);
    }
}
