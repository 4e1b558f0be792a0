using System.Globalization;

namespace CouponPortal.Tracking.Clicks;

/// <summary>
/// Whether a browser has opened a link of an advertiser before. Its tracking domain remembers it by a cookie that holds the advertisers' ids and nothing that tells one browser from
/// another; it is set only for advertisers with an offer that asks for new or returning visitors, and never for who has opted out (<see cref="OptOut"/>).
/// </summary>
internal static class SeenBefore
{
    public const string Cookie = "been";
    private const char Between = '.';
    private const int MostAdvertisers = 30;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <returns>Null for who has opted out.</returns>
    public static bool? Of(HttpRequest request, int advertiserId) =>
        OptOut.Of(request) ? null : Ids(request).Contains(advertiserId.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <param name="isNobody">Taken for no visitor.</param>
    public static void RememberUnless(bool isNobody, HttpContext http, int advertiserId)
    {
        if (isNobody || OptOut.Of(http.Request) || HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        var id = advertiserId.ToString(CultureInfo.InvariantCulture);
        var ids = Ids(http.Request).Where(i => i != id && i.All(char.IsAsciiDigit)).Take(MostAdvertisers - 1).Prepend(id);
        http.Response.Cookies.Append(Cookie, string.Join(Between, ids), new CookieOptions { MaxAge = Kept, HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/" });
    }

    private static string[] Ids(HttpRequest request) => request.Cookies[Cookie]?.Split(Between, StringSplitOptions.RemoveEmptyEntries) ?? [];
}
