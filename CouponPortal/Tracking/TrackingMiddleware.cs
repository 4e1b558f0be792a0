using CouponPortal.Domain.Coupons;
using CouponPortal.Tracking.Clicks;
using CouponPortal.Tracking.Feeds;
using CouponPortal.Tracking.Postbacks;
using CouponPortal.Tracking.Sdk;
using CouponPortal.Tracking.Shops;

namespace CouponPortal.Tracking;

/// <summary>
/// The tracking doors, in front of everything else: what shoppers and shops call pays for no routing, authentication or component. Every other path, and
/// every reserved word, belongs to the portal.
/// </summary>
public sealed class TrackingMiddleware(RequestDelegate next, CouponUrl couponUrl, OfferClick offerClick, PostbackDoor root, OrderDoors orders, SdkDoor sdk, ShopDoor shops, PaymentsDoor payments)
{
    public Task InvokeAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        if (path == "/")
        {
            return !HttpMethods.IsHead(http.Request.Method) && root.IsRootForm(http.Request) ? root.InvokeAsync(http) : next(http);
        }

        // One segment; a trailing slash is dropped, since people type one.
        var segment = path.AsSpan(1).TrimEnd('/');
        if (path.Length - segment.Length > 2 || segment.Contains('/') || path.StartsWith(ShopDoor.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return DeeperAsync(http, path);
        }

        if (orders.TryAnswer(http, segment, out var answered))
        {
            return answered;
        }

        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            return next(http);
        }

        if (segment.Equals("clk", StringComparison.OrdinalIgnoreCase))
        {
            return offerClick.InvokeAsync(http);
        }

        if (CouponCode.TryNormalise(segment.ToString(), out var code))
        {
            return CouponCode.Reserved.Contains(code) ? next(http) : couponUrl.InvokeAsync(http, code);
        }

        return TypedCode.TryTidy(segment, out code) && !CouponCode.Reserved.Contains(code) ? couponUrl.InvokeAsync(http, code, segment.ToString()) : next(http);
    }

    private Task DeeperAsync(HttpContext http, string path)
    {
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

        if (path.Equals(PaymentsDoor.Path, StringComparison.OrdinalIgnoreCase))
        {
            return payments.InvokeAsync(http);
        }

        return next(http);
    }
}
