using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Clicks;

/// <summary>The Click Report's address, read.</summary>
/// <param name="Zone">IANA name of the zone whose days they are.</param>
/// <param name="Api">The same filters as the API takes them.</param>
public sealed record ClickQuery(ClickFilter Filter, ReportRange Range, DaySpan Days, string Zone, IReadOnlyList<ReportColumn> Columns, FieldErrors Errors, ReportQuery Api);

/// <summary>Reads the report's address for its page, its files and its schedule alike.</summary>
public sealed class ClickQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public async Task<ClickQuery> ReadAsync(Actor actor, ReportQuery query, CancellationToken cancel)
    {
        var range = UrlRange.Read(query.Value, DatePreset.Last30Days) with { Compare = null };
        var filter = Of(query.Value);
        await using var db = await contexts.CreateDbContextAsync(cancel);

        // Who sees one advertiser alone means its days without saying so.
        var own = filter.AdvertiserId is null && !actor.IsNetworkAdmin ? actor.AdvertiserIds : [];
        filter = own is [var only] ? filter with { AdvertiserId = only } : filter;
        var zone = await db.ZoneAsync(actor, filter.AdvertiserId, cancel);
        var now = time.GetUtcNow().UtcDateTime;
        filter = filter with { Days = range.Preset, From = range.From, To = range.To };
        var errors = new FieldErrors();
        filter.CheckDays(now, errors);
        var asked = range.Days(now, zone);
        var days = errors.Any ? asked : EventRange.Days(asked.From, asked.To, zone, now) is var (from, to) ? new DaySpan(from, to) : asked;
        var api = query.Without("columns", "compare").With("advertiser_id", filter.AdvertiserId?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new(
            filter, range, days, zone.Equals(TimeZoneInfo.Utc) ? "UTC" : zone.Id, ReportColumn.Shown(query.Value("columns"), ClickColumns.All), errors,
            range.Preset is { } preset ? api.With(UrlRange.RangeName, DatePresets.Of(preset)).Without(UrlRange.FromName, UrlRange.ToName) : api);
    }

    /// <summary>The filters without days. What cannot be read counts as not given.</summary>
    private static ClickFilter Of(Func<string, string?> value) => new()
    {
        AdvertiserId = UrlValues.Id(value("advertiser_id")),
        OfferId = UrlValues.Id(value("offer_id")),
        PartnerId = UrlValues.Id(value("partner_id")),
        CouponCode = UrlValues.Text(value("coupon_code")) ?? UrlValues.Text(value("sub3")),
        Outcome = UrlValues.Choice<VisitOutcome>(value("outcome")),
        Sub1 = UrlValues.Text(value("sub1")),
        Sub2 = UrlValues.Text(value("sub2")),
        Sub4 = UrlValues.Text(value("sub4")),
        Sub5 = UrlValues.Text(value("sub5")),
        SourceId = UrlValues.Text(value("source_id")),
        Country = UrlValues.Text(value("country")),
        Device = UrlValues.Text(value("device")),
        ReferrerHost = UrlValues.Text(value("referrer_host")),
        DestinationHost = UrlValues.Text(value("destination_host")),
    };
}
