using CouponPortal.Features.Privacy;

namespace CouponPortal.Api;

/// <summary>/api/v1/privacy: hands out and erases what is held under an order or click id; the use cases of the page.</summary>
internal static class PrivacyApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var privacy = api.MapGroup("/privacy").WithTags("Privacy");
        privacy.MapPost("/export", (ApiRequest request, PersonalData data) => RunAsync(request, data.ExportAsync))
            .Changes<PersonalDocument>("All that is held of a shopper under an order id or a click id. The audit log tells of it.", body => Read(body), "advertiser_id");
        privacy.MapPost("/erase", (ApiRequest request, PersonalData data) => RunAsync(request, data.EraseAsync))
            .Changes<HeldCounts>("Blanks what describes a shopper, for good; the order's number, amounts, code and decision stay. The audit log tells of it.", body => Read(body), "advertiser_id");
    }

    private static PersonQuestion Read(ApiBody body) => new(body.Integer(null, "advertiser_id") ?? 0, body.Text("order_id", null, 255), body.Text("click_id", null, 64));

    private static async Task<IResult> RunAsync<T>(ApiRequest request, Func<Domain.Accounts.Actor, PersonQuestion, CancellationToken, Task<Domain.Outcome<T>>> work)
    {
        var question = Read(request.Body);
        request.Body.RefuseOthers();
        if (question.AdvertiserId == 0)
        {
            request.Errors.Add("advertiser_id", "Say whose shopper it is.");
        }

        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.Changed(await work(request.Actor, question, request.Cancel), view => view);
    }
}
