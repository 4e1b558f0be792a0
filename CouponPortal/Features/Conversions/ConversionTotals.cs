using CouponPortal.Data;
using CouponPortal.Data.Rollups;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Conversions;

/// <summary>What the orders of one currency add up to, in its minor units.</summary>
/// <param name="Amount">Before reversals.</param>
public sealed record CurrencyTotal(string Currency, long Orders, long Amount, long Reversed, long Payout);

/// <summary>
/// Adds up everything that a filter matches, each currency by itself. Test orders and invalid ones are listed, but are no money. Rollups are read where they have what is
/// filtered by; orders otherwise, and for the hours at the ends of days that are not an advertiser's own.
/// </summary>
public sealed class ConversionTotals(IDbContextFactory<PortalDbContext> contexts, ConversionList list)
{
    public async Task<IReadOnlyList<CurrencyTotal>> SumAsync(Actor actor, ConversionFilter filter, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var stop = await db.StopOnAsync(cancel);
        await using var moment = await db.BeginReadAsync(cancel);
        var rows = (await list.MatchingAsync(db, actor, filter, cancel)).Where(c => c.Status != ConversionStatus.Invalid && (c.Flags & ConversionFlags.Test) == ConversionFlags.None);
        var sums = new List<CurrencyTotal>();
        if (!ConversionSums.Fits(filter))
        {
            sums.AddRange(await OfRowsAsync(rows, cancel));
        }
        else
        {
            var advertisers = db.Advertisers.VisibleTo(actor).Where(a => filter.AdvertiserId == null || a.Id == filter.AdvertiserId);
            foreach (var part in await RollupSplit.OfAsync(db, advertisers, await list.RangeAsync(db, actor, filter, cancel), cancel))
            {
                sums.AddRange(part.HasDays ? await OfRollupsAsync(ConversionSums.Of(filter, part.Orders(db)), cancel) : []);
                foreach (var (start, end) in part.Rest)
                {
                    var (first, next, ids) = (start ?? DateTime.UnixEpoch, end ?? DateTime.MaxValue, part.AdvertiserIds);
                    sums.AddRange(await OfRowsAsync(rows.Where(c => ids.Contains(c.AdvertiserId) && c.OrderTime >= first && c.OrderTime < next), cancel));
                }
            }
        }

        return [.. sums.GroupBy(s => s.Currency).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new CurrencyTotal(g.Key, g.Sum(s => s.Orders), g.Sum(s => s.Amount), g.Sum(s => s.Reversed), g.Sum(s => s.Payout))).Where(t => t.Orders > 0)];
    }

    /// <summary>The same filter on other days.</summary>
    public Task<IReadOnlyList<CurrencyTotal>> SumAsync(Actor actor, ConversionFilter filter, DaySpan days, CancellationToken cancel) =>
        SumAsync(actor, filter with { Days = null, From = days.From, To = days.To }, cancel);

    private static Task<List<CurrencyTotal>> OfRowsAsync(IQueryable<Conversion> rows, CancellationToken cancel) => rows.GroupBy(c => c.Currency)
        .Select(g => new CurrencyTotal(g.Key, g.LongCount(), g.Sum(c => c.Amount), g.Sum(c => c.Reversed), g.Sum(c => c.Payout))).ToListAsync(cancel);

    private static Task<List<CurrencyTotal>> OfRollupsAsync(IQueryable<ConversionRollup> sums, CancellationToken cancel) => sums.Where(r => r.Status != ConversionStatus.Invalid).GroupBy(r => r.Currency)
        .Select(g => new CurrencyTotal(g.Key, g.Sum(r => r.Orders), g.Sum(r => r.Amount), g.Sum(r => r.Reversed), g.Sum(r => r.Payout))).ToListAsync(cancel);
}
