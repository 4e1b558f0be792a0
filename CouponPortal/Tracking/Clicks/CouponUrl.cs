using System.Globalization;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Delivery;
using CouponPortal.Tracking.Clicks.Screening;

namespace CouponPortal.Tracking.Clicks;

/// <summary><c>GET /{CODE}</c> on a tracking domain: a click for the coupon's owner, and a redirect to the offer (RULES §3; S1, S3).</summary>
public sealed class CouponUrl(ClickRecorder recorder, VisitorFacts facts, VisitScreening screening, CodeScans scans, CapUse caps)
{
    private const int MaxTyped = 50;

    /// <param name="code">Normal form.</param>
    /// <param name="typed">What was asked for, where something stood around the code; null where it was the code alone.</param>
    public async Task InvokeAsync(HttpContext http, string code, string? typed = null)
    {
        var visit = screening.Of(http.Request, facts.Of(http.Request, recorder.Now), code, recorder.Catalog.Blocked);
        var offerId = int.TryParse(http.Request.Query["oid"], NumberStyles.None, CultureInfo.InvariantCulture, out var oid) ? oid : (int?)null;
        var (rules, decision) = recorder.Catalog.Visit(http.Request.Host.Host, code, offerId, visit, caps);
        if (rules is { AsksWhoReturns: true })
        {
            visit = visit with { IsReturning = SeenBefore.Of(http.Request, rules.Advertiser.Id) };
            decision = DeliveryEngine.ForCode(rules, decision.MeantCode ?? code, offerId, visit, caps) with { MeantCode = decision.MeantCode };
            SeenBefore.RememberUnless(decision.IsScreenedOut, http, rules.Advertiser.Id);
        }

        typed ??= decision.MeantCode is null ? null : code;
        var click = recorder.ClickOf(http.Request, decision, rules?.Advertiser.Id, decision.MeantCode ?? code, visit);
        click.TypedCode = typed is null || OptOut.Of(http.Request) ? null : ClickRecorder.Clean(typed, MaxTyped);
        click.Destination = recorder.Destination(click, decision, http.Request);
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await recorder.RecordAsync(click);
        }

        if (decision.Outcome == VisitOutcome.UnknownCode && scans.DelayOf(visit) is { Ticks: > 0 } delay)
        {
            await scans.WaitAsync(delay, http.RequestAborted);
        }

        await Redirect.To(http, click.Destination);
    }
}
