using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CouponPortal.Data.Configurations;

internal sealed class SaleCaseTable : IEntityTypeConfiguration<SaleCase>
{
    public void Configure(EntityTypeBuilder<SaleCase> builder)
    {
        builder.Property(c => c.Code).HasMaxLength(50);
        builder.Property(c => c.OrderId).HasMaxLength(SaleCase.MaxOrderId);
        builder.Property(c => c.Currency).HasMaxLength(3);
        builder.Property(c => c.Answer).HasMaxLength(SaleCase.MaxAnswer);
        builder.Property(c => c.EvidenceOrders).HasMaxLength(SaleCase.MaxEvidence);
        builder.Property(c => c.EvidenceHits).HasMaxLength(SaleCase.MaxEvidence);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.Ignore(c => c.IsDecided);
        builder.Ignore(c => c.Question);
        builder.HasIndex(c => new { c.PartnerId, c.Id });
        builder.HasIndex(c => new { c.AdvertiserId, c.State, c.Id });
        builder.HasMany(c => c.Messages).WithOne().HasForeignKey(m => m.CaseId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Partner>().WithMany().HasForeignKey(c => c.PartnerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Advertiser>().WithMany().HasForeignKey(c => c.AdvertiserId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SaleCaseMessageTable : IEntityTypeConfiguration<SaleCaseMessage>
{
    public void Configure(EntityTypeBuilder<SaleCaseMessage> builder)
    {
        builder.Property(m => m.By).HasMaxLength(256);
        builder.Property(m => m.Text).HasMaxLength(SaleCaseMessage.MaxText);
        builder.HasIndex(m => new { m.CaseId, m.Id });
    }
}
