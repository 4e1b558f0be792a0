using CouponPortal.Domain;
using CouponPortal.Domain.Delivery.Screening;
using CouponPortal.Features.AntiFraud;

namespace CouponPortal.Api;

/// <summary>/api/v1/anti-fraud: what the page shows beside an advertiser's own <c>screening</c>, which is a field of the advertiser.</summary>
internal static class AntiFraudApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/anti-fraud").WithTags("Anti-fraud");
        group.MapGet("/signs", SignsAsync).Reports<SignsView>(
            $"How many visits of the last {SignCounts.Days} days had which sign, and what came of them: among the newest {SignCounts.Most} of the network.", request => request.QueryInteger("advertiser_id"));
        group.MapGet("/blocks", BlocksAsync).Shows<BlocksView>("The network's blocked lists: a network admin's alone.");
        group.MapPatch("/blocks", ChangeAsync).Changes<BlocksView>("Changes the lists that are sent.", body => ScreeningParts.Read(body, new NetworkBlocks()));
    }

    private static async Task<IResult> SignsAsync(ApiRequest request, SignCounts counts)
    {
        var advertiser = request.QueryInteger("advertiser_id");
        request.RefuseOtherFilters();
        if (advertiser is null && !request.Errors.Any)
        {
            request.Errors.Add("advertiser_id", "Say of which advertiser.");
        }

        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.One(await counts.OfAsync(request.Actor, advertiser!.Value, request.Cancel) is { } figures ? SignsView.Of(figures) : null);
    }

    private static async Task<IResult> BlocksAsync(ApiRequest request, AntiFraudSettings settings) =>
        ApiResults.One(await settings.NetworkAsync(request.Actor, request.Cancel) is { } view ? BlocksView.Of(view) : null);

    private static async Task<IResult> ChangeAsync(ApiRequest request, AntiFraudSettings settings)
    {
        if (await settings.NetworkAsync(request.Actor, request.Cancel) is not { } view)
        {
            return ApiResults.NotFound();
        }

        var blocks = ScreeningParts.Read(request.Body, view.Blocks);
        var version = request.Body.Integer(view.Version, "version");
        request.Body.RefuseOthers();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Changed(await settings.SaveNetworkAsync(request.Actor, blocks, version, request.Cancel), BlocksView.Of);
    }
}

/// <param name="Visits">All visits of the advertiser, with signs and without.</param>
/// <param name="IsPart">Older visits of the seven days were not looked at.</param>
internal sealed record SignsView(long Visits, bool IsPart, IReadOnlyList<SignView> Signs)
{
    public static SignsView Of(SignFigures figures) => new(figures.Visits, figures.IsPart, [.. figures.Signs.Select(s => new SignView(SnakeCase.Of(s.Sign), s.Visits, s.NotCounted, s.Held))]);
}

/// <param name="Sign">As <c>screening</c> names it.</param>
/// <param name="NotCounted">Redirected, and nobody has the click.</param>
/// <param name="Held">An order that is credited by it waits for staff.</param>
internal sealed record SignView(string Sign, long Visits, long NotCounted, long Held);

internal sealed record BlocksView(IReadOnlyList<string> Addresses, IReadOnlyList<string> Agents, IReadOnlyList<string> Referrers, int Version)
{
    public static BlocksView Of(NetworkBlocksView view) => new(view.Blocks.Addresses, view.Blocks.Agents, view.Blocks.Referrers, view.Version);
}
