using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.Requests;
using CouponPortal.Features.PartnerPortal.Requests;

namespace CouponPortal.Api;

/// <summary>A partner's wish for a code as /api/v1 shows it, to staff and to the partner alike.</summary>
/// <param name="Code">As wished; what was made is <paramref name="GrantedCode"/>.</param>
internal sealed record CodeRequestView(
    int Id, int AdvertiserId, int OfferId, int PartnerId, string Code, string Note, CodeRequestState Status, string Answer, int? CouponId, string? GrantedCode, DateTime RequestedAt, DateTime? DecidedAt, int Version)
{
    public static CodeRequestView Of(CodeRequest row) => new(
        row.Id, row.AdvertiserId, row.OfferId, row.PartnerId, row.Wish, row.Note, row.State, row.Answer, row.CouponId, row.GrantedCode.Length == 0 ? null : row.GrantedCode, row.RequestedAt, row.DecidedAt, row.Version);
}

/// <summary>/api/v1/code-requests: partners ask and withdraw, staff approve and decline.</summary>
internal static class CodeRequestsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/code-requests").WithTags("Code requests");
        group.MapGet("", ListAsync).Lists<CodeRequestView>("Partners' wishes for codes, by id; a partner's key sees its own.", request => FilterOf(request));
        group.MapGet("/{id:int}", OneAsync).Shows<CodeRequestView>("One wish.");
        group.MapPost("", CreateAsync).Creates<CodeRequestView>("Asks for a code, with a partner's key.", body => ReadWish(body), "offer_id", "code");
        group.MapPost("/{id:int}/withdraw", (int id, ApiRequest request, RequestCode ask) => WithdrawAsync(id, request, ask)).Changes<CodeRequestView>("Takes a waiting wish back, with the partner's key.", body => body.RefuseOthers());
        group.MapPost("/{id:int}/approve", ApproveAsync).Changes<CodeRequestView>(
            "Makes the coupon that was wished for, Private and the partner's own; the fields of a coupon that are sent win. answer goes to the partner.", body => ReadApproval(body, new CodeRequest()));
        group.MapPost("/{id:int}/decline", DeclineAsync).Changes<CodeRequestView>("Turns a wish down; answer tells the partner why.", body => ReadAnswer(body), "answer");
    }

    private static CodeRequestFilter FilterOf(ApiRequest request) =>
        new(request.QueryChoice<CodeRequestState>("status"), request.QueryInteger("advertiser_id"), request.QueryPartner(), request.QueryInteger("offer_id"));

    private static CodeWish ReadWish(ApiBody body)
    {
        var wish = new CodeWish { OfferId = body.Integer(null, "offer_id"), Code = body.Text("code", "") ?? "", Note = body.Text("note", "", CodeRequest.MaxText) ?? "" };
        body.RefuseOthers();
        return wish;
    }

    private static (CouponDraft Draft, string Answer) ReadApproval(ApiBody body, CodeRequest request)
    {
        var answer = body.Text("answer", "", CodeRequest.MaxText) ?? "";
        return (CouponsApi.Read(body, DecideCodeRequest.DraftOf(request)), answer);
    }

    private static string ReadAnswer(ApiBody body)
    {
        var answer = body.Text("answer", "", CodeRequest.MaxText) ?? "";
        body.RefuseOthers();
        return answer;
    }

    private static void Require(FieldErrors errors, string field, bool isSent, string sentence)
    {
        if (!isSent && errors.For(field).Count == 0)
        {
            errors.Add(field, sentence);
        }
    }

    private static async Task<IResult> ListAsync(ApiRequest request, CodeRequestList list)
    {
        var filter = FilterOf(request);
        var (limit, cursor) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.List(await list.SliceAsync(request.Actor, filter, cursor, limit, request.Cancel), CodeRequestView.Of);
    }

    private static async Task<IResult> OneAsync(int id, ApiRequest request, CodeRequestList list) =>
        ApiResults.One(await list.RequestAsync(request.Actor, id, request.Cancel) is { } row ? CodeRequestView.Of(row) : null);

    private static async Task<IResult> CreateAsync(ApiRequest request, RequestCode ask)
    {
        var wish = ReadWish(request.Body);
        Require(request.Errors, "offer_id", wish.OfferId is not null, "Send the id.");
        Require(request.Errors, "code", wish.Code.Length > 0, "Send the code that you wish for.");
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(await ask.CreateAsync(request.Actor, wish, request.Cancel), CodeRequestView.Of, r => $"{ApiEndpoints.Prefix}/code-requests/{r.Id}");
    }

    private static async Task<IResult> WithdrawAsync(int id, ApiRequest request, RequestCode ask)
    {
        request.Body.RefuseOthers();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.Changed(await ask.WithdrawAsync(request.Actor, id, request.Cancel), CodeRequestView.Of);
    }

    private static async Task<IResult> ApproveAsync(int id, ApiRequest request, CodeRequestList list, DecideCodeRequest decide)
    {
        if (request.Actor is not { IsStaff: true } || await list.RequestAsync(request.Actor, id, request.Cancel) is not { } row)
        {
            return ApiResults.NotFound();
        }

        var (draft, answer) = ReadApproval(request.Body, row);
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.Changed(await decide.ApproveAsync(request.Actor, id, draft, answer, request.Cancel), CodeRequestView.Of);
    }

    private static async Task<IResult> DeclineAsync(int id, ApiRequest request, DecideCodeRequest decide)
    {
        var answer = ReadAnswer(request.Body);
        Require(request.Errors, "answer", answer.Length > 0, "Tell the partner why.");
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.Changed(await decide.DeclineAsync(request.Actor, id, answer, request.Cancel), CodeRequestView.Of);
    }
}
