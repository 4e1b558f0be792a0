using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace CouponPortal.Data.Configurations;

/// <summary>
/// An index for every foreign key but the coupon's advertiser: it would be one more to keep in a bulk add, and nobody would ask it. An advertiser's coupons
/// are found by its offers, and no advertiser is ever deleted.
/// </summary>
internal sealed class IndexesOfForeignKeys(ProviderConventionSetBuilderDependencies dependencies) : ForeignKeyIndexConvention(dependencies)
{
    protected override IConventionIndex? CreateIndex(IReadOnlyList<IConventionProperty> properties, bool unique, IConventionEntityTypeBuilder entityTypeBuilder) =>
        entityTypeBuilder.Metadata.ClrType == typeof(Coupon) && properties is [{ Name: nameof(Coupon.AdvertiserId) }]
            ? null
            : base.CreateIndex(properties, unique, entityTypeBuilder);
}
