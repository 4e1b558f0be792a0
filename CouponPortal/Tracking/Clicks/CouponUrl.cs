using System.Globalization;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Tracking.Clicks;

/// <summary><c>GET /{CODE}</c> on a tracking domain: a click for the coupon's owner, and a redirect to the offer (RULES §3; S1, S3).</summary>
public sealed class CouponUrl(ClickRecorder recorder, VisitorFacts facts, CapUse caps)
{
    private const int MaxTyped = 50;

    /// <param name="code">Normal form.</param>
    /// <param name="typed">What was asked for, where something stood around the code; null where it was the code alone.</param>
    public async Task InvokeAsync(HttpContext http, string code, string? typed = null)
    {
        var visit = facts.Of(http.Request, recorder.Now);
        var offerId = int.TryParse(http.Request.Query["oid"], NumberStyles.None, CultureInfo.InvariantCulture, out var oid) ? oid : (int?)null;
        var (rules, decision) = recorder.Catalog.Visit(http.Request.Host.Host, code, offerId, visit, caps);
        typed ??= decision.MeantCode is null ? null : code;
        var click = recorder.ClickOf(http.Request, decision, rules?.Advertiser.Id, decision.MeantCode ?? code, visit);
        click.TypedCode = typed is null || OptOut.Of(http.Request) ? null : ClickRecorder.Clean(typed, MaxTyped);
        click.Destination = recorder.Destination(click, decision, OptOut.Of(http.Request));
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await recorder.RecordAsync(click);
        }

        await Redirect.To(http, click.Destination);
    }
}
