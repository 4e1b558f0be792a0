using CouponPortal.Domain;
using CouponPortal.Domain.Offers;
using CouponPortal.Features.Offers;

namespace CouponPortal.Api;

/// <summary>An approval is addressed by its pair of ids, in the body or the query; it has no id of its own.</summary>
internal static class ApprovalsApi
{
    private static readonly string[] PartnerNames = ["partner_id", "affiliate_id", "publisher_id"];

    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/approvals").WithTags("Approvals");
        group.MapGet("", ListAsync).Lists<ApprovalView>("Approvals by offer and partner.", request => FilterOf(request));
        group.MapPost("", (ApiRequest request, SetApproval set) => SetAsync(request, set, mustExist: false))
            .Creates<ApprovalView>("Sets the approval of a partner on an offer, whether there is one or not; approved unless said.", body => Read(body), "offer_id", "partner_id");
        group.MapPatch("", (ApiRequest request, SetApproval set) => SetAsync(request, set, mustExist: true))
            .Changes<ApprovalView>("Changes an approval that is there.", body => Read(body), "offer_id", "partner_id", "status");
    }

    private static ApprovalFilter FilterOf(ApiRequest request) =>
        new(request.QueryInteger("offer_id"), request.QueryPartner(), request.QueryChoice<ApprovalStatus>("status"), request.QueryInteger("advertiser_id"));

    private static (int? OfferId, int? PartnerId, ApprovalStatus Status) Read(ApiBody body) =>
        (body.Integer(null, "offer_id"), body.Integer(null, PartnerNames), body.Choice("status", ApprovalStatus.Approved));

    private static async Task<IResult> ListAsync(ApiRequest request, ApprovalList list)
    {
        var filter = FilterOf(request);
        var (limit, cursor) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.List(await list.SliceAsync(request.Actor, filter, cursor, limit, request.Cancel), ApprovalView.Of);
    }

    private static async Task<IResult> SetAsync(ApiRequest request, SetApproval set, bool mustExist)
    {
        var (offerId, partnerId, status) = Read(request.Body);
        Require(request.Errors, "offer_id", offerId);
        Require(request.Errors, "partner_id", partnerId);
        if (mustExist && !request.Body.Has("status"))
        {
            request.Errors.Add("status", "Send the status to set.");
        }

        request.Body.RefuseOthers();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var outcome = await set.RunAsync(request.Actor, offerId!.Value, partnerId!.Value, status, mustExist, request.Cancel);
        return mustExist
            ? ApiResults.Changed(outcome, ApprovalView.Of)
            : ApiResults.Created(outcome, ApprovalView.Of, a => $"{ApiEndpoints.Prefix}/approvals?offer_id={a.OfferId}&partner_id={a.PartnerId}");
    }

    private static void Require(FieldErrors errors, string field, int? value)
    {
        if (value is null && errors.For(field).Count == 0)
        {
            errors.Add(field, "Send the id.");
        }
    }
}

internal sealed record ApprovalView(int OfferId, int PartnerId, ApprovalStatus Status, DateTime UpdatedAt)
{
    public static ApprovalView Of(Approval row) => new(row.OfferId, row.PartnerId, row.Status, row.UpdatedAt);
}
