using System.Text.Json;
using CouponPortal.Domain.Connections;
using CouponPortal.Intake.Dialects.Shopify;
using CouponPortal.Intake.Dialects.Stripe;
using CouponPortal.Intake.Dialects.WooCommerce;

namespace CouponPortal.Intake.Dialects.Shops;

/// <summary>The shop systems side by side: what of a request means what.</summary>
public static class ShopDialect
{
    private const int MaxDeliveryId = 200;

    public static string DoorOf(ConnectionKind kind) => kind switch
    {
        ConnectionKind.Woocommerce => WooCommerceOrder.Door,
        ConnectionKind.Shopify => ShopifyOrder.Door,
        ConnectionKind.Stripe => StripeEvent.Door,
    };

    public static KeptFields KeptOf(ConnectionKind kind) => kind switch
    {
        ConnectionKind.Woocommerce => WooCommerceOrder.Kept,
        ConnectionKind.Shopify => ShopifyOrder.Kept,
        ConnectionKind.Stripe => StripeEvent.Kept,
    };

    public static string TopicOf(ConnectionKind kind, RawRequest raw) => (kind switch
    {
        ConnectionKind.Woocommerce => raw.Header("x-wc-webhook-topic"),
        ConnectionKind.Shopify => raw.Header("x-shopify-topic"),
        ConnectionKind.Stripe => null,
    })?.Trim().ToLowerInvariant() ?? "";

    /// <summary>The id of the delivery that repeats carry again. WooCommerce gives two events of one second the same, so there it tells nothing.</summary>
    public static string? DeliveryIdOf(ConnectionKind kind, RawRequest raw) =>
        kind == ConnectionKind.Shopify && raw.Header("x-shopify-webhook-id") is { Length: > 0 and <= MaxDeliveryId } id ? id : null;

    /// <summary>Host name of the shop that says it sends; null where it does not say.</summary>
    public static string? ShopOf(ConnectionKind kind, RawRequest raw)
    {
        var sent = kind switch
        {
            ConnectionKind.Woocommerce => raw.Header("x-wc-webhook-source"),
            ConnectionKind.Shopify => raw.Header("x-shopify-shop-domain"),
            ConnectionKind.Stripe => null,
        };
        return sent is null ? null : HostOf(sent);
    }

    /// <summary>The host of an address or a bare host name, lower case, without <c>www.</c>; null when it is neither.</summary>
    public static string? HostOf(string text)
    {
        text = text.Trim();
        var address = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.IdnHost.Length is 0 or > Connection.MaxShop)
        {
            return null;
        }

        var host = uri.IdnHost.ToLowerInvariant();
        return host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
    }

    /// <summary>WooCommerce's test at the moment a webhook is saved: an unsigned form <c>webhook_id=N</c>.</summary>
    public static bool IsPing(ConnectionKind kind, RawRequest raw) =>
        kind == ConnectionKind.Woocommerce && raw.Header("x-wc-webhook-signature") is null
        && raw.Body.AsSpan().StartsWith("webhook_id="u8) && raw.Body.Length is > 11 and <= 40 && !raw.Body.AsSpan(11).ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>Promotion codes that a document names by their ids.</summary>
    public static IReadOnlyList<string> PromotionsOf(ConnectionKind kind, JsonElement document) => kind == ConnectionKind.Stripe ? StripeEvent.PromotionsOf(document.At("data").At("object")) : [];

    /// <param name="document">What <see cref="ShopDocument"/> left of the body.</param>
    public static ShopReading Read(ConnectionKind kind, JsonElement document, ShopContext context, RawRequest raw) => kind switch
    {
        ConnectionKind.Woocommerce => WooCommerceOrder.Read(document, context),
        ConnectionKind.Shopify => ShopifyOrder.Read(document, context, string.Equals(raw.Header("x-shopify-test"), "true", StringComparison.OrdinalIgnoreCase)),
        ConnectionKind.Stripe => StripeEvent.Read(document, context),
    };
}
