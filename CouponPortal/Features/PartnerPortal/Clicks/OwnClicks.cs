using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal.Clicks;

/// <summary>A click as its partner reads it: what is its own or says where it came from.</summary>
/// <param name="Referrer">Host alone.</param>
public sealed record OwnClick(
    long Id, int? ShopId, int? OfferId, string? CouponCode, VisitOutcome Outcome, string? Sub1, string? Sub2, string? Sub3, string? Sub4, string? Sub5, string? Country, string? Device, string? Referrer)
{
    public DateTime Time => EventKey.TimeOf(Id);
}

/// <summary>Which of its clicks a partner looks at; null = any.</summary>
public sealed record OwnClickFilter
{
    public int? ShopId { get; init; }
    public int? OfferId { get; init; }

    /// <summary>In any case.</summary>
    public string? CouponCode { get; init; }
    public VisitOutcome? Outcome { get; init; }

    /// <summary>Exactly as sent.</summary>
    public string? Sub1 { get; init; }
    public string? Sub2 { get; init; }

    /// <summary>What cannot be read counts as not given.</summary>
    public static OwnClickFilter Read(Func<string, string?> value) => new()
    {
        ShopId = UrlValues.Id(value("advertiser_id")),
        OfferId = UrlValues.Id(value("offer_id")),
        CouponCode = UrlValues.Text(value("coupon_code")),
        Outcome = UrlValues.Choice<VisitOutcome>(value("outcome")),
        Sub1 = UrlValues.Text(value("sub1")),
        Sub2 = UrlValues.Text(value("sub2")),
    };

    internal IQueryable<Click> ApplyTo(IQueryable<Click> rows)
    {
        if (new[] { CouponCode, Sub1, Sub2 }.Any(t => t?.Contains('\0') == true))
        {
            return rows.Where(c => false);
        }

        var code = CouponCode?.ToUpperInvariant();
        rows = ShopId is { } shop ? rows.Where(c => c.AdvertiserId == shop) : rows;
        rows = OfferId is { } offer ? rows.Where(c => c.OfferId == offer) : rows;
        rows = code is not null ? rows.Where(c => c.CouponCode == code) : rows;
        rows = Outcome is { } outcome ? rows.Where(c => c.Outcome == outcome) : rows;
        rows = Sub1 is { } sub1 ? rows.Where(c => c.Sub1 == sub1) : rows;
        return Sub2 is { } sub2 ? rows.Where(c => c.Sub2 == sub2) : rows;
    }
}

/// <summary>A partner's own clicks; everybody else gets none. At most 92 days at once: clicks have no index beside their time.</summary>
public sealed class OwnClicks(IDbContextFactory<PortalDbContext> contexts, OwnShops shops, TimeProvider time)
{
    /// <summary>The page's address, read for its page and its file alike.</summary>
    public async Task<(OwnClickFilter Filter, OwnDays Days, OwnShopBook Book)> ReadAsync(Actor actor, ReportQuery query, CancellationToken cancel)
    {
        var (filter, book, now) = (OwnClickFilter.Read(query.Value), await shops.ReadAsync(actor, cancel), time.GetUtcNow().UtcDateTime);
        var days = OwnDays.Read(query, book, filter.ShopId, DatePreset.Last30Days, now);
        if (days.Range.Preset == DatePreset.All)
        {
            days.Errors.Add("range", $"At most {EventRange.MaxDays} days at once.");
        }
        else if (!days.Errors.Any)
        {
            EventRange.Check(days.Days.From, days.Days.To, now, days.Errors);
        }

        return (filter, days, book);
    }

    /// <summary>The newest first.</summary>
    /// <param name="before">Only rows with a smaller key.</param>
    public async Task<Slice<OwnClick>> NewestAsync(Actor actor, OwnClickFilter filter, OwnDays days, int limit, long? before, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var stop = await db.StopOnAsync(cancel);
        var range = EventRange.Of(days.Days.From, days.Days.To, days.Zone, time.GetUtcNow().UtcDateTime);
        var end = Math.Min(range.End, before ?? range.End);
        return await filter.ApplyTo(db.Clicks.AsNoTracking().OwnOf(actor).Where(c => c.Id >= range.First && c.Id < end)).OrderByDescending(c => c.Id)
            .Select(c => new OwnClick(c.Id, c.AdvertiserId, c.OfferId, c.CouponCode, c.Outcome, c.Sub1, c.Sub2, c.Sub3, c.Sub4, c.Sub5, c.Country, c.Device, c.Referrer))
            .ToSliceAsync(limit, c => c.Id, cancel);
    }

    /// <returns>Null when there is none, or it is not the actor's.</returns>
    public async Task<OwnClick?> OneAsync(Actor actor, long id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Clicks.AsNoTracking().OwnOf(actor).Where(c => c.Id == id)
            .Select(c => new OwnClick(c.Id, c.AdvertiserId, c.OfferId, c.CouponCode, c.Outcome, c.Sub1, c.Sub2, c.Sub3, c.Sub4, c.Sub5, c.Country, c.Device, c.Referrer)).SingleOrDefaultAsync(cancel);
    }
}
