using CouponPortal.Data.Rollups;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CouponPortal.Data.Configurations;

internal sealed class RollupStateTable : IEntityTypeConfiguration<RollupState>
{
    public void Configure(EntityTypeBuilder<RollupState> builder)
    {
        builder.HasKey(s => s.AdvertiserId);
        builder.Property(s => s.AdvertiserId).ValueGeneratedNever();
        builder.HasData(new RollupState { AdvertiserId = RollupState.Nobody });
    }
}

/// <summary>The key is all there is: it begins with what every report ranges over, and the writer pays for no second index.</summary>
internal sealed class ClickRollupTable : IEntityTypeConfiguration<ClickRollup>
{
    public void Configure(EntityTypeBuilder<ClickRollup> builder) =>
        builder.HasKey(r => new { r.AdvertiserId, r.Day, r.OfferId, r.PartnerId, r.CouponId, r.Outcome });
}

internal sealed class ConversionRollupTable : IEntityTypeConfiguration<ConversionRollup>
{
    public void Configure(EntityTypeBuilder<ConversionRollup> builder)
    {
        builder.HasKey(r => new { r.AdvertiserId, r.Day, r.OfferId, r.PartnerId, r.CouponId, r.Basis, r.Status, r.Currency, r.Clickless });
        builder.Property(r => r.Currency).HasMaxLength(3);
    }
}
