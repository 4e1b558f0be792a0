using CouponPortal.Domain.Payouts;

namespace CouponPortal.Domain.Conversions;

/// <summary>
/// What an order is worth once everything said about it is known. Each figure follows from the set of positions and reversals, whatever order they came in,
/// so that the same events in any order end in the same ledger (RULES §4).
/// </summary>
public static class Ledger
{
    /// <summary>Sets <see cref="Conversion.Reversed"/>, <see cref="Conversion.Payout"/>, the flags of both and, when nothing is left, the status.</summary>
    /// <param name="reversals">All of the order, each once.</param>
    public static void Settle(Conversion row, IReadOnlyCollection<Correction> reversals)
    {
        var parts = reversals.Sum(r => r.Amount ?? 0);
        row.Reversed = reversals.Any(r => r.IsWhole) ? row.Amount : Math.Min(parts, row.Amount);
        Set(row, ConversionFlags.OverReversed, parts > row.Amount);
        var whole = reversals.Any(r => r.IsWhole) || (row.Reversed > 0 && row.Reversed == row.Amount);
        var payout = whole ? 0 : PayoutOf(row, row.Amount - row.Reversed);
        Set(row, ConversionFlags.CurrencyMismatch, payout is null);
        row.Payout = row.Flags.HasFlag(ConversionFlags.Test) ? 0 : payout ?? 0;
        if (whole)
        {
            row.Status = ConversionStatus.Rejected;
        }
    }

    /// <summary>Adds the positions that are new, and says what became of them.</summary>
    /// <param name="present">The order's positions so far, added to.</param>
    public static JoinResult Join(Conversion row, ICollection<ConversionItem> present, IEnumerable<ConversionItem> sent)
    {
        var (added, differs) = (false, false);
        foreach (var item in sent)
        {
            if (present.FirstOrDefault(p => string.Equals(p.Key, item.Key, StringComparison.Ordinal)) is { } known)
            {
                differs |= !known.SameAs(item);
                continue;
            }

            item.ConversionId = row.Id;
            present.Add(item);
            row.Amount += item.Amount;
            added = true;
        }

        Set(row, ConversionFlags.Incomplete, row.PositionCount > present.Count);
        Set(row, ConversionFlags.ZeroAmount, row.Amount == 0);
        if (differs)
        {
            row.Flags |= ConversionFlags.Differs;
        }

        return (added, differs) switch
        {
            (true, _) => JoinResult.Added,
            (false, true) => JoinResult.Differs,
            _ => JoinResult.Known,
        };
    }

    private static long? PayoutOf(Conversion row, long net) => row switch
    {
        { PartnerId: null } => 0,

        // Of an order without terms of its own (none was paid by terms that are known) the payout can only stay what it is.
        { PayoutType: null } or { PayoutValue: null } => row.Payout,
        _ => new PayoutTerms(row.PayoutType.Value, row.PayoutValue.Value, row.Flags.HasFlag(ConversionFlags.CurrencyMismatch) ? "" : row.Currency).For(net, row.Currency),
    };

    private static void Set(Conversion row, ConversionFlags flag, bool on) => row.Flags = on ? row.Flags | flag : row.Flags & ~flag;
}

public enum JoinResult
{
    /// <summary>At least one position was new.</summary>
    Added,

    /// <summary>All were there, as they are.</summary>
    Known,

    /// <summary>All were there, one with other figures: kept as it was and flagged.</summary>
    Differs,
}
