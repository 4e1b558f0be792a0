using System.Globalization;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Delivery;
using CouponPortal.Tracking.Clicks.Screening;

namespace CouponPortal.Tracking.Clicks;

/// <summary><c>GET /{CODE}</c> on a tracking domain: a click for the coupon's owner, and a redirect to the offer (RULES §3; S1, S3).</summary>
public sealed class CouponUrl(ClickRecorder recorder, VisitorFacts facts, VisitScreening screening, CodeScans scans, CapUse caps)
{
    /// <param name="code">Normal form.</param>
    public async Task InvokeAsync(HttpContext http, string code)
    {
        var visit = screening.Of(http.Request, facts.Of(http.Request, recorder.Now), code, recorder.Catalog.Blocked);
        var offerId = int.TryParse(http.Request.Query["oid"], NumberStyles.None, CultureInfo.InvariantCulture, out var oid) ? oid : (int?)null;
        var (rules, decision) = recorder.Catalog.Visit(http.Request.Host.Host, code, offerId, visit, caps);
        if (rules is { AsksWhoReturns: true })
        {
            visit = visit with { IsReturning = SeenBefore.Of(http.Request, rules.Advertiser.Id) };
            decision = DeliveryEngine.ForCode(rules, code, offerId, visit, caps);
            SeenBefore.RememberUnless(decision.IsScreenedOut, http, rules.Advertiser.Id);
        }

        var click = recorder.ClickOf(http.Request, decision, rules?.Advertiser.Id, code, visit);
        click.Destination = recorder.Destination(click, decision, OptOut.Of(http.Request));
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
