using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Features.Advertisers.Domains;

namespace CouponPortal.Api;

/// <summary>/api/v1/tracking-domains: host names at which an advertiser's coupon URLs answer; the use cases of the advertiser's page.</summary>
internal static class TrackingDomainsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var domains = api.MapGroup("/tracking-domains").WithTags("Tracking domains");
        domains.MapGet("", ListAsync).Lists<TrackingDomainView>("Tracking domains by id.", request => request.QueryInteger("advertiser_id"));
        domains.MapGet("/{id:int}", OneAsync).Shows<TrackingDomainView>("One tracking domain: its state, and what verifies it.");
        domains.MapPost("", CreateAsync).Creates<TrackingDomainView>(
            "Adds a host name, which is checked at once and then again and again; links are made with it from then on that it is verified. Network admins' alone.", body => ReadNew(body), "advertiser_id", "host");
        domains.MapPost("/{id:int}/check", CheckAsync).Changes<TrackingDomainView>("Has it checked within seconds; checked_at tells when it was.", body => body.RefuseOthers());
        domains.MapPost("/{id:int}/use", UseAsync).Changes<TrackingDomainView>("Has the advertiser's links made with it once it is verified. Network admins' alone.", body => body.RefuseOthers());
        domains.MapDelete("/{id:int}", DeleteAsync).Removes("Removes it: nothing is served there any more. Network admins' alone.");
    }

    private static async Task<IResult> ListAsync(ApiRequest request, DomainList list)
    {
        var advertiser = request.QueryInteger("advertiser_id");
        var (after, limit) = (request.Cursor(), request.Limit());
        request.RefuseOtherFilters();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.List(await list.SliceAsync(request.Actor, advertiser, after, limit, request.Cancel), TrackingDomainView.Of);
    }

    private static async Task<IResult> OneAsync(int id, ApiRequest request, DomainList list) =>
        ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is { } row ? TrackingDomainView.Of(row) : null);

    private static async Task<IResult> CreateAsync(ApiRequest request, SaveDomain save)
    {
        var (advertiser, host) = ReadNew(request.Body);
        request.Body.RefuseOthers();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(
                await save.AddAsync(request.Actor, advertiser, host, new Uri(request.Origin).Host, request.Cancel), TrackingDomainView.Of, row => $"{ApiEndpoints.Prefix}/tracking-domains/{row.Domain.Id}");
    }

    private static async Task<IResult> CheckAsync(int id, ApiRequest request, SaveDomain save)
    {
        request.Body.RefuseOthers();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.Changed(await save.CheckAsync(request.Actor, id, request.Cancel), TrackingDomainView.Of);
    }

    private static async Task<IResult> UseAsync(int id, ApiRequest request, SaveDomain save)
    {
        request.Body.RefuseOthers();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.Changed(await save.UseAsync(request.Actor, id, request.Cancel), TrackingDomainView.Of);
    }

    private static async Task<IResult> DeleteAsync(int id, ApiRequest request, SaveDomain save) =>
        await save.RemoveAsync(request.Actor, id, request.Cancel) is var outcome && outcome is Outcome<string>.Done
            ? Results.NoContent()
            : ApiResults.Changed(outcome, host => new { host });

    private static (int? Advertiser, string? Host) ReadNew(ApiBody body) => (body.Integer(null, "advertiser_id"), body.Text("host", otherwise: null));
}

/// <summary>A tracking domain as /api/v1 shows it.</summary>
/// <param name="InLinks">Chosen for the advertiser's links, which use it once it is verified.</param>
/// <param name="RecordName">Where a TXT record with <paramref name="RecordValue"/> verifies it.</param>
/// <param name="Fault">What the last check found wrong.</param>
internal sealed record TrackingDomainView(
    int Id, int AdvertiserId, string Host, DomainState State, bool InLinks, DomainProof? Proof, DateTime? VerifiedAt, DateTime? FailingSince, DateTime? CheckedAt, string? Fault,
    string WellKnownUrl, string RecordName, string RecordValue, DateTime CreatedAt)
{
    public static TrackingDomainView Of(DomainRow row)
    {
        var d = row.Domain;
        return new(
            d.Id, d.AdvertiserId, d.Host, d.State, row.IsInLinks, d.Proof, d.VerifiedAt, d.FailingSince, d.CheckedAt, d.Fault,
            $"https://{d.Host}{TrackingDomain.WellKnownPath}", d.RecordName, d.RecordValue, d.CreatedAt);
    }
}
