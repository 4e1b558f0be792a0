using CouponPortal.Data.Writer;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake.Dialects.Feeds;

namespace CouponPortal.Intake.Feeds;

/// <summary>What came of one row of a document.</summary>
/// <param name="Answer">Null when it could not be stored: the sender must try again.</param>
public sealed record FeedResult(FeedRow Row, IntakeAnswer? Answer)
{
    public FeedOutcome Outcome => Answer switch
    {
        null => FeedOutcome.NotStored,
        { Why: not null } => FeedOutcome.Refused,
        { IsHeld: true } => FeedOutcome.Held,
        { Receipt: null, Effect: LedgerReceipt.WaitsForOrder } => FeedOutcome.Waiting,
        { Effect: "position_added" or "new_state" or "status_set" or "confirmed" } => FeedOutcome.Accepted,
        { Effect: LedgerReceipt.Duplicate } or { Receipt.Duplicate: true } => FeedOutcome.Duplicate,
        { Receipt: null } => FeedOutcome.Held,
        _ => FeedOutcome.Accepted,
    };

    /// <summary>Stable codes of what is noteworthy; none for a plain new order.</summary>
    public IReadOnlyList<string> Reasons => Answer switch
    {
        null => ["store_unavailable"],
        { Why: { } why } => [why.Code],
        { Receipt: { } receipt } answer => [.. IntakeReasons.Of(receipt, answer.Effect)],
        var answer => [answer.Effect ?? "held"],
    };
}

public enum FeedOutcome
{
    /// <summary>A new order, a position more of one, or a verdict that counts.</summary>
    Accepted,

    /// <summary>Was there already; nothing was added.</summary>
    Duplicate,

    /// <summary>Kept for staff.</summary>
    Held,

    /// <summary>A verdict that came before its order, kept for it.</summary>
    Waiting,
    Refused,

    /// <summary>The store was down.</summary>
    NotStored,
}

/// <summary>Takes a document's rows in, each by itself, whoever brought it: posted, uploaded or fetched.</summary>
public sealed class FeedIntake(OrderIntake intake)
{
    private const int AtOnce = 64;

    /// <param name="raw">How the document came; each row becomes a request of its own with it.</param>
    /// <returns>In the order of the rows.</returns>
    public async Task<IReadOnlyList<FeedResult>> TakeAsync(IReadOnlyList<FeedRow> rows, string door, RawRequest raw)
    {
        var results = new FeedResult[rows.Count];

        // Rows of one order go one after the other: the first of them is the order, whatever thread is faster.
        var orders = Enumerable.Range(0, rows.Count).GroupBy(at => rows[at].OrderId ?? $"\0{at}", StringComparer.Ordinal);
        await Parallel.ForEachAsync(orders, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (order, _) =>
        {
            foreach (var at in order)
            {
                // A row that another one has taken in stands before it and has its answer.
                results[at] = new(rows[at], rows[at].PartOf is { } first ? results[first].Answer : await TakeAsync(rows[at], door, raw));
            }
        });
        return results;
    }

    // Nobody who hangs up stops the work half-way.
    private async Task<IntakeAnswer?> TakeAsync(FeedRow row, string door, RawRequest raw)
    {
        try
        {
            var answer = await intake.ReceiveAsync(row.Reading, door, raw with { Body = row.Body }, CancellationToken.None);
            return row.Reading is Reading.Ignored { Verdict: HitVerdict.Held } ? answer with { IsHeld = true } : answer;
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }
}
