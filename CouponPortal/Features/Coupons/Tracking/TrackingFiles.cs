using System.Globalization;
using System.Security.Claims;
using CouponPortal.Data.Identity;

namespace CouponPortal.Features.Coupons.Tracking;

/// <summary>The QR code of a coupon as files: GET /coupons/{id}/qr.png and qr.svg, for the signed-in person.</summary>
public static class TrackingFiles
{
    public static string Png(int couponId) => $"/coupons/{couponId}/qr.png";

    public static string Svg(int couponId) => $"/coupons/{couponId}/qr.svg";

    /// <summary>Code and, where the code is on several offers, the offer's id: two files in one folder stay two.</summary>
    public static string FileName(CouponRow row, string extension) => $"{row.Coupon.Code}{(row.Tracking.NeedsOffer ? $"-{row.Offer.Id}" : "")}-qr.{extension}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/coupons/{id:int}/qr.png", (int id, HttpContext http, CouponList list, Actors actors) =>
            AnswerAsync(id, http, list, actors, (row, url) => Results.File(QrImage.Png(url), "image/png", FileName(row, "png")))).RequireAuthorization();
        routes.MapGet("/coupons/{id:int}/qr.svg", (int id, HttpContext http, CouponList list, Actors actors) =>
            AnswerAsync(id, http, list, actors, (row, url) => Results.File(System.Text.Encoding.UTF8.GetBytes(QrImage.Svg(url)), "image/svg+xml", FileName(row, "svg")))).RequireAuthorization();
    }

    private static async Task<IResult> AnswerAsync(int id, HttpContext http, CouponList list, Actors actors, Func<CouponRow, string, IResult> file)
    {
        var cancel = http.RequestAborted;
        var user = int.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var found) ? found : 0;
        if (await actors.OfUserAsync(user, cancel) is not { } actor || await list.OneAsync(actor, id, cancel) is not { } row)
        {
            return Results.NotFound();
        }

        var url = row.TrackingUrl($"{http.Request.Scheme}://{http.Request.Host}");
        return url.Url is { } address ? file(row, address) : Results.Text($"There is no tracking URL: {url.Reason}", statusCode: StatusCodes.Status409Conflict);
    }
}
