using CouponPortal.Data.Sql;

namespace CouponPortal.Features.Attribution;

/// <summary>All orders of the filter in one currency, minor units. Currencies are never added up.</summary>
public sealed record AttributionTotal(string Currency, long Orders, long Amount, long Payout);

/// <summary>Orders that went to one partner instead of another, in one currency; null = nobody. Rejected orders pay nothing.</summary>
/// <param name="HasClick">With a valid click, which then was another partner's; or without any.</param>
public sealed record AttributionMove(int? CreditedPartnerId, int? InsteadOfPartnerId, string Currency, bool HasClick, long Orders, long Amount, long Payout);

/// <summary>What one code moved, in one currency.</summary>
/// <param name="AllOrders">That the feature decided by it, also those that the same partner would have had anyway.</param>
/// <param name="Clickless">Of the moved orders.</param>
public sealed record AttributionCode(string? Code, string Currency, long AllOrders, long Orders, long Clickless, long Amount, long Payout);

/// <summary>
/// What exclusivity costs in one currency: orders that Exclusive codes credited without any click, those that came by another's click, and those that the code's
/// partner would have had anyway.
/// </summary>
public sealed record AttributionCost(string Currency, AttributionTotal Clickless, AttributionTotal AnothersClick, AttributionTotal Anyway)
{
    public AttributionTotal All => new(
        Currency, Clickless.Orders + AnothersClick.Orders + Anyway.Orders, Clickless.Amount + AnothersClick.Amount + Anyway.Amount, Clickless.Payout + AnothersClick.Payout + Anyway.Payout);

    /// <summary>0 to 1; null without orders.</summary>
    public decimal? Share(AttributionTotal part) => All.Orders == 0 ? null : (decimal)part.Orders / All.Orders;
}

/// <summary>What all orders of a filter add up to. Invalid ones are listed, but are in no sum.</summary>
/// <param name="Moves">Those that changed hands.</param>
/// <param name="Codes">At most <see cref="MostCodes"/>, those with the most moved orders.</param>
/// <param name="Costs">By currency; none for suppressed codes.</param>
public sealed record AttributionSums(IReadOnlyList<AttributionMove> Moves, IReadOnlyList<AttributionCode> Codes, bool HasMoreCodes, IReadOnlyList<AttributionCost> Costs)
{
    public const int MostCodes = 50;

    /// <summary>By currency, in the order of their codes.</summary>
    public IReadOnlyList<AttributionTotal> Totals => [.. Moves.GroupBy(m => m.Currency, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => TotalOf(g.Key, g))];

    /// <param name="all">Moves and, with the same partner on both sides, what the feature decided without changing it.</param>
    /// <param name="codes">The most moved orders first; those without any are no part of the report.</param>
    internal static AttributionSums Of(IReadOnlyList<AttributionMove> all, IEnumerable<AttributionCode> codes, bool isSuppressed)
    {
        var moved = codes.Where(c => c.Orders > 0).Take(MostCodes + 1).ToList();
        var moves = isSuppressed ? all : [.. all.Where(m => m.CreditedPartnerId != m.InsteadOfPartnerId)];
        var costs = isSuppressed ? [] : all.GroupBy(m => m.Currency, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new AttributionCost(
            g.Key,
            TotalOf(g.Key, g.Where(m => m.CreditedPartnerId != m.InsteadOfPartnerId && !m.HasClick)),
            TotalOf(g.Key, g.Where(m => m.CreditedPartnerId != m.InsteadOfPartnerId && m.HasClick)),
            TotalOf(g.Key, g.Where(m => m.CreditedPartnerId == m.InsteadOfPartnerId)))).ToList();
        return new(moves, [.. moved.Take(MostCodes)], moved.Count > MostCodes, costs);
    }

    internal static async Task<AttributionSums> ReadAsync(ReadSession session, AttributionSql sql, bool hash, CancellationToken cancel)
    {
        if (hash)
        {
            return AttributionHash.Read(session, sql, cancel);
        }

        var (moves, codes) = (new List<AttributionMove>(), new List<AttributionCode>());
        await foreach (var row in session.ReadAsync(sql.Moves(), cancel))
        {
            moves.Add(new(Id(row.Int64(0)), Id(row.Int64(1)), row.Text(2), row.Int64(3) == 1, row.Int64(4), row.Int64(5), row.Int64(6)));
        }

        await foreach (var row in session.ReadAsync(sql.Codes(MostCodes + 1), cancel))
        {
            codes.Add(new(row.Text(0) is { Length: > 0 } code ? code : null, row.Text(1), row.Int64(2), row.Int64(3), row.Int64(6), row.Int64(4), row.Int64(5)));
        }

        return Of(moves, codes, sql.IsSuppressed);
    }

    internal static int? Id(long id) => id == 0 ? null : (int)id;

    private static AttributionTotal TotalOf(string currency, IEnumerable<AttributionMove> moves) =>
        moves.Aggregate(new AttributionTotal(currency, 0, 0, 0), (sum, m) => new(currency, sum.Orders + m.Orders, sum.Amount + m.Amount, sum.Payout + m.Payout));
}
