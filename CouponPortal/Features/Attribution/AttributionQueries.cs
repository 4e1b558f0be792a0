using System.Globalization;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Attribution;

/// <summary>The Attribution Report's address, read.</summary>
/// <param name="Filter">Its days are named; null without an advertiser, or with one that the actor does not see.</param>
/// <param name="IsAsked">Whether an advertiser is named, or there is only one to mean.</param>
/// <param name="Compared">The days that totals stand beside; null = none.</param>
/// <param name="Zone">IANA name of the zone whose days they are.</param>
/// <param name="Api">The same filters as the API takes them.</param>
public sealed record AttributionQuery(
    AttributionReportFilter? Filter, bool IsAsked, ReportRange Range, DaySpan Days, DaySpan? Compared, string Zone, IReadOnlyList<ReportColumn> Columns, FieldErrors Errors, ReportQuery Api)
{
    /// <summary>The filter on the days to compare with.</summary>
    public AttributionReportFilter? ComparedFilter => Filter is not null && Compared is { } days ? Filter with { From = days.From, To = days.To } : null;
}

/// <summary>Reads the report's address for its page, its files and its schedule alike.</summary>
public sealed class AttributionQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <summary>What the address may have that the API does not know.</summary>
    private static readonly string[] OfThePage = ["columns", "sort", "dir", "compare", "matrix"];

    public async Task<AttributionQuery> ReadAsync(Actor actor, ReportQuery query, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var mine = db.Advertisers.VisibleTo(actor);

        // Who sees one advertiser alone means its orders without saying so.
        if (query.Value("advertiser_id") is null && await mine.OrderBy(a => a.Id).Select(a => a.Id).Take(2).ToListAsync(cancel) is [var only])
        {
            query = query.With("advertiser_id", only.ToString(CultureInfo.InvariantCulture));
        }

        var range = UrlRange.Read(query.Value, DatePreset.Last30Days);
        var now = time.GetUtcNow().UtcDateTime;
        var errors = new FieldErrors();
        var isAsked = query.Value("advertiser_id") is not null;
        var asked = isAsked ? AttributionReportQuery.Read(query.Value, errors) : null;
        var name = asked is null ? null : await mine.Where(a => a.Id == asked.AdvertiserId).Select(a => a.TimeZone).SingleOrDefaultAsync(cancel);
        var zone = LocalDays.Zone(name ?? "UTC");
        var filter = name is null || errors.Any ? null : (asked! with { Days = range.Preset, From = range.From, To = range.To }).WithDays(zone, now);

        // One open end of two typed days is filled in like none at all.
        var days = range.Preset is not null || filter is null ? range.Days(now, zone) : new DaySpan(filter.From, filter.To);
        var api = query.Without(OfThePage);
        return new(
            filter, isAsked, range, days, range.Compared(now, zone), name ?? "UTC", ReportColumn.Shown(query.Value("columns"), AttributionColumns.All), errors,
            range.Preset is { } preset ? api.With(UrlRange.RangeName, DatePresets.Of(preset)).Without(UrlRange.FromName, UrlRange.ToName) : api);
    }
}
