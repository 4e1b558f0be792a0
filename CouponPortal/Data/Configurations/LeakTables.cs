using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CouponPortal.Data.Configurations;

internal sealed class CodeLeakTable : IEntityTypeConfiguration<CodeLeak>
{
    public void Configure(EntityTypeBuilder<CodeLeak> builder)
    {
        builder.HasIndex(l => l.CouponId).IsUnique();
        builder.HasIndex(l => new { l.AdvertiserId, l.State, l.SinceAt });
        builder.HasOne<Coupon>().WithMany().HasForeignKey(l => l.CouponId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Advertiser>().WithMany().HasForeignKey(l => l.AdvertiserId).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(l => l.Recent);
        builder.Ignore(l => l.Before);
    }
}

internal sealed class CodeSuccessorTable : IEntityTypeConfiguration<CodeSuccessor>
{
    public void Configure(EntityTypeBuilder<CodeSuccessor> builder)
    {
        builder.Property(s => s.Code).HasMaxLength(CouponCode.MaxLength);
        builder.Property(s => s.NewCode).HasMaxLength(CouponCode.MaxLength);
        builder.Property(s => s.MadeBy).HasMaxLength(256);
        builder.HasIndex(s => new { s.AdvertiserId, s.Code });
        builder.HasIndex(s => s.PartnerId);
        builder.HasOne<Partner>().WithMany().HasForeignKey(s => s.PartnerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Advertiser>().WithMany().HasForeignKey(s => s.AdvertiserId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class MissedCodeTable : IEntityTypeConfiguration<MissedCode>
{
    public void Configure(EntityTypeBuilder<MissedCode> builder)
    {
        builder.Property(m => m.Code).HasMaxLength(CouponCode.MaxLength);
        builder.HasIndex(m => new { m.AdvertiserId, m.Code }).IsUnique();
        builder.HasIndex(m => new { m.State, m.AdvertiserId, m.Visits });
    }
}
