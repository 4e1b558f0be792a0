using CouponPortal.Data.Writer;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions.Checks;

namespace CouponPortal.Intake;

/// <summary>What every door says of an order beside its status, as stable codes (docs/reason-codes.md).</summary>
public static class IntakeReasons
{
    public static IEnumerable<string> Of(OrderReceipt receipt, string? effect)
    {
        if (effect is not null)
        {
            yield return effect;
        }
        else if (receipt.Duplicate)
        {
            yield return "duplicate";
        }

        if (receipt.Outcome != AttributionOutcome.Credited)
        {
            yield return SnakeCase.Of(receipt.Outcome);
        }

        // What the anti-fraud checks found is staff's to know: a sender could try out what they let pass.
        foreach (var flag in SnakeCase.Flags(receipt.Flags & ~OrderChecks.AllFlags))
        {
            yield return flag;
        }
    }
}
