using CouponPortal.Domain;
using CouponPortal.Features.Coupons.Suppressed;

namespace CouponPortal.Api;

/// <summary>A suppressed code as /api/v1 shows it.</summary>
public sealed record SuppressedCodeView(int Id, int AdvertiserId, string Code, DateOnly? StartDate, DateOnly? EndDate, SuppressionState State)
{
    public static SuppressedCodeView Of(SuppressedCodeRow row)
    {
        var code = row.Suppressed;
        return new(code.Id, code.AdvertiserId, code.Code, code.StartDate, code.EndDate, row.State);
    }
}

/// <summary>/api/v1/suppressed-codes: the use cases of the Suppressed Codes page.</summary>
internal static class SuppressedCodesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var codes = api.MapGroup("/suppressed-codes").WithTags("Suppressed codes");
        codes.MapGet("", ListAsync).Lists<SuppressedCodeView>("Suppressed codes by id.", request => FilterOf(request));
        codes.MapGet("/{id:int}", OneAsync).Shows<SuppressedCodeView>("One suppressed code.");
        codes.MapPost("", CreateAsync).Creates<SuppressedCodeView>(
            "Suppresses a code from start_date to end_date, both included; without them always. A key of one advertiser need not send advertiser_id.", body => Read(body, New), "advertiser_id", "code");
        codes.MapPatch("/{id:int}", UpdateAsync).Changes<SuppressedCodeView>("Changes the fields that are sent.", body => Read(body, New));
        codes.MapDelete("/{id:int}", EndAsync).Removes("Ends it now; orders from before stay suppressed.");
    }

    private static SuppressedCodeDraft New => new(0, "", null, null);

    private static SuppressedCodeFilter FilterOf(ApiRequest request) => new(
        request.QueryInteger("advertiser_id"), request.QueryText("code"), request.QueryChoice<SuppressionState>("state"));

    private static async Task<IResult> ListAsync(ApiRequest request, SuppressedCodeList list)
    {
        var filter = FilterOf(request);
        var (after, limit) = (request.Cursor(), request.Limit());
        request.RefuseOtherFilters();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.List(await list.SliceAsync(request.Actor, filter, after, limit, request.Cancel), SuppressedCodeView.Of);
    }

    private static async Task<IResult> OneAsync(int id, ApiRequest request, SuppressedCodeList list) =>
        ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is { } row ? SuppressedCodeView.Of(row) : null);

    private static async Task<IResult> CreateAsync(ApiRequest request, SaveSuppressedCode save)
    {
        // A key of one advertiser need not name it.
        var own = request.Actor.AdvertiserIds is [var only] ? only : 0;
        var draft = Read(request.Body, New with { AdvertiserId = own });
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(
                await save.CreateAsync(request.Actor, draft, request.Cancel),
                SuppressedCodeView.Of,
                row => $"{ApiEndpoints.Prefix}/suppressed-codes/{row.Suppressed.Id}");
    }

    private static async Task<IResult> UpdateAsync(int id, ApiRequest request, SuppressedCodeList list, SaveSuppressedCode save)
    {
        if (await list.OneAsync(request.Actor, id, request.Cancel) is not { Suppressed: var current })
        {
            return ApiResults.NotFound();
        }

        var draft = Read(request.Body, new SuppressedCodeDraft(current.AdvertiserId, current.Code, current.StartDate, current.EndDate));
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Changed(await save.UpdateAsync(request.Actor, id, draft, request.Cancel), SuppressedCodeView.Of);
    }

    private static async Task<IResult> EndAsync(int id, ApiRequest request, EndSuppressedCode end) =>
        await end.EndAsync(request.Actor, id, request.Cancel) is var outcome && outcome is Outcome<string>.Done
            ? Results.NoContent()
            : ApiResults.Changed(outcome, code => new { code });

    private static SuppressedCodeDraft Read(ApiBody body, SuppressedCodeDraft current)
    {
        var draft = new SuppressedCodeDraft(
            body.Integer(current.AdvertiserId, "advertiser_id") ?? 0,
            body.Text("code", current.Code) ?? "",
            body.Day("start_date", current.StartDate),
            body.Day("end_date", current.EndDate));
        _ = body.Has("state");
        body.RefuseOthers();
        return draft;
    }
}
