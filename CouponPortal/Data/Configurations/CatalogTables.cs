using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CouponPortal.Data.Configurations;

internal sealed class AdvertiserTable : IEntityTypeConfiguration<Advertiser>
{
    public void Configure(EntityTypeBuilder<Advertiser> builder)
    {
        builder.Property(a => a.Name).HasMaxLength(200);
        builder.Property(a => a.TrackingDomain).HasMaxLength(253);
        builder.HasIndex(a => a.TrackingDomain).IsUnique();
        builder.Property(a => a.OrderChecks).IsRuleText();
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.Property(a => a.Screening).IsRuleText();
        builder.Ignore(a => a.MayUseExclusiveCodes).Ignore(a => a.ExclusiveCodesInEffect);
    }
}

internal sealed class OfferTable : IEntityTypeConfiguration<Offer>
{
    public void Configure(EntityTypeBuilder<Offer> builder)
    {
        builder.Property(o => o.Name).HasMaxLength(200);
        builder.Property(o => o.ExternalCode).HasMaxLength(Offer.MaxExternalCode);
        builder.Property(o => o.Version).IsConcurrencyToken();
        builder.HasOne<Advertiser>().WithMany().HasForeignKey(o => o.AdvertiserId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(o => o.Targeting).IsRuleText();
        builder.Property(o => o.SmartSwitch).IsRuleText();
        builder.Property(o => o.Caps).IsRuleText();
        builder.Ignore(o => o.PayoutTerms);
    }
}

internal sealed class ApprovalTable : IEntityTypeConfiguration<Approval>
{
    public void Configure(EntityTypeBuilder<Approval> builder)
    {
        builder.HasKey(a => new { a.OfferId, a.PartnerId });
        builder.HasOne<Offer>().WithMany().HasForeignKey(a => a.OfferId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Partner>().WithMany().HasForeignKey(a => a.PartnerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ApprovalPeriodTable : IEntityTypeConfiguration<ApprovalPeriod>
{
    public void Configure(EntityTypeBuilder<ApprovalPeriod> builder)
    {
        builder.HasIndex(a => new { a.OfferId, a.PartnerId });
    }
}

internal sealed class PartnerTable : IEntityTypeConfiguration<Partner>
{
    public void Configure(EntityTypeBuilder<Partner> builder)
    {
        builder.Property(p => p.Name).HasMaxLength(200);
        builder.Property(p => p.Email).HasMaxLength(254);
        builder.Property(p => p.Version).IsConcurrencyToken();
    }
}

internal sealed class CouponTable : IEntityTypeConfiguration<Coupon>
{
    public void Configure(EntityTypeBuilder<Coupon> builder)
    {
        builder.Property(c => c.Code).HasMaxLength(CouponCode.MaxLength);
        builder.Property(c => c.NormalCode).HasMaxLength(CouponCode.MaxLength);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasOne<Offer>().WithMany().HasForeignKey(c => c.OfferId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Advertiser>().WithMany().HasForeignKey(c => c.AdvertiserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Partner>().WithMany().HasForeignKey(c => c.OwnerId).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(c => c.PartnerIds);
        builder.HasMany(c => c.Partners).WithOne().HasForeignKey(p => p.CouponId).OnDelete(DeleteBehavior.Cascade);

        // The list's four orders, each with every column that the list filters by and the code, so that a page is read from one index and never from the table. The
        // first also answers whatever asks for a code. Few and wide costs a bulk add no more than many and narrow (docs/performance.md).
        Index("ix_coupons_code", c => new { c.NormalCode, c.Id, c.AdvertiserId, c.OfferId, c.OwnerId, c.Visibility, c.Status, c.StartsAt, c.EndsAt });
        Index("ix_coupons_offer", c => new { c.OfferId, c.Id, c.AdvertiserId, c.OwnerId, c.Visibility, c.Status, c.StartsAt, c.EndsAt, c.NormalCode });
        Index("ix_coupons_owner", c => new { c.OwnerId, c.Id, c.AdvertiserId, c.OfferId, c.Visibility, c.Status, c.StartsAt, c.EndsAt, c.NormalCode });
        Index("ix_coupons_ends", c => new { c.EndsAt, c.Id, c.AdvertiserId, c.OfferId, c.OwnerId, c.Visibility, c.Status, c.StartsAt, c.NormalCode });

        // Naming would make names of all columns, longer than PostgreSQL takes.
        void Index(string name, System.Linq.Expressions.Expression<Func<Coupon, object?>> columns) => builder.HasIndex(columns, name);
    }
}

internal sealed class CouponPartnerTable : IEntityTypeConfiguration<CouponPartner>
{
    public void Configure(EntityTypeBuilder<CouponPartner> builder)
    {
        builder.HasKey(p => new { p.CouponId, p.PartnerId });
        builder.HasOne<Partner>().WithMany().HasForeignKey(p => p.PartnerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CodeRequestTable : IEntityTypeConfiguration<CodeRequest>
{
    public void Configure(EntityTypeBuilder<CodeRequest> builder)
    {
        builder.Property(r => r.Wish).HasMaxLength(CouponCode.MaxLength);
        builder.Property(r => r.GrantedCode).HasMaxLength(CouponCode.MaxLength);
        builder.Property(r => r.Note).HasMaxLength(CodeRequest.MaxText);
        builder.Property(r => r.Answer).HasMaxLength(CodeRequest.MaxText);
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.HasIndex(r => new { r.PartnerId, r.State });
        builder.HasIndex(r => new { r.AdvertiserId, r.State });
        builder.HasOne<Offer>().WithMany().HasForeignKey(r => r.OfferId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Advertiser>().WithMany().HasForeignKey(r => r.AdvertiserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Partner>().WithMany().HasForeignKey(r => r.PartnerId).OnDelete(DeleteBehavior.Restrict);

        // The undo of a bulk change may take the coupon away again.
        builder.HasOne<Coupon>().WithMany().HasForeignKey(r => r.CouponId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class CouponPeriodTable : IEntityTypeConfiguration<CouponPeriod>
{
    public void Configure(EntityTypeBuilder<CouponPeriod> builder)
    {
        builder.HasIndex(p => p.CouponId);

        // "Who owned SUMMER20 when" finds coupons that carried the code once and have another now.
        builder.HasIndex(p => p.NormalCode);
        builder.HasOne<Coupon>().WithMany().HasForeignKey(p => p.CouponId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class CouponBatchTable : IEntityTypeConfiguration<CouponBatch>
{
    public void Configure(EntityTypeBuilder<CouponBatch> builder)
    {
        builder.Property(b => b.FileName).HasMaxLength(CouponBatch.MaxFileName);
        builder.Property(b => b.Version).IsConcurrencyToken();
        builder.HasIndex(b => b.AdvertiserId);
        builder.HasOne<Advertiser>().WithMany().HasForeignKey(b => b.AdvertiserId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CouponBatchRowTable : IEntityTypeConfiguration<CouponBatchRow>
{
    public void Configure(EntityTypeBuilder<CouponBatchRow> builder)
    {
        builder.HasKey(r => new { r.BatchId, r.CouponId });
        builder.HasOne<CouponBatch>().WithMany().HasForeignKey(r => r.BatchId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SuppressedCodeTable : IEntityTypeConfiguration<SuppressedCode>
{
    public void Configure(EntityTypeBuilder<SuppressedCode> builder)
    {
        builder.Property(s => s.Code).HasMaxLength(CouponCode.MaxLength);
        builder.HasIndex(s => new { s.AdvertiserId, s.Code });
        builder.HasOne<Advertiser>().WithMany().HasForeignKey(s => s.AdvertiserId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CatalogChangeTable : IEntityTypeConfiguration<CatalogChange>
{
    public void Configure(EntityTypeBuilder<CatalogChange> builder)
    {
        builder.HasKey(c => new { c.Version, c.Subject, c.SubjectId, c.OtherId });
    }
}

internal sealed class PortalUserTable : IEntityTypeConfiguration<PortalUser>
{
    public void Configure(EntityTypeBuilder<PortalUser> builder)
    {
        builder.Property(u => u.TotpSecret).HasMaxLength(512);
        builder.Property(u => u.Theme).HasDefaultValue(Theme.System);
        builder.Property(u => u.Formats).HasDefaultValue(FormatStyle.English);
        builder.Property(u => u.RecoveryCodes).HasMaxLength(1024);
        builder.Property(u => u.TimeZone).HasMaxLength(64);
        builder.HasMany(u => u.Advertisers).WithOne().HasForeignKey(a => a.UserId);
    }
}

internal sealed class UserAdvertiserTable : IEntityTypeConfiguration<UserAdvertiser>
{
    public void Configure(EntityTypeBuilder<UserAdvertiser> builder)
    {
        builder.HasKey(a => new { a.UserId, a.AdvertiserId });
    }
}

internal sealed class ApiKeyTable : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.HasIndex(k => k.Hash).IsUnique();
        builder.HasIndex(k => k.AdvertiserId);
        builder.HasIndex(k => k.PartnerId);
        builder.Property(k => k.Name).HasMaxLength(ApiKey.MaxName);
    }
}

internal sealed class IdempotentAnswerTable : IEntityTypeConfiguration<IdempotentAnswer>
{
    public void Configure(EntityTypeBuilder<IdempotentAnswer> builder)
    {
        builder.HasKey(a => new { a.ApiKeyId, a.Key });
    }
}
