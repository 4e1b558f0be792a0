using CouponPortal.Domain.Conversions;

namespace CouponPortal.Intake.Dialects.Feeds;

/// <summary>One order, position or verdict of a document that holds many.</summary>
/// <param name="Row">Its place in the document, from 1.</param>
/// <param name="Body">A document of this row alone: what its hit keeps, so that it can be replayed by itself.</param>
/// <param name="Ignored">Fields that nothing reads: kept in the body, and named in the answer so that a typo shows.</param>
public sealed record FeedRow(int Row, Reading Reading, byte[] Body, IReadOnlyList<string> Ignored)
{
    /// <summary>Null where the row has none, or was refused before it was read.</summary>
    public string? OrderId { get; init; }

    /// <summary>Where in the document (from 0) the row stands whose order holds this one's position; null for a row of its own.</summary>
    public int? PartOf { get; init; }
}

/// <summary>A document cut into rows, or why nothing of it is taken: a feed is all or nothing, since one that ends in the middle may end in the middle of an order.</summary>
public sealed record FeedDocument(IReadOnlyList<FeedRow> Rows, Refusal? Why)
{
    public const int MaxRows = 20_000;

    public static FeedDocument Refused(Refusal why) => new([], why);

    /// <summary>
    /// Rows that say different things of the same position of an order: none of them is believed, since which one is meant cannot be known. The same thing twice is a duplicate.
    /// </summary>
    /// <param name="advertiserId">Whose inbox they go to.</param>
    public static List<FeedRow> HoldConflicts(IReadOnlyList<FeedRow> rows, int? advertiserId)
    {
        var result = rows.ToList();
        foreach (var same in rows.Select((row, at) => (Row: row, At: at, Key: row.PartOf is null ? KeyOf(row.Reading) : null)).Where(r => r.Key is not null).GroupBy(r => r.Key!.Value.Place))
        {
            if (same.Select(r => r.Key!.Value.Content).Distinct(StringComparer.Ordinal).Skip(1).Any())
            {
                var lines = string.Join(", ", same.Select(r => r.Row.Row).Take(10));
                foreach (var (row, at, _) in same)
                {
                    result[at] = row with
                    {
                        Reading = new Reading.Ignored(advertiserId, "conflict_in_file", $"Rows {lines} say different things of the same position of order {row.OrderId}. None of them was taken.")
                        {
                            Verdict = HitVerdict.Held,
                        },
                    };
                }
            }
        }

        return result;
    }

    private static ((string Order, string Event, string Position) Place, string Content)? KeyOf(Reading reading) => reading switch
    {
        Reading.Order { Facts: { OrderId: { } id } facts } => (
            (id, facts.Event, $"{facts.Version:O}\n{string.Join('\n', facts.Items.Select(i => i.Key))}"),
            string.Join('\n', [facts.Status?.ToString() ?? "", facts.Currency ?? "", facts.AmountText ?? "", string.Join(',', facts.Codes), string.Join(',', facts.ClickIds), .. facts.Items.Select(i => i.ToString())])),
        Reading.Correction { Facts: { OrderId: { } id } facts } => ((id, facts.Event, $"{facts.SaidAt:O}"), facts.Status.ToString()!),
        _ => null,
    };
}
