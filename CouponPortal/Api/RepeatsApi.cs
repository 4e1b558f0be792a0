using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Conversions;

namespace CouponPortal.Api;

/// <summary>Orders that came again with other figures: /api/v1/conversions/{id}/apply-repeat and …/dismiss-repeat.</summary>
internal static class RepeatsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api = api.MapGroup("/conversions/{id}").WithTags("Conversions");
        api.MapPost("/apply-repeat", (ApiRequest request, string id, SettleRepeat settle, ConversionList list, Catalog catalog) => RunAsync(request, id, settle.ApplyAsync, list, catalog))
            .Changes<ConversionView>("Puts what the latest differing request says in the place of what is stored.", body => Read(body));
        api.MapPost("/dismiss-repeat", (ApiRequest request, string id, SettleRepeat settle, ConversionList list, Catalog catalog) => RunAsync(request, id, settle.DismissAsync, list, catalog))
            .Changes<ConversionView>("Keeps what is stored and takes the flag differs away.", body => Read(body));
    }

    private static string? Read(ApiBody body) => body.Text("note", null, ChangeConversionStatus.MaxNote);

    private static async Task<IResult> RunAsync(
        ApiRequest request, string id, Func<Actor, long, string?, CancellationToken, Task<Outcome<Conversion>>> work, ConversionList list, Catalog catalog)
    {
        var ids = catalog.Current.Ids;
        if (!ids.TryParse(id, out var key))
        {
            return ApiResults.NotFound();
        }

        var note = Read(request.Body);
        request.Body.RefuseOthers();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var outcome = await work(request.Actor, key, note, request.Cancel);
        var items = await list.ItemsAsync(request.Actor, [key], request.Cancel);
        return ApiResults.Changed(outcome, c => ConversionView.Of(c, ids, items));
    }
}
