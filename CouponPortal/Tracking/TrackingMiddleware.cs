using CouponPortal.Domain.Coupons;
using CouponPortal.Tracking.Clicks;
using CouponPortal.Tracking.Postbacks;
using CouponPortal.Tracking.Sdk;
using CouponPortal.Tracking.Shops;

namespace CouponPortal.Tracking;

/// <summary>
/// The tracking doors, in front of everything else: what shoppers and shops call pays for no routing, authentication or component. Every other path, and
/// every reserved word, belongs to the portal.
/// </summary>
public sealed class TrackingMiddleware(RequestDelegate next, CouponUrl couponUrl, OfferClick offerClick, PostbackDoor postback, SdkDoor sdk, ShopDoor shops)
{
    public Task InvokeAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        var reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (path.Equals("/postback", StringComparison.OrdinalIgnoreCase))
        {
            return postback.InvokeAsync(http);
        }

        if (path.Equals(SdkDoor.ConversionPath, StringComparison.OrdinalIgnoreCase))
        {
            return sdk.ConversionAsync(http);
        }

        if (path.Equals(SdkDoor.ClickPath, StringComparison.OrdinalIgnoreCase))
        {
            return sdk.ClickAsync(http);
        }

        if (path.Equals("/scripts/main.js", StringComparison.OrdinalIgnoreCase))
        {
            // Everflow's and others' snippets name the script so.
            http.Request.Path = "/sdk.js";
        }

        if (path.StartsWith(ShopDoor.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return shops.InvokeAsync(http);
        }

        if (path == "/")
        {
            return HttpMethods.IsGet(http.Request.Method) && postback.IsRootForm(http.Request) ? postback.InvokeAsync(http) : next(http);
        }

        if (!reads)
        {
            return next(http);
        }

        if (path.Equals("/clk", StringComparison.OrdinalIgnoreCase))
        {
            return offerClick.InvokeAsync(http);
        }

        // One segment; a trailing slash is dropped, since people type one.
        var segment = path.AsSpan(1).TrimEnd('/');
        return path.Length - segment.Length <= 2 && CouponCode.TryNormalise(segment.ToString(), out var code) && !CouponCode.Reserved.Contains(code)
            ? couponUrl.InvokeAsync(http, code)
            : next(http);
    }
}
