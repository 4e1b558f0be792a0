using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Reports.Sql;
using Microsoft.EntityFrameworkCore;
using ReportColumn = CouponPortal.Components.DataTable.ReportColumn;
using ViewQuery = CouponPortal.Features.Views.ReportQuery;

namespace CouponPortal.Features.Reports.Pages;

/// <summary>Reads the reports' addresses for their pages, their files and their schedules alike.</summary>
public sealed class ReportAddresses(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public const string By = ReportQuery.By;
    public const string Across = "across";
    public const string CouponCode = "coupon_code";

    /// <summary>Time across: more are no help to anybody.</summary>
    public const int MostTimeColumns = 92;

    /// <summary>Those that have both ends.</summary>
    public static readonly IReadOnlyList<DatePreset> Presets = [.. Enum.GetValues<DatePreset>().Where(p => p != DatePreset.All)];

    private static readonly IReadOnlyList<ReportDimension> Unchosen = [ReportDimension.Day];

    public async Task<AskedReport> ReadAsync(Actor actor, ReportPreset preset, ViewQuery query, int? page, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        await using var db = await contexts.CreateDbContextAsync(cancel);

        // Who sees one advertiser alone means it without saying so.
        var visible = db.Advertisers.VisibleTo(actor);
        var own = UrlValues.Id(query.Value(ReportQuery.Advertiser)) is null ? await visible.OrderBy(a => a.Id).Select(a => a.Id).Take(2).ToListAsync(cancel) : [];
        var advertiser = UrlValues.Id(query.Value(ReportQuery.Advertiser)) ?? (own is [var only] ? only : null);
        var zones = await visible.Where(a => advertiser == null || a.Id == advertiser).Select(a => a.TimeZone).Distinct().Take(2).ToListAsync(cancel);
        var zone = zones is [var one] ? LocalDays.Zone(one) : TimeZoneInfo.Utc;
        var (range, days, compared) = DaysOf(query, zone, errors);
        var columns = ReportColumn.Shown(query.Value("columns"), MeasureColumns.All);
        var dimensions = DimensionsOf(preset, query, advertiser);
        var across = AcrossOf(preset, query, dimensions, days, errors);
        var spec = new ReportSpec
        {
            AdvertiserId = advertiser,
            From = days.From,
            To = days.To,
            CompareFrom = across is null ? compared?.From : null,
            CompareTo = across is null ? compared?.To : null,
            Dimensions = dimensions,
            Measures = [.. columns.Select(MeasureColumns.Of)],
            Filters = [.. ReportQuery.Filters.Where(f => query.Value(f.Name) is not null).Select(f => new ReportFilter(f.Dimension, [query.Value(f.Name)!.Trim()]))],
            Currency = query.Value(ReportQuery.Currency)?.Trim().ToUpperInvariant(),
            Page = Math.Clamp(page ?? 1, 1, 1_000_000),
        };
        spec = await WithCouponAsync(db.Coupons.VisibleTo(actor), spec, query.Value(CouponCode)?.Trim().ToUpperInvariant(), errors, cancel);
        spec = spec with { Sort = SortOf(query, spec, across) };
        spec.Check(errors);
        return new(preset, spec, across, range, days, spec.CompareFrom is null ? null : compared, zone.Equals(TimeZoneInfo.Utc) ? "UTC" : zone.Id, columns, errors);
    }

    private (ReportRange Range, DaySpan Days, DaySpan? Compared) DaysOf(ViewQuery query, TimeZoneInfo zone, FieldErrors errors)
    {
        var range = UrlRange.Read(query.Value, DatePreset.Last30Days);
        if (range.Preset == DatePreset.All)
        {
            errors.Add(UrlRange.RangeName, $"A report has at most {ReportSpec.MaxDays} days: name the first and the last.");
        }

        var now = time.GetUtcNow().UtcDateTime;
        var today = LocalDays.DayOf(now, zone);
        var asked = range.Days(today);
        var to = asked.To ?? (asked.From > today ? asked.From.Value : today);
        var from = asked.From ?? DateOnly.FromDayNumber(Math.Max(0, to.DayNumber - ReportSpec.DefaultDays + 1));
        return (range, new(from, to), (range.Preset is null ? range with { From = from, To = to } : range).Compared(today));
    }

    // Where rows may be of several advertisers, each says whose it is: offers of one name are not rare.
    private static IReadOnlyList<ReportDimension> DimensionsOf(ReportPreset preset, ViewQuery query, int? advertiser)
    {
        if (preset.Dimension is { } fixedOne)
        {
            return fixedOne is ReportDimension.Offer or ReportDimension.Coupon && advertiser is null ? [fixedOne, ReportDimension.Advertiser] : [fixedOne];
        }

        var chosen = (query.Value(By) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(UrlValues.Choice<ReportDimension>).OfType<ReportDimension>().Distinct().ToList();
        return chosen.Count > 0 ? chosen : Unchosen;
    }

    private static ReportDimension? AcrossOf(ReportPreset preset, ViewQuery query, IReadOnlyList<ReportDimension> dimensions, DaySpan days, FieldErrors errors)
    {
        if (!preset.IsFree || UrlValues.Choice<ReportDimension>(query.Value(Across)) is not { } across || !dimensions.Contains(across))
        {
            return null;
        }

        if (dimensions.Count < 2)
        {
            errors.Add(Across, "Add a second dimension for the rows.");
        }

        var length = across switch { ReportDimension.Day => 1, ReportDimension.Week => 7, _ => 0 };
        if (length > 0 && (days.Count ?? 0) / length > MostTimeColumns)
        {
            errors.Add(Across, $"These would be more than {MostTimeColumns} columns: choose fewer days, or longer ones.");
        }

        return across;
    }

    private static ReportSort? SortOf(ViewQuery query, ReportSpec spec, ReportDimension? across)
    {
        bool? descending = query.Value("dir") switch { "asc" => false, "desc" => true, _ => null };
        if (UrlValues.Choice<ReportDimension>(query.Value("sort")) is { } by && spec.Dimensions.Contains(by) && by != across)
        {
            return new(by, null, descending ?? false);
        }

        if (UrlValues.Choice<ReportMeasure>(query.Value("sort")) is { } measure && spec.Measures.Contains(measure))
        {
            return new(null, measure, descending ?? true);
        }

        // By a measure that these rows can have.
        var rows = spec.Dimensions.FirstOrDefault(d => d != across);
        return DimensionWords.IsTime(rows) || ReportPlan.ReadsClicks(spec) || spec.Measures.All(MeasureColumns.IsOfClicks)
            ? null
            : new(null, spec.Measures.First(m => !MeasureColumns.IsOfClicks(m)), Descending: true);
    }

    // A code may be several coupons': one an offer.
    private static async Task<ReportSpec> WithCouponAsync(IQueryable<Domain.Coupons.Coupon> coupons, ReportSpec spec, string? code, FieldErrors errors, CancellationToken cancel)
    {
        const int Most = 200;
        if (string.IsNullOrEmpty(code))
        {
            return spec;
        }

        coupons = spec.AdvertiserId is { } advertiser ? coupons.Where(c => c.AdvertiserId == advertiser) : coupons;
        var ids = code.Contains('\0') ? [] : await coupons.Where(c => c.NormalCode == code).OrderBy(c => c.Id).Select(c => c.Id).Take(Most).ToListAsync(cancel);
        if (ids.Count == 0)
        {
            errors.Add(CouponCode, "No coupon has this code.");
            return spec;
        }

        return spec.With(ReportDimension.Coupon, [.. ids.Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture))]) with { Page = spec.Page };
    }
}
