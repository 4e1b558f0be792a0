using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Conversions;
using CouponPortal.Intake;

namespace CouponPortal.Api;

/// <summary>What came of a list of orders.</summary>
internal sealed record BatchAnswer(int Accepted, int Duplicates, int Held, int Refused, IReadOnlyList<RowAnswer> Rows)
{
    public static BatchAnswer Of(IReadOnlyList<ReceivedOrder> results, PublicIds ids)
    {
        RowAnswer[] rows = [.. results.Select(r => RowAnswer.Of(r, ids))];
        return new(Count(RowOutcome.Accepted), Count(RowOutcome.Duplicate), Count(RowOutcome.Held), Count(RowOutcome.Refused), rows);

        int Count(RowOutcome outcome) => rows.Count(r => r.Outcome == outcome);
    }
}

internal enum RowOutcome
{
    /// <summary>Became a conversion, whatever its status.</summary>
    Accepted,

    /// <summary>The order was there; what else it says is in <c>reasons</c>.</summary>
    Duplicate,

    /// <summary>Kept for staff: it could not be placed.</summary>
    Held,
    Refused,
}

/// <param name="Row">Its place in the list, from 1.</param>
/// <param name="Credit">The decision: credited, unattributed, …</param>
/// <param name="Code">Stable, of a refused row.</param>
/// <param name="Ignored">Fields that nothing reads.</param>
/// <param name="HitId">Where the stored request of a refused or held row can be found.</param>
internal sealed record RowAnswer(
    int Row, RowOutcome Outcome, string? ConversionId, string? TransactionId, ConversionStatus? Status, AttributionOutcome? Credit, int? PartnerId, int? OfferId, bool Duplicate,
    IReadOnlyList<string> Reasons, string? Code, IReadOnlyDictionary<string, string[]>? Errors, IReadOnlyList<string> Ignored, string? HitId)
{
    public static RowAnswer Of(ReceivedOrder result, PublicIds ids)
    {
        var answer = result.Answer!;
        var receipt = answer.Receipt;
        var outcome = answer.Why is not null ? RowOutcome.Refused : receipt is null ? RowOutcome.Held : receipt.Duplicate ? RowOutcome.Duplicate : RowOutcome.Accepted;
        return new(
            result.Row, outcome, receipt is null ? null : ids.Format(receipt.ConversionId), receipt?.ClickId is { } click ? ids.Format(click) : null, receipt?.Status, receipt?.Outcome,
            receipt?.PartnerId, receipt?.OfferId, receipt?.Duplicate == true, ReasonsOf(answer), answer.Why?.Code, answer.Why is { } why ? ErrorsOf(why) : null, result.Ignored,
            answer.HitId is { } hit ? ids.Format(hit) : null);
    }

    /// <summary>By field; of a fault of the whole row, by <c>row</c>.</summary>
    public static Dictionary<string, string[]> ErrorsOf(Refusal why) => new(StringComparer.Ordinal) { [why.Field ?? "row"] = [why.Message] };

    private static string[] ReasonsOf(IntakeAnswer answer) => answer switch
    {
        { Why: { } why } => [why.Code],
        { Receipt: { } receipt } => [.. IntakeReasons.Of(receipt, answer.Effect)],
        _ => [answer.Effect ?? "held"],
    };
}
