using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Conversions;

/// <summary>The Conversion Report's address, read.</summary>
/// <param name="Filter">Its days are named: <paramref name="Days"/>.</param>
/// <param name="Compared">The days that totals stand beside; null = none.</param>
/// <param name="Zone">IANA name of the zone whose days they are.</param>
/// <param name="Api">The same filters as the API takes them.</param>
public sealed record ConversionQuery(
    ConversionFilter Filter, ReportRange Range, DaySpan Days, DaySpan? Compared, string Zone, IReadOnlyList<ReportColumn> Columns, FieldErrors Errors, ReportQuery Api);

/// <summary>Reads the report's address for its page, its files and its schedule alike.</summary>
public sealed class ConversionQueries(IDbContextFactory<PortalDbContext> contexts, Catalog catalog, TimeProvider time)
{
    public async Task<ConversionQuery> ReadAsync(Actor actor, ReportQuery query, CancellationToken cancel)
    {
        var range = UrlRange.Read(query.Value, DatePreset.Last30Days);
        var filter = Of(query.Value);
        await using var db = await contexts.CreateDbContextAsync(cancel);

        // Who sees one advertiser alone means its days without saying so.
        var own = filter.AdvertiserId is null ? await db.Advertisers.VisibleTo(actor).OrderBy(a => a.Id).Select(a => a.Id).Take(2).ToListAsync(cancel) : [];
        filter = own is [var only] ? filter with { AdvertiserId = only } : filter;
        var zone = await db.ZoneAsync(actor, filter.AdvertiserId, cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var days = range.Days(now, zone);
        var errors = new FieldErrors();
        filter = filter with { From = days.From, To = days.To };
        filter.CheckDays(errors);
        var api = query.Without("columns", "sort", "dir", "compare").With("advertiser_id", filter.AdvertiserId?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new(
            filter, range, days, range.Compared(now, zone), zone.Equals(TimeZoneInfo.Utc) ? "UTC" : zone.Id,
            ReportColumn.Shown(query.Value("columns"), ConversionColumns.All), errors,
            range.Preset is { } preset ? api.With(UrlRange.RangeName, DatePresets.Of(preset)).Without(UrlRange.FromName, UrlRange.ToName) : api);
    }

    /// <summary>The filters without days. What cannot be read counts as not given.</summary>
    private ConversionFilter Of(Func<string, string?> value)
    {
        var currency = Currencies.TryParse(value("currency"), out var code) ? code : null;
        return new()
        {
            AdvertiserId = UrlValues.Id(value("advertiser_id")),
            OfferId = UrlValues.Id(value("offer_id")),
            PartnerId = UrlValues.Id(value("partner_id")),
            CouponCode = UrlValues.Text(value("coupon_code")),
            Sub1 = UrlValues.Text(value("sub1")),
            Sub2 = UrlValues.Text(value("sub2")),
            Sub3 = UrlValues.Text(value("sub3")),
            Sub4 = UrlValues.Text(value("sub4")),
            Sub5 = UrlValues.Text(value("sub5")),
            OrderId = UrlValues.Text(value("order_id")),
            Event = UrlValues.Text(value("event")),
            Door = UrlValues.Text(value("door")),
            Status = UrlValues.Choice<ConversionStatus>(value("status")),
            Outcome = UrlValues.Choice<AttributionOutcome>(value("outcome")),
            Basis = UrlValues.Choice<AttributionBasis>(value("basis")),
            Flag = UrlValues.Choice<ConversionFlags>(value("flag")),
            Currency = currency,
            AmountFrom = ConversionFilter.ReadAmount(value("amount_from")),
            AmountTo = ConversionFilter.ReadAmount(value("amount_to")),
            ClickId = value("click_id") is { } click ? ClickOf(click) : null,
            HasClick = YesNo(value("has_click")),
            IsReversed = YesNo(value("reversed")),
            CounterfactualPartnerId = UrlValues.Id(value("counterfactual_partner_id")),
            SuppressedPartnerId = UrlValues.Id(value("suppressed_partner_id")),
            ReceivedFrom = UrlValues.Day(value("received_from")),
            ReceivedTo = UrlValues.Day(value("received_to")),
        };
    }

    // An id that is none of ours must find nothing; keys are positive.
    private long ClickOf(string text) => catalog.Current.Ids.TryParse(text.Trim(), out var key) ? key : 0;

    private static bool? YesNo(string? text) => text switch { "yes" => true, "no" => false, _ => null };
}
