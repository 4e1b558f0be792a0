using CouponPortal.Domain.Attribution;

namespace CouponPortal.Tests.Domain.Support;

/// <summary>Questions that many tests ask of a decision.</summary>
internal static class Seen
{
    public static IEnumerable<TraceReason> Reasons(this AttributionDecision decision) => decision.Trace.Select(l => l.Reason);

    /// <summary>The one line with this reason; fails when there is none or more than one.</summary>
    public static TraceLine Line(this AttributionDecision decision, TraceReason reason) => Assert.Single(decision.Trace, l => l.Reason == reason);

    public static string Sentence(this AttributionDecision decision, TraceReason reason) => TraceSentences.WithIds.For(decision.Line(reason));

    /// <summary>Credited to this partner on this ground, and the trace ends with saying so.</summary>
    public static void IsCredited(this AttributionDecision decision, int partner, AttributionBasis basis)
    {
        Assert.Equal((AttributionOutcome.Credited, (int?)partner, basis), (decision.Outcome, decision.PartnerId, decision.Basis));
        Assert.Equal((TraceVerdict.Decided, (int?)partner), (decision.Trace[^1].Verdict, decision.Trace[^1].PartnerId));
    }

    public static void CreditsNobody(this AttributionDecision decision, AttributionOutcome outcome)
    {
        Assert.Equal((outcome, (int?)null, AttributionBasis.None), (decision.Outcome, decision.PartnerId, decision.Basis));
    }

    public static void IsReportedAs(this AttributionDecision decision, int? without, int? with)
    {
        Assert.True(decision.ChangedByExclusiveCode, "The Attribution Report must list the order.");
        Assert.Equal((without, with), (decision.CounterfactualPartnerId, decision.PartnerId));
    }

    public static void IsNotReported(this AttributionDecision decision) => Assert.False(decision.ChangedByExclusiveCode, "The Attribution Report must not list the order.");
}
