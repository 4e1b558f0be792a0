using System.Globalization;
using CouponPortal.Domain.Coupons;
using Microsoft.AspNetCore.WebUtilities;

namespace CouponPortal.Features.ScanTool;

/// <summary>What an address is to the doors of visitors.</summary>
public enum LinkKind
{
    /// <summary><c>/{CODE}</c>.</summary>
    Coupon,

    /// <summary><c>/clk?oid=&amp;affid=</c>.</summary>
    Offer,

    /// <summary>One of the portal's own addresses, or of no form that leads anywhere.</summary>
    None,
}

/// <summary>A tracking link taken apart as the doors take it.</summary>
/// <param name="Host">Empty where only a code was given.</param>
/// <param name="Code">Normal form; of an offer's link the one that comes with it.</param>
public sealed record ScannedLink(string Host, LinkKind Kind, string? Code, int? OfferId, int? PartnerId, IReadOnlyDictionary<string, string> Query)
{
    /// <summary>What was typed, where another code is meant by it; else null.</summary>
    public string? Typed { get; init; }

    private static readonly string[] OfferNames = ["oid", "offer_id"];
    private static readonly string[] PartnerNames = ["affid", "affiliate_id", "partner_id", "publisher_id"];

    /// <returns>Null for what is no address at all.</returns>
    public static ScannedLink? Of(string typed)
    {
        var text = typed.Trim();
        if (CouponCode.TryNormalise(text, out var alone))
        {
            return new("", CouponCode.Reserved.Contains(alone) ? LinkKind.None : LinkKind.Coupon, alone, null, null, new Dictionary<string, string>());
        }

        if (!Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            return null;
        }

        var query = QueryHelpers.ParseQuery(uri.Query).ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var path = Uri.UnescapeDataString(uri.AbsolutePath);
        var segment = path.Length > 1 && path[^1] == '/' ? path[1..^1] : path[1..];
        var (kind, code) = segment.Equals("clk", StringComparison.OrdinalIgnoreCase) ? (LinkKind.Offer, CouponCode.TryNormalise(query.GetValueOrDefault("coupon_code"), out var beside) ? beside : null)
            : (CouponCode.TryNormalise(segment, out var normal) || TypedCode.TryTidy(segment, out normal)) && !CouponCode.Reserved.Contains(normal) ? (LinkKind.Coupon, normal)
            : (LinkKind.None, (string?)null);
        return new(uri.IdnHost, kind, code, Integer(query, kind == LinkKind.Coupon ? OfferNames[..1] : OfferNames), kind == LinkKind.Offer ? Integer(query, PartnerNames) : null, query);
    }

    public string? Sub(int number) => Text($"sub{number.ToString(CultureInfo.InvariantCulture)}");

    public string? Text(string name) => Query.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private static int? Integer(Dictionary<string, string> query, string[] names)
    {
        foreach (var name in names)
        {
            if (query.TryGetValue(name, out var value))
            {
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            }
        }

        return null;
    }
}
