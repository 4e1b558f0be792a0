using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>A bulk act that somebody begins, before its rows are judged.</summary>
/// <param name="Total">Rows, where they are counted already; else 0.</param>
public sealed record NewBatch(int AdvertiserId, CouponBatchKind Kind, int Total = 0)
{
    /// <summary>As the uploader called it, without a folder; empty when there is no file.</summary>
    public string FileName { get; init; } = "";

    /// <summary>What the kind needs to know besides its rows, as JSON.</summary>
    public string Settings { get; init; } = "";

    /// <summary>Applies nothing when a single row is refused.</summary>
    public bool AllOrNothing { get; init; }
}

/// <summary>Rows of a batch by what became of them.</summary>
internal sealed class BatchCounts
{
    public int Created { get; private set; }

    public int Updated { get; private set; }

    public int Unchanged { get; private set; }

    public int Refused { get; private set; }

    public int Done => Created + Updated + Unchanged + Refused;

    public void Add(IEnumerable<JudgedEntry> rows)
    {
        foreach (var row in rows)
        {
            switch (row.Kind)
            {
                case EntryOutcome.Created:
                    Created++;
                    break;
                case EntryOutcome.Updated:
                    Updated++;
                    break;
                case EntryOutcome.Unchanged:
                    Unchanged++;
                    break;
                case EntryOutcome.Refused:
                    Refused++;
                    break;
                default:
                    throw new InvalidOperationException($"No count of {row.Kind}.");
            }
        }
    }
}
