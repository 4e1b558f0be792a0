namespace CouponPortal.Domain.Attribution.Rules;

/// <summary>Step 3: a suppressed code in effect → nobody is credited (S0). The code need not be any coupon's.</summary>
internal sealed class SuppressedCodeWins : AttributionRule
{
    public override void Apply(AttributionCase order)
    {
        if (!order.SuppressedCodes || order.NormalCodes.Count == 0)
        {
            return;
        }

        var suppressed = order.NormalCodes.Find(code => order.Rules.IsSuppressed(code, order.Facts.OrderTime));
        if (suppressed is null)
        {
            order.Note(AttributionStep.SuppressedCode, TraceVerdict.Passed, TraceReason.NoSuppressedCode);
            return;
        }

        order.Note(AttributionStep.SuppressedCode, TraceVerdict.Decided, TraceReason.CodeSuppressed, suppressed);
        order.CreditNobody(AttributionOutcome.Suppressed, suppressed);
    }
}
