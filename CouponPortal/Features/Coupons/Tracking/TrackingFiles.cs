using System.Globalization;
using System.Security.Claims;
using CouponPortal.Components.Sharing;
using CouponPortal.Data.Identity;

namespace CouponPortal.Features.Coupons.Tracking;

/// <summary>The QR code of a coupon as files: GET /coupons/{id}/qr.png and qr.svg, for the signed-in person.</summary>
public static class TrackingFiles
{
    /// <param name="url">The row's tracking URL: there must be one.</param>
    internal static SharedCode Shared(CouponRow row, string url) => new(
        row.Coupon.Code, url, row.Advertiser.Name, row.Coupon.Description, row.Coupon.IsDescriptionPlainText, row.Coupon.EndDate,
        $"/coupons/{row.Coupon.Id}", row.Tracking.NeedsOffer ? row.Offer.Id : null);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/coupons/{id:int}/qr.png", (int id, HttpContext http, CouponList list, Actors actors) =>
            AnswerAsync(id, http, list, actors, (row, url) => Results.File(QrImage.Png(url), "image/png", Shared(row, url).FileName("png")))).RequireAuthorization();
        routes.MapGet("/coupons/{id:int}/qr.svg", (int id, HttpContext http, CouponList list, Actors actors) =>
            AnswerAsync(id, http, list, actors, (row, url) => Results.File(System.Text.Encoding.UTF8.GetBytes(QrImage.Svg(url)), "image/svg+xml", Shared(row, url).FileName("svg")))).RequireAuthorization();
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
