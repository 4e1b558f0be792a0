using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Conversions.Checks;
using CouponPortal.Features.Advertisers;

namespace CouponPortal.Api;

internal static class AdvertisersApi
{
    // What GET gave may be sent back whole; these are the product's own and are not taken from it.
    private static readonly string[] Computed = ["secret_used_at", "previous_secret_until", "previous_secret_used_at", "notices"];

    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/advertisers").WithTags("Advertisers");
        group.MapGet("", ListAsync).Lists<AdvertiserView>("Advertisers by id.", request => FilterOf(request));
        group.MapGet("/{id:int}", OneAsync).Shows<AdvertiserView>("One advertiser.");
        group.MapPost("", CreateAsync).Creates<AdvertiserView>("Creates an advertiser; a network admin may choose its id.", body => ReadNew(body), "name");
        group.MapPost("/{id:int}/rotate-secret", RotateAsync).Changes<AdvertiserView>(
            $"Makes a new postback key or signing secret; the former one works for overlap_days more, {RotatePostbackSecret.DefaultDays} unless said, 0 for none.", body => ReadDays(body));
        group.MapPatch("/{id:int}", ChangeAsync).Changes<AdvertiserView>("Changes the fields that are sent.", body => Read(body, new AdvertiserDraft()));
    }

    private static AdvertiserFilter FilterOf(ApiRequest request) => new(request.QueryText("name"), request.QueryChoice<TrackingType>("tracking_type"));

    private static (int? Id, AdvertiserDraft Draft) ReadNew(ApiBody body) => (body.Integer(null, "id"), Read(body, new AdvertiserDraft()));

    private static async Task<IResult> ListAsync(ApiRequest request, AdvertiserList list)
    {
        var filter = FilterOf(request);
        var (limit, cursor) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.List(await list.SliceAsync(request.Actor, filter, cursor, limit, request.Cancel), a => AdvertiserView.Of(a, request.Actor));
    }

    private static async Task<IResult> OneAsync(int id, ApiRequest request, AdvertiserList list) =>
        ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is { } row ? AdvertiserView.Of(row, request.Actor) : null);

    private static async Task<IResult> CreateAsync(ApiRequest request, SaveAdvertiser save)
    {
        var (id, draft) = ReadNew(request.Body);
        draft.OpenedAt = new Uri(request.Origin).Host;
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(
                await save.CreateAsync(request.Actor, draft, id, request.Cancel), a => AdvertiserView.Of(a, request.Actor), a => $"{ApiEndpoints.Prefix}/advertisers/{a.Id}");
    }

    private static async Task<IResult> ChangeAsync(int id, ApiRequest request, AdvertiserList list, SaveAdvertiser save)
    {
        if (await list.OneAsync(request.Actor, id, request.Cancel) is not { } row)
        {
            return ApiResults.NotFound();
        }

        var draft = Read(request.Body, AdvertiserDraft.Of(row));
        draft.OpenedAt = new Uri(request.Origin).Host;
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Changed(await save.ChangeAsync(request.Actor, id, draft, request.Cancel), a => AdvertiserView.Of(a, request.Actor));
    }

    private static (int Days, int? Version) ReadDays(ApiBody body) =>
        (body.Integer(RotatePostbackSecret.DefaultDays, "overlap_days") ?? RotatePostbackSecret.DefaultDays, body.Integer(null, "version"));

    private static async Task<IResult> RotateAsync(int id, ApiRequest request, RotatePostbackSecret rotate)
    {
        var (days, version) = ReadDays(request.Body);
        request.Body.RefuseOthers();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Changed(await rotate.RunAsync(request.Actor, id, version, days, request.Cancel), a => AdvertiserView.Of(a, request.Actor));
    }

    private static OrderCheckPolicy ReadChecks(ApiBody body, OrderCheckPolicy old) => new()
    {
        SelfUse = body.Choice("self_use", old.SelfUse),
        TooFast = body.Choice("too_fast", old.TooFast),
        TooFastSeconds = body.Integer(old.TooFastSeconds, "too_fast_seconds") ?? OrderCheckPolicy.DefaultSeconds,
        ClicklessSpike = body.Choice("clickless_spike", old.ClicklessSpike),
    };

    private static AdvertiserDraft Read(ApiBody body, AdvertiserDraft old)
    {
        var draft = new AdvertiserDraft
        {
            Name = body.Text("name", old.Name) ?? "",
            TrackingType = body.Choice("tracking_type", old.TrackingType),
            ExclusiveCouponsPermission = body.Flag("exclusive_coupons_permission", old.ExclusiveCouponsPermission),
            PersonalizedCodes = body.Flag("personalized_codes", old.PersonalizedCodes),
            ExclusiveCodesEnabled = body.Flag("exclusive_codes_enabled", old.ExclusiveCodesEnabled),
            AttributionPriority = body.Choice("attribution_priority", old.AttributionPriority),
            LookbackDays = body.Integer(old.LookbackDays, "lookback_days") ?? Advertiser.DefaultLookbackDays,
            TimeZone = body.Text("time_zone", old.TimeZone) ?? "",
            Currency = body.Text("currency", old.Currency) ?? "",
            TrackingDomain = body.Text("tracking_domain", old.TrackingDomain),
            FallbackUrl = body.Text("fallback_url", old.FallbackUrl),
            PostbackSecurity = body.Choice("postback_security", old.PostbackSecurity),
            PostbackKey = body.Text("postback_key", old.PostbackKey),
            SigningSecret = body.Text("signing_secret", old.SigningSecret),
            AllowedIps = body.Lines("allowed_ips", old.AllowedIps),
            AllowedOrigins = body.Lines("allowed_origins", old.AllowedOrigins),
            Screening = body.Parts("screening", old.Screening, new(), ScreeningParts.Read),
            OrderChecks = body.Parts("order_checks", old.OrderChecks, OrderCheckPolicy.Default, ReadChecks),

            // Sent, it must be the version that the caller read; left out, the change is made to whatever there is now.
            Version = body.Integer(old.Version, "version") ?? old.Version,
        };
        Array.ForEach(Computed, name => body.Has(name));
        body.RefuseOthers();
        return draft;
    }
}

/// <summary>An advertiser as the API shows it. Key and secret are for those who may change them; a former one nobody sees again.</summary>
internal sealed record AdvertiserView(
    int Id, string Name, TrackingType TrackingType, bool ExclusiveCouponsPermission, bool PersonalizedCodes, bool ExclusiveCodesEnabled,
    AttributionPriority AttributionPriority, int LookbackDays, string TimeZone, string Currency, string? TrackingDomain, string? FallbackUrl,
    PostbackSecurity PostbackSecurity, string? PostbackKey, string? SigningSecret,
    DateTime? SecretUsedAt, DateTime? PreviousSecretUntil, DateTime? PreviousSecretUsedAt, IReadOnlyList<string> AllowedIps, IReadOnlyList<string> AllowedOrigins, ScreeningPolicy Screening, OrderCheckPolicy OrderChecks, int Version)
{
    public static AdvertiserView Of(Advertiser row, Actor actor)
    {
        var secrets = actor.Manages(row.Id);
        return new(
            row.Id, row.Name, row.TrackingType, row.ExclusiveCouponsPermission, row.PersonalizedCodes, row.ExclusiveCodesEnabled,
            row.AttributionPriority, row.LookbackDays, row.TimeZone, row.Currency, row.TrackingDomain, row.FallbackUrl,
            row.PostbackSecurity, secrets ? row.PostbackKey : null, secrets ? row.SigningSecret : null,
            row.SecretUsedAt, row.PreviousSecretUntil, row.PreviousSecretUsedAt, Lines(row.AllowedIps), Lines(row.AllowedOrigins), row.Screening, row.OrderChecks, row.Version);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
