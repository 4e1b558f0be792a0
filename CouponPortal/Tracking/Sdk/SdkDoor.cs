using System.Globalization;
using System.Text.Json;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Intake.Dialects.Sdk;
using CouponPortal.Tracking.Clicks;
using CouponPortal.Tracking.Clicks.Screening;

namespace CouponPortal.Tracking.Sdk;

/// <summary><c>/sdk/click</c> and <c>/sdk/conversion</c>: what <c>/sdk.js</c> calls from a shop's page. Answers are readable by the advertisers' listed origins alone, never by all.</summary>
public sealed class SdkDoor(ParameterDoor doors, ClickRecorder recorder, VisitorFacts facts, VisitScreening screening, CapUse caps, Catalog catalog)
{
    public const string ConversionPath = "/sdk/conversion";
    public const string ClickPath = "/sdk/click";

    public Task ConversionAsync(HttpContext http) =>
        AllowOrigin(http) ? doors.AnswerAsync(http, SdkConversion.Door, SdkConversion.Read, "GET", "POST") : Task.CompletedTask;

    // A page that opens with a click id of ours keeps it; otherwise the page's own offer and partner, or a code, make a new click.
    public async Task ClickAsync(HttpContext http)
    {
        if (!AllowOrigin(http))
        {
            return;
        }

        var query = http.Request.Query;
        var snapshot = catalog.Current;
        if (snapshot.Ids.TryParse(query["_ef_transaction_id"].ToString(), out _))
        {
            await AnswerAsync(http, query["_ef_transaction_id"].ToString().ToLowerInvariant(), VisitOutcome.Delivered);
            return;
        }

        var offerId = Integer(query["oid"]);
        var code = CouponCode.TryNormalise(query["__cc"], out var normal) ? normal : null;
        var visit = screening.Of(http.Request, facts.Of(http.Request, recorder.Now), (offerId ?? 0, Integer(query["affid"]) ?? 0, code), snapshot.Blocked, isScript: true);
        var rules = snapshot.ByOffer(offerId) ?? snapshot.ByHost(http.Request.Host.Host) ?? (code is not null && snapshot.ByCode(code) is [var only] ? only : snapshot.Single);
        var decision = (rules, code) switch
        {
            (null, _) => new VisitDecision(VisitOutcome.UnknownOffer, null, null, null, null),
            (_, { } typed) => DeliveryEngine.ForCode(rules, typed, offerId, visit, caps),
            _ => DeliveryEngine.ForOffer(rules, offerId ?? 0, Integer(query["affid"]) ?? 0, visit, caps),
        };
        var click = recorder.ClickOf(http.Request, decision, rules?.Advertiser.Id, code, visit);
        await recorder.RecordAsync(click);
        await AnswerAsync(http, click.Outcome == VisitOutcome.Delivered && !OptOut.Of(http.Request) ? snapshot.Ids.Format(click.Id) : "", click.Outcome);
    }

    /// <summary>Names the origin when an advertiser lists it; the order itself is checked against its own advertiser's list.</summary>
    /// <returns>False when the request was the browser's question beforehand, now answered.</returns>
    private bool AllowOrigin(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.Vary = "Origin";
        if (http.Request.Headers.Origin.ToString() is { Length: > 0 } origin && catalog.Current.Advertisers.Any(a => a.Advertiser.AllowsOrigin(origin)))
        {
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowCredentials = "true";
        }

        if (!HttpMethods.IsOptions(http.Request.Method))
        {
            return true;
        }

        headers.AccessControlAllowMethods = "GET, POST";
        headers.AccessControlAllowHeaders = "content-type";
        headers.AccessControlMaxAge = "86400";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return false;
    }

    private static async Task AnswerAsync(HttpContext http, string transactionId, VisitOutcome outcome)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("transaction_id", transactionId);
        json.WriteString("outcome", Domain.SnakeCase.Of(outcome));
        json.WriteEndObject();
    }

    private static int? Integer(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
