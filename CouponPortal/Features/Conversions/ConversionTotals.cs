using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Conversions;

/// <summary>What the orders of one currency add up to, in its minor units.</summary>
/// <param name="Amount">Before reversals.</param>
public sealed record CurrencyTotal(string Currency, int Orders, long Amount, long Reversed, long Payout);

/// <summary>Adds up everything that a filter matches, each currency by itself. Test orders and invalid ones are listed, but are no money.</summary>
public sealed class ConversionTotals(IDbContextFactory<PortalDbContext> contexts, ConversionList list)
{
    public async Task<IReadOnlyList<CurrencyTotal>> SumAsync(Actor actor, ConversionFilter filter, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var stop = await db.StopOnAsync(cancel);
        var rows = (await list.MatchingAsync(db, actor, filter, cancel)).Where(c => c.Status != ConversionStatus.Invalid && (c.Flags & ConversionFlags.Test) == ConversionFlags.None);
        var sums = await rows.GroupBy(c => c.Currency)
            .Select(g => new { g.Key, Orders = g.Count(), Amount = g.Sum(c => c.Amount), Reversed = g.Sum(c => c.Reversed), Payout = g.Sum(c => c.Payout) })
            .ToListAsync(cancel);
        return [.. sums.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new CurrencyTotal(s.Key, s.Orders, s.Amount, s.Reversed, s.Payout))];
    }

    /// <summary>The same filter on other days.</summary>
    public Task<IReadOnlyList<CurrencyTotal>> SumAsync(Actor actor, ConversionFilter filter, DaySpan days, CancellationToken cancel) =>
        SumAsync(actor, filter with { Days = null, From = days.From, To = days.To }, cancel);
}
