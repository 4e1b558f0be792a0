using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Data.Sql;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Reports;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Dashboard;

/// <summary>A figure of today so far, and of yesterday and the same weekday a week ago up to the same time.</summary>
public readonly record struct Beside(long Today, long Yesterday, long WeekAgo);

/// <summary>Amounts of one currency in its minor units.</summary>
public sealed record CurrencyBeside(string Currency, Beside Orders, Beside Amount, Beside Payout);

/// <summary>One local day in the chart's currency; minor units.</summary>
public sealed record TrendDay(DateOnly Day, long Orders, long Amount, long Payout);

/// <summary>Orders of one local day by what their credit rests on, in any currency; a basis without orders is absent.</summary>
public sealed record BasisDay(DateOnly Day, IReadOnlyDictionary<AttributionBasis, int> Orders);

/// <summary>A code or partner of the last <see cref="DashboardFigures.Days"/> days; money in the chart's currency, minor units.</summary>
/// <param name="Id">Of the coupon or partner.</param>
/// <param name="Offer">Of a coupon: one code may stand on several offers. Null for a partner, and to one.</param>
public sealed record TopRow(int? Id, string Name, string? Offer, long Orders, long Amount, long AmountBefore);

/// <param name="Partners">None to a partner.</param>
public sealed record DashboardTops(IReadOnlyList<TopRow> Codes, IReadOnlyList<TopRow> Partners);

/// <param name="Currencies">By code; every one of the last 30 days, of today, yesterday and a week ago.</param>
/// <param name="Currency">The chart's: the one chosen, else the one with most orders; null without orders.</param>
public sealed record DashboardView(
    DashboardScope Scope, DateTime Now, DaysBeside Beside, IReadOnlyList<CurrencyBeside> Currencies, Beside Clicks, string? Currency,
    IReadOnlyList<TrendDay> Trend)
{
    public bool IsEmpty => Currencies.Count == 0 && Clicks == default;
}

/// <summary>The figures of the first page: for staff their advertisers', for a partner its own credited orders. As the reports count: no test orders, no invalid ones, rejected ones pay nothing.</summary>
public sealed class DashboardFigures(Database database, ReportData reports, TimeProvider time)
{
    public const int Days = 30;
    private const int Top = 6;

    /// <param name="advertiserId">Null = all that the actor sees.</param>
    /// <param name="currency">Null = the one with most orders.</param>
    /// <returns>Null when the actor does not see the advertiser.</returns>
    public async Task<DashboardView?> GetAsync(Actor actor, int? advertiserId = null, string? currency = null, CancellationToken cancel = default)
    {
        await using var db = database.CreateDbContext();
        if (await DashboardScope.OfAsync(db, actor, advertiserId, cancel) is not { } scope)
        {
            return null;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var beside = DaysBeside.Of(now, scope.ZoneInfo);
        var today = beside.Today.Day;
        var spec = Spec(advertiserId, today);

        // SQLite works on the thread that asks; so all is read side by side.
        var parts = Task.Run(() => RowsAsync(scope, beside, cancel), cancel);
        var clicks = reports.RunAsync(
            scope.Actor, spec with { From = beside.WeekAgo.Day, Dimensions = [ReportDimension.Day], Measures = [ReportMeasure.Clicks], Filters = [new(ReportDimension.VisitOutcome, [.. Enum.GetValues<VisitOutcome>().Select(SnakeCase.Of)])] }, cancel);
        var byDay = await reports.RunAsync(scope.Actor, spec with { Dimensions = [ReportDimension.Day] }, cancel);
        var main = currency ?? byDay?.SortCurrency ?? byDay?.Totals.Money.MaxBy(m => m.Orders)?.Currency;
        var rows = byDay?.Rows ?? [];
        var (ofRows, visits) = await parts;
        return new(scope, now, beside, ofRows.CurrenciesWith(rows), ofRows.ClicksWith(visits, (await clicks)?.Rows ?? []), main, TrendOf(rows, today, main));
    }

    /// <summary>Who leads by amount in this currency, beside the same number of days before; none when the actor does not see the advertiser.</summary>
    public async Task<DashboardTops> TopsAsync(Actor actor, string currency, int? advertiserId = null, CancellationToken cancel = default)
    {
        await using var db = database.CreateDbContext();
        if (await DashboardScope.OfAsync(db, actor, advertiserId, cancel) is not { } scope)
        {
            return new([], []);
        }

        var today = DaysBeside.Of(time.GetUtcNow().UtcDateTime, scope.ZoneInfo).Today.Day;
        var spec = Spec(advertiserId, today) with { Currency = currency };
        var codes = TopAsync(scope, spec, ReportDimension.Coupon, cancel);
        var partners = scope.Actor.IsStaff ? await TopAsync(scope, spec, ReportDimension.Partner, cancel) : [];
        return new(await WithOffersAsync(db, scope, await codes, cancel), partners);
    }

    /// <summary>Orders of the last days by what decided the credit; none when the actor does not see the advertiser.</summary>
    public async Task<IReadOnlyList<BasisDay>> BasisAsync(Actor actor, int? advertiserId = null, CancellationToken cancel = default)
    {
        await using var db = database.CreateDbContext();
        if (await DashboardScope.OfAsync(db, actor, advertiserId, cancel) is not { } scope)
        {
            return [];
        }

        var today = DaysBeside.Of(time.GetUtcNow().UtcDateTime, scope.ZoneInfo).Today.Day;
        var days = await reports.RunAsync(scope.Actor, Spec(advertiserId, today) with { Dimensions = [ReportDimension.Day, ReportDimension.Basis] }, cancel);
        return DaysOf(days?.Rows ?? [], today);
    }

    private static ReportSpec Spec(int? advertiserId, DateOnly today) => new()
    {
        AdvertiserId = advertiserId,
        From = today.AddDays(1 - Days),
        To = today,
        Measures = [ReportMeasure.Amount, ReportMeasure.Conversions, ReportMeasure.Payout],

        // What all orders have: with a filter of orders alone no clicks are read.
        Filters = [new(ReportDimension.Status, [.. Statuses.Select(SnakeCase.Of)])],
        PageSize = ReportSpec.MaxPageSize,
    };

    private static IEnumerable<ConversionStatus> Statuses => [ConversionStatus.Pending, ConversionStatus.Approved, ConversionStatus.Rejected];

    private async Task<(DayRows Orders, long[] Clicks)> RowsAsync(DashboardScope scope, DaysBeside beside, CancellationToken cancel)
    {
        PartRows[] parts = [.. new[] { beside.Today, beside.Yesterday, beside.WeekAgo }.Select(p => PartRows.Of(p, scope.ZoneInfo, scope.HasSeveralZones))];
        await using var session = await ReadSession.OpenAsync(database, cancel);
        var (sql, orders, clicks) = (new TodaySql(database.Provider, scope, parts), new DayRows(parts), new long[parts.Length]);
        await foreach (var row in session.ReadAsync(sql.Orders(), cancel))
        {
            orders.Add((int)row.Int64(0), row.Text(1), [row.Int64(2), row.Int64(3), row.Int64(4)]);
        }

        await foreach (var row in session.ReadAsync(sql.Clicks(), cancel))
        {
            clicks[row.Int64(0)] = row.Int64(1);
        }

        return (orders, clicks);
    }

    private async Task<IReadOnlyList<TopRow>> TopAsync(DashboardScope scope, ReportSpec spec, ReportDimension by, CancellationToken cancel)
    {
        // Orders of nobody, and those without a code, are no rank; one row more makes up for them.
        var ranked = spec with { Dimensions = [by], PageSize = Top + 1, Sort = new(null, ReportMeasure.Amount, Descending: true) };
        var rows = ((await reports.RunAsync(scope.Actor, ranked, cancel))?.Rows ?? []).Where(r => r.Keys[0].Id is not null && r.Figures.Conversions > 0).Take(Top).ToList();
        if (rows.Count == 0)
        {
            return [];
        }

        // Of the leaders alone: to rank the days before as well would take as long again.
        var leaders = new ReportFilter(by, [.. rows.Select(r => r.Keys[0].Id!.Value.ToString(CultureInfo.InvariantCulture))]);
        var former = ranked with { From = spec.To!.Value.AddDays(1 - (2 * Days)), To = spec.To.Value.AddDays(-Days), Filters = [.. spec.Filters, leaders] };
        var before = ((await reports.RunAsync(scope.Actor, former, cancel))?.Rows ?? []).ToLookup(r => r.Keys[0].Id, r => r.Figures.Money.Sum(m => m.Amount));
        return [.. rows.Select(r => new TopRow(r.Keys[0].Id, r.Keys[0].Label, null, r.Figures.Conversions ?? 0, r.Figures.Money.Sum(m => m.Amount), before[r.Keys[0].Id].Sum()))];
    }

    private static async Task<IReadOnlyList<TopRow>> WithOffersAsync(PortalDbContext db, DashboardScope scope, IReadOnlyList<TopRow> codes, CancellationToken cancel)
    {
        var ids = codes.Select(c => c.Id).OfType<int>().ToList();
        var offers = await db.Coupons.VisibleTo(scope.Actor).Where(c => ids.Contains(c.Id)).Join(db.Offers, c => c.OfferId, o => o.Id, (c, o) => new { c.Id, o.Name }).ToDictionaryAsync(c => c.Id, c => c.Name, cancel);
        return [.. codes.Select(c => c with { Offer = offers.GetValueOrDefault(c.Id ?? 0) })];
    }

    private static IEnumerable<DateOnly> LastDays(DateOnly today) => Enumerable.Range(0, Days).Select(i => today.AddDays(i + 1 - Days));

    private static List<TrendDay> TrendOf(IReadOnlyList<ReportRow> rows, DateOnly today, string? currency)
    {
        var byDay = rows.ToLookup(r => r.Keys[0].Days!.Value.From, r => r.Figures.Money.FirstOrDefault(m => m.Currency == currency));
        return [.. LastDays(today).Select(day => new TrendDay(day, byDay[day].Sum(m => m?.Orders ?? 0), byDay[day].Sum(m => m?.Amount ?? 0), byDay[day].Sum(m => m?.Payout ?? 0)))];
    }

    private static List<BasisDay> DaysOf(IReadOnlyList<ReportRow> rows, DateOnly today)
    {
        var byDay = rows.ToLookup(r => r.Keys[0].Days!.Value.From);
        return [.. LastDays(today).Select(day => new BasisDay(day, byDay[day].Where(r => r.Figures.Conversions > 0).ToDictionary(r => Parse(r.Keys[1].Value), r => (int)r.Figures.Conversions!.Value)))];
    }

    private static AttributionBasis Parse(string basis) => SnakeCase.TryParse<AttributionBasis>(basis, out var value) ? value : AttributionBasis.None;
}
