using System.Globalization;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Intake.Replay;

/// <summary>
/// The facts of an order whose request can no longer be read, from what its stored decision noted of them: the trace names the channel, the partner that was sent, and
/// each click with its time, owner and offer as recorded then (RULES §5.6). A trace ends where the order was decided, so what a later step would have asked for is not known.
/// </summary>
public static class RecalledOrder
{
    /// <param name="row">With its trace.</param>
    public static (OrderFacts Facts, IReadOnlyList<ClickClaim> Clicks) Of(Conversion row)
    {
        var trace = TraceJson.Read(row.Trace);

        // A code's offer that was found out, not sent, must be found out again.
        var foundOut = trace.Any(l => l.Reason is TraceReason.OnlyOffer or TraceReason.ClickOffer or TraceReason.AmbiguousOffer);
        var facts = new OrderFacts
        {
            Door = row.Door,
            OfferId = foundOut ? null : trace.FirstOrDefault(l => l.Step == AttributionStep.Direct)?.OfferId ?? row.OfferId,
            PartnerId = trace.FirstOrDefault(l => l.Step == AttributionStep.Direct)?.PartnerId,
            Channel = trace.FirstOrDefault(l => l.Reason == TraceReason.OtherChannel)?.Subject,
            Version = row.SourceVersion,
        };
        return (facts, [.. trace.Where(l => l.Step == AttributionStep.JudgeClick).Select(l => ClickOf(l, row))]);
    }

    // The one that counted is known by its id; of the others the noted second is all there is.
    private static ClickClaim ClickOf(TraceLine line, Conversion row)
    {
        var noted = DateTime.TryParseExact(line.Subject, "yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at);
        if (!noted || line.Reason is TraceReason.ClickUnknown or TraceReason.ClickOfOtherAdvertiser)
        {
            return new(ClickSource.Explicit, line.Subject ?? "", null);
        }

        var key = line.Verdict == TraceVerdict.Valid && row.ClickId is { } id ? id : EventKey.First(at);
        return new(ClickSource.Explicit, line.Subject!, new RecordedClick(key, row.AdvertiserId, line.OfferId, line.PartnerId, line.Code));
    }
}
