using CouponPortal.Components.Sharing;
using CouponPortal.Data.Identity;

namespace CouponPortal.Features.PartnerPortal.Codes;

/// <summary>The QR code of a partner's own code as files: GET /partner/codes/{id}/qr.png and qr.svg.</summary>
public static class PartnerCodeFiles
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/partner/codes/{id:int}/qr.png", (int id, HttpContext http, PartnerCodes codes, Actors actors) =>
            AnswerAsync(id, http, codes, actors, shared => Results.File(QrImage.Png(shared.Url), "image/png", shared.FileName("png")))).RequireAuthorization();
        routes.MapGet("/partner/codes/{id:int}/qr.svg", (int id, HttpContext http, PartnerCodes codes, Actors actors) =>
            AnswerAsync(id, http, codes, actors, shared => Results.File(System.Text.Encoding.UTF8.GetBytes(QrImage.Svg(shared.Url)), "image/svg+xml", shared.FileName("svg")))).RequireAuthorization();
    }

    private static async Task<IResult> AnswerAsync(int id, HttpContext http, PartnerCodes codes, Actors actors, Func<SharedCode, IResult> file)
    {
        var cancel = http.RequestAborted;
        if (await actors.OfPrincipalAsync(http.User, cancel) is not { } actor || await codes.OneAsync(actor, id, cancel) is not { } row)
        {
            return Results.NotFound();
        }

        var url = row.TrackingUrl($"{http.Request.Scheme}://{http.Request.Host}");
        return url.Url is { } address ? file(row.Shared(address)) : Results.Text($"There is no tracking URL: {url.Reason}", statusCode: StatusCodes.Status409Conflict);
    }
}
