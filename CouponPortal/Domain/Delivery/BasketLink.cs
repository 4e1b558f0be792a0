using System.Text;

namespace CouponPortal.Domain.Delivery;

/// <summary>Kinds of shops whose own addresses put a code into the basket.</summary>
public enum BasketPreset
{
    /// <summary>Shopify's own <c>/discount/CODE?redirect=</c>.</summary>
    Shopify,

    /// <summary>WooCommerce's own checkout links, from 10.0 on: products and the code, straight to the checkout.</summary>
    WooCommerceCheckoutLink,

    /// <summary>WooCommerce with a plugin that reads <c>apply_coupon</c>.</summary>
    WooCommerceApplyCoupon,

    /// <summary>WooCommerce with a plugin that reads <c>coupon</c>.</summary>
    WooCommerceCoupon,

    /// <summary>WooCommerce with WPFactory's plugin, which reads <c>alg_apply_coupon</c>.</summary>
    WooCommerceAlgApplyCoupon,

    /// <summary>Magento with an extension that reads <c>discount</c>.</summary>
    MagentoDiscount,

    /// <summary>Magento with an extension that reads <c>coupon</c>.</summary>
    MagentoCoupon,
}

/// <summary>Destinations that open a shop with the code already in its basket.</summary>
public static class BasketLink
{
    private const string Code = "{coupon_code}";
    private const string ShopifyPath = "/discount/" + Code;

    /// <summary>What a shop needs so that the address works, for people.</summary>
    public static string Needs(BasketPreset preset) => preset switch
    {
        BasketPreset.Shopify => "Built into Shopify. The code must be a discount code of the shop. The click id travels inside redirect, so that it reaches the page.",
        BasketPreset.WooCommerceCheckoutLink =>
            "Built into WooCommerce from 10.0 on. It fills the basket with the products you name and goes to the checkout; the click id does not arrive there, so orders are credited by their code.",
        BasketPreset.WooCommerceApplyCoupon => "WooCommerce has no such address by itself: the plugins WooCommerce Extended Coupon Features and PI Websolution's Coupon by URL read apply_coupon.",
        BasketPreset.WooCommerceCoupon => "WooCommerce has no such address by itself: a plugin must read coupon, e.g. Asteris Cart, or another whose parameter is set to that name.",
        BasketPreset.WooCommerceAlgApplyCoupon => "WooCommerce has no such address by itself: WPFactory's Coupons & Add to Cart by URL reads alg_apply_coupon.",
        BasketPreset.MagentoDiscount => "Magento has no such address by itself: an extension must be installed, e.g. CopeX DiscountCodeUrl, whose parameter is discount unless its settings say otherwise.",
        BasketPreset.MagentoCoupon => "Magento has no such address by itself: an extension must be installed and its parameter set to coupon.",
    };

    /// <summary>The template of a destination.</summary>
    /// <param name="landing">The page that a visitor shall see, in its stored spelling; may hold macros.</param>
    /// <param name="products">For checkout links: ids with quantities, e.g. <c>123:1,456:2</c>.</param>
    public static string Template(BasketPreset preset, string landing, string products) => preset switch
    {
        BasketPreset.Shopify => Shopify(landing),
        BasketPreset.WooCommerceCheckoutLink => $"{Site(landing)}/checkout-link/?products={Uri.EscapeDataString(products.Trim())}&coupon={Code}",
        BasketPreset.WooCommerceApplyCoupon => WithParameter(landing, "apply_coupon"),
        BasketPreset.WooCommerceCoupon => WithParameter(landing, "coupon"),
        BasketPreset.WooCommerceAlgApplyCoupon => WithParameter(landing, "alg_apply_coupon"),
        BasketPreset.MagentoDiscount => WithParameter(landing, "discount"),
        BasketPreset.MagentoCoupon => WithParameter(landing, "coupon"),
    };

    /// <summary>Why no such template can be made; null = it can.</summary>
    public static string? Fault(BasketPreset preset, string landing, string products) =>
        Destination.Fault(landing) is { } fault ? fault
        : landing.Contains(Code, StringComparison.Ordinal) ? "The address has {coupon_code} in it already."
        : preset == BasketPreset.WooCommerceCheckoutLink && !AreProducts(products) ? "Type the products as ids with quantities, e.g. 123:1 or 123:1,456:2."
        : null;

    /// <summary>The page that a visit without a code opens: an address to apply no code is a dead end in most shops.</summary>
    public static string WithoutCode(string template)
    {
        if (!template.Contains(Code, StringComparison.Ordinal))
        {
            return template;
        }

        var fragment = template.IndexOf('#', StringComparison.Ordinal);
        var (address, rest) = fragment < 0 ? (template, "") : (template[..fragment], template[fragment..]);
        var start = address.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = start < 0 ? (address, "") : (address[..start], address[(start + 1)..]);
        var parts = query.Split('&', StringSplitOptions.RemoveEmptyEntries);
        if (path.Equals(Site(template) + ShopifyPath, StringComparison.Ordinal))
        {
            var page = parts.FirstOrDefault(p => p.StartsWith("redirect=", StringComparison.Ordinal)) is { } redirect ? Uri.UnescapeDataString(redirect["redirect=".Length..]) : "/";

            // What the shop itself would take for another site is not made one here.
            return Site(template) + (page is ['/', not ('/' or '\\'), ..] && Destination.Fault(Site(template) + page) is null ? page : "/") + rest;
        }

        var kept = parts.Where(p => !p.EndsWith("=" + Code, StringComparison.Ordinal)).ToArray();
        return path + (kept.Length == 0 ? "" : "?" + string.Join('&', kept)) + rest;
    }

    private static string Shopify(string landing)
    {
        var page = landing[Site(landing).Length..];
        page = page.StartsWith('/') ? page : "/" + page;
        var fragment = page.IndexOf('#', StringComparison.Ordinal);
        page = fragment < 0 ? page : page[..fragment];
        if (!page.Contains("{transaction_id}", StringComparison.Ordinal))
        {
            page += (page.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "transaction_id={transaction_id}";
        }

        return $"{Site(landing)}{ShopifyPath}?redirect={EncodedAroundMacros(page)}";
    }

    private static string WithParameter(string landing, string name)
    {
        var fragment = landing.IndexOf('#', StringComparison.Ordinal);
        var (address, rest) = fragment < 0 ? (landing, "") : (landing[..fragment], landing[fragment..]);
        return $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Code}{rest}";
    }

    private static string Site(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var length = url.AsSpan(start).IndexOfAny('/', '?', '#');
        return length < 0 ? url : url[..(start + length)];
    }

    // An address within an address is encoded as a whole; the braces stay, so that their values are filled in.
    private static string EncodedAroundMacros(string text)
    {
        var encoded = new StringBuilder(text.Length + 16);
        while (text.Length > 0)
        {
            var open = text.IndexOf('{', StringComparison.Ordinal);
            var close = open < 0 ? -1 : text.IndexOf('}', open);
            encoded.Append(Uri.EscapeDataString(close < 0 ? text : text[..open]));
            if (close < 0)
            {
                break;
            }

            encoded.Append(text, open, close - open + 1);
            text = text[(close + 1)..];
        }

        return encoded.ToString();
    }

    private static bool AreProducts(string products) =>
        products.Trim() is { Length: > 0 and <= 200 } list && Array.TrueForAll(list.Split(','), p => p.Split(':') is [var id, var quantity] && Digits(id) && Digits(quantity));

    private static bool Digits(string text) => text.Length is > 0 and < 10 && text.All(char.IsAsciiDigit);
}
