using System.Globalization;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Tracking.Clicks;

/// <summary><c>GET /{CODE}</c> on a tracking domain: a click for the coupon's owner, and a redirect to the offer (RULES §3; S1, S3).</summary>
public sealed class CouponUrl(ClickRecorder recorder)
{
    /// <param name="code">Normal form.</param>
    public async Task InvokeAsync(HttpContext http, string code)
    {
        var now = recorder.Now;
        var offerId = int.TryParse(http.Request.Query["oid"], NumberStyles.None, CultureInfo.InvariantCulture, out var oid) ? oid : (int?)null;
        var (rules, decision) = Decide(recorder.Catalog, http.Request.Host.Host, code, offerId, now);
        var click = recorder.ClickOf(http.Request, decision, rules?.Advertiser.Id, code, now);
        click.Destination = recorder.Destination(click, decision.Template, OptOut.Of(http.Request));
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await recorder.RecordAsync(click);
        }

        await Redirect.To(http, click.Destination);
    }

    // An advertiser's own domain knows its own codes alone; the network's domain knows all, and takes the live offer with the lowest id.
    private static (AdvertiserRules? Rules, VisitDecision Decision) Decide(CatalogSnapshot catalog, string host, string code, int? offerId, DateTime now)
    {
        if (catalog.ByHost(host) is { } owner)
        {
            return (owner, DeliveryEngine.ForCode(owner, code, offerId, now));
        }

        (AdvertiserRules? Rules, VisitDecision Decision) best = (null, new(VisitOutcome.UnknownCode, null, null, null, null));
        foreach (var rules in catalog.ByCode(code))
        {
            var decision = DeliveryEngine.ForCode(rules, code, offerId, now);
            if (best.Rules is null || DeliveryEngine.IsBetter(decision, best.Decision))
            {
                best = (rules, decision);
            }
        }

        return best.Rules is null && catalog.Single is { } single ? (single, DeliveryEngine.ForCode(single, code, offerId, now)) : best;
    }
}
