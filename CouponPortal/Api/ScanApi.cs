using CouponPortal.Domain;
using CouponPortal.Domain.Delivery;
using CouponPortal.Features.ScanTool;
using CouponPortal.Features.ScanTool.Following;

namespace CouponPortal.Api;

/// <summary>/api/v1/scan: the Scan Tool.</summary>
internal static class ScanApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGroup("").WithTags("Scan").MapPost("/scan", RunAsync).Changes<ScanView>(
        "What a visitor of a tracking link would get, step by step, by the decision of the redirect itself; nothing is recorded. url is a link or a code alone. With follow the destination's real redirects are asked, which takes a write key.",
        body => Read(body), "url");

    private static (ScanDraft Draft, bool Follow) Read(ApiBody body) => (
        new(
            body.Text("url", null, ScanDraft.MaxUrl) ?? "", body.Text("country", null, 10), body.Text("region", null, 10), body.Text("device", null, 20), body.Text("user_agent", null, ScanDraft.MaxUserAgent),
            body.Text("language", null, 200), body.Text("referrer", null, 2_000), body.Text("visitor", null, 20), body.Text("time", null, 40)),
        body.Flag("follow", otherwise: false));

    private static async Task<IResult> RunAsync(ApiRequest request, RunScan scans, FollowRedirects following, FollowLimit limit, HttpContext http)
    {
        var (draft, follow) = Read(request.Body);
        request.Body.RefuseOthers();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var host = http.Request.Host.Host;
        var outcome = scans.Run(request.Actor, draft, host);
        if (!follow || outcome is not Outcome<Scan>.Done { Value: { Destination: { } destination } scan })
        {
            return ApiResults.Changed(outcome, s => ScanView.Of(s, null));
        }

        if (limit.Refusal<Scan>(request.Actor) is { } refusal)
        {
            return ApiResults.Changed(refusal, s => ScanView.Of(s, null));
        }

        var hops = new List<Hop>();
        await foreach (var hop in following.RunAsync(destination, scan.UserAgent, scan.Visit.Language, Scan.SampleClickId, address => scans.IsTracking(address, host), request.Cancel))
        {
            hops.Add(hop);
        }

        return ApiResults.Changed(outcome, s => ScanView.Of(s, hops));
    }
}

/// <param name="TypedCode">What was typed, where another code is meant by it.</param>
/// <param name="OfferId">That serves; else the one that was meant.</param>
/// <param name="Destination">Null = the plain page; the zeros in it stand where a real visit has its click id.</param>
/// <param name="Chain">Who was asked to serve, and why not.</param>
/// <param name="Hops">Null unless asked for.</param>
internal sealed record ScanView(
    string Host, ScannedDomain Domain, LinkKind Kind, string? CouponCode, string? TypedCode, VisitOutcome Outcome, string Summary, int? AdvertiserId, int? OfferId, int? PartnerId, int? CouponId, int? OwnerId, ScannedVisitView Visitor,
    IReadOnlyList<ScanCheckView> Checks, IReadOnlyList<string> Signs, bool IsHeld, IReadOnlyList<ScanChainView> Chain, string? Destination, IReadOnlyList<Hop>? Hops)
{
    public static ScanView Of(Scan s, IReadOnlyList<Hop>? hops) => new(
        s.Link.Host, s.Domain, s.Link.Kind, s.Link.Code, s.Link.Typed, s.Outcome, s.Summary, s.AdvertiserId, s.OfferId, s.PartnerId, s.Coupon?.Id, s.Coupon?.OwnerId,
        new(s.Visit.Now, s.Visit.Country, s.Visit.Region, s.Visit.Device, s.Visit.Os, s.Visit.Browser, s.Visit.Language, s.Visit.Referrer, s.Visit.IsReturning, s.UserAgent),
        [.. s.Checks.Select(c => new ScanCheckView(c.Check, c.Verdict))], SnakeCase.Flags(s.Signs), s.IsHeld, [.. s.Chain.Select(c => new ScanChainView(c.OfferId, c.Why))], s.Destination, hops);
}

internal sealed record ScanCheckView(VisitCheck Check, CheckVerdict Verdict);

/// <param name="OfferId">Null = an address of a SmartSwitch step.</param>
/// <param name="Why">Null = it serves.</param>
internal sealed record ScanChainView(int? OfferId, string? Why);

/// <summary>The visitor as the rules saw it.</summary>
internal sealed record ScannedVisitView(
    DateTime Time, string? Country, string? Region, string? Device, string? Os, string? Browser, string? Language, string? Referrer, bool? IsReturning, string UserAgent);
