using CouponPortal.Data.Writer;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;

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

        foreach (var flag in SnakeCase.Flags(receipt.Flags))
        {
            yield return flag;
        }
    }
}
