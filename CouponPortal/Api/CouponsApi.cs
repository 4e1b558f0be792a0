using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.History;
using CouponPortal.Features.PartnerPortal.Codes;

namespace CouponPortal.Api;

/// <summary>A coupon as /api/v1 shows it.</summary>
public sealed record CouponView(
    int Id, string Code, int AdvertiserId, int OfferId, int? PartnerId, CouponVisibility Visibility, IReadOnlyList<int> PartnerIds, CouponStatus Status,
    DateOnly? StartDate, DateOnly? EndDate, string Description, bool IsDescriptionPlainText, string InternalNote,
    string? TrackingUrl, string? TrackingUrlReason, int Version, DateTime CreatedAt, DateTime UpdatedAt)
{
    public static CouponView Of(CouponRow row, string origin)
    {
        var (coupon, url) = (row.Coupon, row.TrackingUrl(origin));
        return new(
            coupon.Id, coupon.Code, coupon.AdvertiserId, coupon.OfferId, coupon.OwnerId, coupon.Visibility, coupon.Terms().PartnerIds, coupon.Status,
            coupon.StartDate, coupon.EndDate, coupon.Description, coupon.IsDescriptionPlainText, coupon.InternalNote,
            url.Url, url.Reason, coupon.Version, coupon.CreatedAt, coupon.UpdatedAt);
    }
}

/// <summary>/api/v1/coupons: the use cases of the Coupons pages.</summary>
internal static class CouponsApi
{
    /// <summary>What other products call paused (RULES §2).</summary>
    private static readonly (string, CouponStatus) Inactive = ("inactive", CouponStatus.Paused);

    // What GET gave may be sent back whole; these are the product's own and are not taken from it.
    private static readonly string[] Computed = ["tracking_url", "tracking_url_reason", "created_at", "updated_at", "notices"];

    public static void Map(IEndpointRouteBuilder api)
    {
        var coupons = api.MapGroup("/coupons").WithTags("Coupons");
        coupons.MapGet("", ListAsync).Lists<CouponView>("Coupons by id. A partner's key sees the codes that it may use, without internal notes and other partners.", request => FilterOf(request));
        CouponExportApi.Map(coupons);
        GenerateApi.Map(coupons);
        coupons.MapGet("/{id:int}", OneAsync).Shows<CouponView>("One coupon.");
        coupons.MapPost("", CreateAsync).Creates<CouponView>("Creates a coupon. partner_id is short for partner_ids.", body => Read(body, new CouponDraft()), "code", "offer_id");
        coupons.MapPatch("/{id:int}", UpdateAsync).Changes<CouponView>("Changes the fields that are sent; with version, only when it still is the current one.", body => Read(body, new CouponDraft()));
        coupons.MapPost("/{id:int}/reassign", ReassignAsync).Creates<CouponView>(
            "Ends the coupon the day before `from` and creates its successor for another partner; answers with the successor.", body => ReadReassignment(body), "partner_id", "from");
    }

    private static async Task<IResult> ReassignAsync(int id, ApiRequest request, ReassignCoupon reassign)
    {
        var wish = ReadReassignment(request.Body);
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(
                await reassign.RunAsync(request.Actor, id, wish, request.Cancel),
                row => CouponView.Of(row, request.Origin),
                row => $"{ApiEndpoints.Prefix}/coupons/{row.Coupon.Id}");
    }

    private static Reassignment ReadReassignment(ApiBody body)
    {
        var wish = new Reassignment(body.Integer(null, "partner_id", "affiliate_id", "publisher_id") ?? 0, body.Day("from", null), body.Flag("all_offers", false));
        body.RefuseOthers();
        return wish;
    }

    public static CouponFilter FilterOf(ApiRequest request) => new(
        Code: request.QueryText("code"),
        AdvertiserId: request.QueryInteger("advertiser_id"),
        OfferId: request.QueryInteger("offer_id"),
        PartnerId: request.QueryPartner(),
        Visibility: request.QueryChoice<CouponVisibility>("visibility"),
        Status: request.QueryChoice<CouponStatus>("status", Inactive),
        BatchId: request.QueryInteger("import_id"),
        Use: request.QueryChoice<CouponUse>("use"));

    private static async Task<IResult> ListAsync(ApiRequest request, CouponList list, PartnerCodes codes)
    {
        var filter = FilterOf(request);
        var (after, limit) = (request.Cursor(), request.Limit());
        request.RefuseOtherFilters();
        if (!request.Errors.Any && request.Actor.Self() is { } me)
        {
            return await PartnerCouponView.ListAsync(request, codes, filter, me, after, limit);
        }

        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.List(await list.SliceAsync(request.Actor, filter, after, limit, request.Cancel), row => CouponView.Of(row, request.Origin));
    }

    private static async Task<IResult> OneAsync(int id, ApiRequest request, CouponList list, PartnerCodes codes) => request.Actor.Self() is not null
        ? ApiResults.One(await codes.OneAsync(request.Actor, id, request.Cancel) is { } own ? PartnerCouponView.Of(own, request.Origin) : null)
        : ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is { } row ? CouponView.Of(row, request.Origin) : null);

    private static async Task<IResult> CreateAsync(ApiRequest request, SaveCoupon save)
    {
        var draft = Read(request.Body, new CouponDraft());
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(
                await save.CreateAsync(request.Actor, draft, request.Cancel),
                row => CouponView.Of(row, request.Origin),
                row => $"{ApiEndpoints.Prefix}/coupons/{row.Coupon.Id}");
    }

    private static async Task<IResult> UpdateAsync(int id, ApiRequest request, CouponList list, SaveCoupon save)
    {
        if (await list.OneAsync(request.Actor, id, request.Cancel) is not { } current)
        {
            return ApiResults.NotFound();
        }

        var draft = Read(request.Body, CouponDraft.Of(current.Coupon));
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Changed(await save.UpdateAsync(request.Actor, id, draft, request.Cancel), row => CouponView.Of(row, request.Origin));
    }

    internal static CouponDraft Read(ApiBody body, CouponDraft current)
    {
        var draft = current with
        {
            Code = body.Text("code", current.Code) ?? "",
            AdvertiserId = body.Integer(current.AdvertiserId, "advertiser_id"),
            OfferId = body.Integer(current.OfferId, "offer_id") ?? 0,
            Visibility = body.Choice("visibility", current.Visibility),
            PartnerIds = ReadPartners(body, current.PartnerIds),
            Status = body.Choice("status", current.Status, Inactive),
            StartDate = body.Day("start_date", current.StartDate),
            EndDate = body.Day("end_date", current.EndDate),
            Description = body.Text("description", current.Description, CouponRules.MaxDescription) ?? "",
            IsDescriptionPlainText = body.Flag("is_description_plain_text", current.IsDescriptionPlainText),
            InternalNote = body.Text("internal_note", current.InternalNote, CouponRules.MaxNote) ?? "",
            Version = body.Integer(current.Version, "version") ?? current.Version,
        };
        foreach (var field in Computed)
        {
            _ = body.Has(field);
        }

        body.RefuseOthers();
        return draft;
    }

    private static IReadOnlyList<int> ReadPartners(ApiBody body, IReadOnlyList<int> current)
    {
        var list = body.Integers(null, "partner_ids");
        var hasOne = body.Has("partner_id") | body.Has("affiliate_id") | body.Has("publisher_id");
        var one = body.Integer(null, "partner_id", "affiliate_id", "publisher_id");
        if (list is null)
        {
            return !hasOne ? current : one is { } id ? [id] : [];
        }

        // Beside a list, partner_id repeats what GET says: the owner, or null for none or several.
        if (one is { } owner && (list.Count != 1 || list[0] != owner))
        {
            body.Errors.Add("partner_id", "partner_id and partner_ids say different things; send one of them.");
        }

        return list;
    }
}
