using System.Globalization;
using System.Text.Json;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Tracking.Clicks.Screening;

namespace CouponPortal.Tracking.Clicks;

/// <summary><c>GET /clk?oid=&amp;affid=</c>: a partner's link to an offer (WIRE "Clicks"); <c>async=json</c> answers the click id instead of a redirect.</summary>
public sealed class OfferClick(ClickRecorder recorder, VisitorFacts facts, VisitScreening screening, CapUse caps)
{
    private static readonly string[] PartnerNames = ["affid", "affiliate_id", "partner_id", "publisher_id"];
    private static readonly string[] OfferNames = ["oid", "offer_id"];

    public async Task InvokeAsync(HttpContext http)
    {
        var catalog = recorder.Catalog;
        var (offerId, partnerId) = (Integer(http.Request.Query, OfferNames), Integer(http.Request.Query, PartnerNames) ?? 0);
        var isJson = string.Equals(http.Request.Query["async"], "json", StringComparison.OrdinalIgnoreCase);
        var visit = screening.Of(http.Request, facts.Of(http.Request, recorder.Now), (offerId ?? 0, partnerId), catalog.Blocked, isScript: isJson);

        // A miss at an advertiser's own domain is that advertiser's to see, and to send somewhere.
        var rules = catalog.ByOffer(offerId) ?? catalog.ByHost(http.Request.Host.Host);
        var decision = rules is null
            ? new VisitDecision(VisitOutcome.UnknownOffer, null, null, null, null)
            : DeliveryEngine.ForOffer(rules, offerId ?? 0, partnerId, visit, caps);
        if (rules is { AsksWhoReturns: true })
        {
            visit = visit with { IsReturning = SeenBefore.Of(http.Request, rules.Advertiser.Id) };
            decision = DeliveryEngine.ForOffer(rules, offerId ?? 0, partnerId, visit, caps);
            SeenBefore.RememberUnless(decision.IsScreenedOut, http, rules.Advertiser.Id);
        }

        var code = CouponCode.TryNormalise(http.Request.Query["coupon_code"], out var normal) ? normal : null;
        var click = recorder.ClickOf(http.Request, decision, rules?.Advertiser.Id, code, visit);
        click.Destination = recorder.Destination(click, decision, http.Request);
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await recorder.RecordAsync(click);
        }

        if (isJson)
        {
            await WriteJsonAsync(http, click, OptOut.Of(http.Request) ? "" : catalog.Ids.Format(click.Id));
        }
        else
        {
            await Redirect.To(http, click.Destination);
        }
    }

    private static async Task WriteJsonAsync(HttpContext http, Click click, string publicId)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        Redirect.Guard(http.Response.Headers);
        http.Response.Headers.XContentTypeOptions = "nosniff";
        var hasCredit = click.Outcome == VisitOutcome.Delivered;
        http.Response.StatusCode = hasCredit ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("transaction_id", hasCredit ? publicId : "");
        json.WriteString("outcome", Domain.SnakeCase.Of(click.Outcome));
        json.WriteString("destination", click.Destination);
        json.WriteEndObject();
    }

    private static int? Integer(IQueryCollection query, string[] names)
    {
        foreach (var name in names)
        {
            if (query.TryGetValue(name, out var value))
            {
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            }
        }

        return null;
    }
}
