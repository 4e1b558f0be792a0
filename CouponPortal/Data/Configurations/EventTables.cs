using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CouponPortal.Data.Configurations;

/// <summary>
/// The time-ordered key is the only index: a secondary one would cost the redirect nine tenths of its speed. Lists use ranges of the key.
/// </summary>
internal sealed class ClickTable : IEntityTypeConfiguration<Click>
{
    public void Configure(EntityTypeBuilder<Click> builder)
    {
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Ignore(c => c.Time);
    }
}

/// <summary>Orders are rare beside clicks: they carry the unique index that makes them idempotent, and the report's.</summary>
internal sealed class ConversionTable : IEntityTypeConfiguration<Conversion>
{
    public void Configure(EntityTypeBuilder<Conversion> builder)
    {
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasIndex(c => new { c.AdvertiserId, c.Event, c.OrderKey }).IsUnique();
        builder.HasIndex(c => new { c.AdvertiserId, c.OrderTime });

        // The report of all advertisers.
        builder.HasIndex(c => c.OrderTime);

        // Newest first of one advertiser, and the support desk's "where is my order".
        builder.HasIndex(c => new { c.AdvertiserId, c.Id });

        // What the dashboard goes through of the last two weeks, without the traces that lie between; it grows at its end alone.
        builder.HasIndex(c => new { c.Id, c.AdvertiserId, c.PartnerId, c.CouponId, c.CouponCode, c.Status, c.Flags, c.Door, c.OrderTime }, "ix_conversions_recent");
        builder.HasIndex(c => c.OrderId);

        // A partner's own list and sums, on every page that it opens: without it each would read the whole network's orders of the days.
        builder.HasIndex(c => new { c.PartnerId, c.OrderTime }).HasFilter("partner_id IS NOT NULL");

        // Everflow reverses by click.
        builder.HasIndex(c => c.ClickId).HasFilter("click_id IS NOT NULL");

        // The Attribution Report: all that it adds up, so that the orders themselves, with their traces, need not be read.
        builder.HasIndex(
            c => new { c.AdvertiserId, c.OrderTime, c.PartnerId, c.CounterfactualPartnerId, c.OfferId, c.CouponCode, c.ClickId, c.Status, c.Currency, c.Amount, c.Payout, c.Basis, c.Flags, c.Id },
            AttributionRows.ExclusiveIndex).HasFilter(AttributionRows.Exclusive);
        builder.HasIndex(
            c => new { c.AdvertiserId, c.OrderTime, c.SuppressedPartnerId, c.OfferId, c.CouponCode, c.ClickId, c.Status, c.Currency, c.Amount, c.Outcome, c.Flags, c.Id },
            AttributionRows.SuppressedIndex).HasFilter(AttributionRows.Suppressed);

        // The dashboard counts the few that are held.
        builder.HasIndex(c => new { c.AdvertiserId, c.Status }, "ix_conversions_held").HasFilter("outcome = 'ambiguous_offer'");

        // The few that a check holds for staff.
        builder.HasIndex(c => new { c.Status, c.AdvertiserId, c.Flags }, "ix_conversions_on_hold").HasFilter("flags & 8388608 <> 0");

        // The inbox: the few that brought a code and went to nobody.
        builder.HasIndex(c => new { c.AdvertiserId, c.Outcome }).HasFilter("sent_codes <> '' AND (outcome = 'unattributed' OR outcome = 'ambiguous_offer')");
    }
}

internal sealed class ConversionItemTable : IEntityTypeConfiguration<ConversionItem>
{
    public void Configure(EntityTypeBuilder<ConversionItem> builder)
    {
        builder.HasKey(i => new { i.ConversionId, i.Key });
        builder.Ignore(i => i.Amount);
        builder.Property(i => i.Key).HasMaxLength(ConversionItem.MaxKey);
        builder.Property(i => i.ProductId).HasMaxLength(ConversionItem.MaxProductId);
    }
}

internal sealed class CorrectionTable : IEntityTypeConfiguration<Correction>
{
    public void Configure(EntityTypeBuilder<Correction> builder)
    {
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Key).HasMaxLength(Correction.MaxKey);
        builder.HasIndex(c => new { c.AdvertiserId, c.Event, c.Target, c.Kind, c.Key }).IsUnique();
        builder.HasIndex(c => c.ConversionId);
        builder.Ignore(c => c.IsWhole);
        builder.Ignore(c => c.At);
        builder.Ignore(c => c.Place);
    }
}

internal sealed class ConversionChangeTable : IEntityTypeConfiguration<ConversionChange>
{
    public void Configure(EntityTypeBuilder<ConversionChange> builder)
    {
        builder.Ignore(c => c.HasEffect);
        builder.HasIndex(c => c.ConversionId);
    }
}

internal sealed class PartnerPostbackTable : IEntityTypeConfiguration<PartnerPostback>
{
    public void Configure(EntityTypeBuilder<PartnerPostback> builder)
    {
        builder.Property(p => p.Url).HasMaxLength(PartnerPostback.MaxUrl);
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.HasOne<Partner>().WithMany().HasForeignKey(p => p.PartnerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Offer>().WithMany().HasForeignKey(p => p.OfferId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PostbackMessageTable : IEntityTypeConfiguration<PostbackMessage>
{
    public void Configure(EntityTypeBuilder<PostbackMessage> builder)
    {
        builder.Property(d => d.Id).ValueGeneratedNever();

        // The few that are to be sent, and a partner's log.
        builder.HasIndex(d => d.DueAt).HasFilter("state = 'waiting'");
        builder.HasIndex(d => new { d.PartnerId, d.Id });
    }
}

internal sealed class HitTable : IEntityTypeConfiguration<Hit>
{
    public void Configure(EntityTypeBuilder<Hit> builder)
    {
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.Ignore(h => h.ReceivedAt);
        builder.Ignore(h => h.IsReplayed);

        // The dashboard and the inbox count the few that wait for staff, by cause; without it each look reads every request with its text.
        builder.HasIndex(h => new { h.Verdict, h.Reason, h.Door, h.AdvertiserId }).HasFilter("verdict = 'held' OR verdict = 'refused'");

        // The life of an order: its repeats, positions and states. Its first request has no reason, needs no entry, and is found by its time.
        builder.HasIndex(h => h.ConversionId).HasFilter("conversion_id IS NOT NULL AND reason IS NOT NULL");
    }
}

internal sealed class ReceivedWebhookTable : IEntityTypeConfiguration<ReceivedWebhook>
{
    public void Configure(EntityTypeBuilder<ReceivedWebhook> builder)
    {
        builder.HasKey(d => new { d.AdvertiserId, d.DeliveryId });
        builder.Property(d => d.DeliveryId).HasMaxLength(ReceivedWebhook.MaxId);
    }
}

internal sealed class NetworkStateTable : IEntityTypeConfiguration<NetworkState>
{
    public void Configure(EntityTypeBuilder<NetworkState> builder)
    {
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.Property(n => n.ContactEmail).HasMaxLength(254);
        builder.Property(n => n.LogoType).HasMaxLength(32);
        builder.Property(n => n.SettingsVersion).IsConcurrencyToken();
        builder.Property(n => n.Blocks).IsRuleText();
    }
}
