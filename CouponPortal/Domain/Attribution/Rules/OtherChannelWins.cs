namespace CouponPortal.Domain.Attribution.Rules;

/// <summary>Step 5: another channel is named as the winner → stored, nobody credited.</summary>
internal sealed class OtherChannelWins : AttributionRule
{
    public override void Apply(AttributionCase order)
    {
        if (order.Facts.Channel is not { } channel)
        {
            order.Note(AttributionStep.OtherChannel, TraceVerdict.Passed, TraceReason.NoOtherChannel);
            return;
        }

        order.Note(AttributionStep.OtherChannel, TraceVerdict.Decided, TraceReason.OtherChannel, subject: channel);
        order.CreditNobody(AttributionOutcome.OtherChannel);
    }
}
