using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.PartnerPortal.Conversions;
using CouponPortal.Features.Views;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal.Payouts;

/// <summary>Orders of one state and what they pay, in minor units.</summary>
public sealed record OwnPayoutSum(long Orders, long Payout)
{
    public static OwnPayoutSum None { get; } = new(0, 0);
}

/// <summary>What a partner earned in one month in one currency, by the state of its orders.</summary>
/// <param name="From">The month's first day within the days asked for; <paramref name="To"/> its last, included.</param>
/// <param name="Rejected">What rejected orders would have paid.</param>
/// <param name="ReversedOrders">Orders of which something was taken back, whatever their state.</param>
/// <param name="Reversed">Of their amounts, not of the payout: minor units.</param>
public sealed record OwnPayoutMonth(
    DateOnly From, DateOnly To, string Currency, OwnPayoutSum Pending, OwnPayoutSum Approved, OwnPayoutSum Rejected, long ReversedOrders, long Reversed);

/// <summary>A partner's payouts by month, currency and state, added up from its orders, so that each sum is exactly the list behind it.</summary>
public sealed class OwnPayouts(IDbContextFactory<PortalDbContext> contexts, OwnShops shops, TimeProvider time)
{
    /// <summary>Months that are shown at most, the latest ones.</summary>
    public const int MostMonths = 60;

    public async Task<(OwnConversionFilter Filter, OwnDays Days, OwnShopBook Book)> ReadAsync(Actor actor, ReportQuery query, CancellationToken cancel)
    {
        var (shop, book) = (OwnConversionFilter.Read(query.Value).ShopId, await shops.ReadAsync(actor, cancel));
        return (new() { ShopId = shop }, OwnDays.Read(query, book, shop, DatePreset.ThisYear, time.GetUtcNow().UtcDateTime), book);
    }

    /// <summary>The latest month first; months without orders are left out.</summary>
    public async Task<IReadOnlyList<OwnPayoutMonth>> SumAsync(Actor actor, OwnConversionFilter filter, OwnDays days, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var stop = await db.StopOnAsync(cancel);

        // One moment for all months: an order that changes its state meanwhile is in one sum or the other.
        await using var moment = await db.BeginReadAsync(cancel);
        var rows = OwnConversions.Matching(db, actor, filter, days).Where(c => c.Status != ConversionStatus.Invalid);
        var (first, last) = (await rows.MinAsync(c => (DateTime?)c.OrderTime, cancel), await rows.MaxAsync(c => (DateTime?)c.OrderTime, cancel));
        var months = new List<OwnPayoutMonth>();
        foreach (var (from, to) in Months(first, last, days))
        {
            var (start, end) = (LocalDays.StartUtc(from, days.Zone), LocalDays.EndUtc(to, days.Zone));
            var sums = await rows.Where(c => c.OrderTime >= start && c.OrderTime < end).GroupBy(c => new { c.Currency, c.Status })
                .Select(g => new Sums(g.Key.Currency, g.Key.Status, g.LongCount(), g.Sum(c => c.Payout), g.LongCount(c => c.Reversed > 0), g.Sum(c => c.Reversed))).ToListAsync(cancel);
            months.AddRange(sums.GroupBy(s => s.Currency).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new OwnPayoutMonth(
                from, to, g.Key, Of(g, ConversionStatus.Pending), Of(g, ConversionStatus.Approved), Of(g, ConversionStatus.Rejected), g.Sum(s => s.ReversedOrders), g.Sum(s => s.Reversed))));
        }

        return months;
    }

    private static OwnPayoutSum Of(IEnumerable<Sums> sums, ConversionStatus status) => sums.FirstOrDefault(s => s.Status == status) is { } found ? new(found.Orders, found.Payout) : OwnPayoutSum.None;

    // The days asked for, cut to those that have orders, month by month from the latest on.
    private static IEnumerable<(DateOnly From, DateOnly To)> Months(DateTime? first, DateTime? last, OwnDays days)
    {
        if (first is not { } begin || last is not { } end)
        {
            yield break;
        }

        var (from, to) = (LocalDays.DayOf(begin, days.Zone), LocalDays.DayOf(end, days.Zone));
        var month = new DateOnly(to.Year, to.Month, 1);
        for (var shown = 0; shown < MostMonths && month.AddMonths(1) > from; shown++)
        {
            var until = month.AddMonths(1).AddDays(-1);
            yield return (days.Days.From is { } lowest && lowest > month ? lowest : month, days.Days.To is { } highest && highest < until ? highest : until);
            month = month.AddMonths(-1);
        }
    }

    private sealed record Sums(string Currency, ConversionStatus Status, long Orders, long Payout, long ReversedOrders, long Reversed);
}
