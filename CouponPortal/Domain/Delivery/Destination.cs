using System.Buffers;
using System.Text;

namespace CouponPortal.Domain.Delivery;

/// <summary>Where a visitor is sent: checked when saved and again when used, macros filled in (WIRE "Clicks").</summary>
public static class Destination
{
    public const int MaxLength = 2_000;

    private static readonly SearchValues<char> Unsafe = SearchValues.Create(" \"<>\\^`\t\r\n");

    /// <summary>Absolute http(s), ASCII, no userinfo, no control characters. Null = good; else what is wrong, for people.</summary>
    public static string? Fault(string? url)
    {
        if (string.IsNullOrWhiteSpace(url))
        {
            return "Type the address, e.g. https://shop.example/landing.";
        }

        if (url.Length > MaxLength)
        {
            return $"An address has at most {MaxLength} characters.";
        }

        if (!HasWholeMacros(url))
        {
            return "A macro is one word in braces, e.g. {transaction_id}: a brace here has no partner, or stands inside another pair.";
        }

        // Macros hold braces, which a URI may not: they stand for text that is encoded when it is filled in.
        var plain = url.Replace('{', '_').Replace('}', '_');
        if (plain.AsSpan().Trim().Contains(' '))
        {
            return "An address holds no space; write %20 in its place.";
        }

        if (!Ascii.IsValid(plain) || plain.AsSpan().ContainsAny(Unsafe) || plain.Any(char.IsControl))
        {
            return "Use ASCII characters alone; write other characters as %XX (and host names as xn--…).";
        }

        if (!Uri.TryCreate(plain, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || !plain.StartsWith(uri.Scheme + "://", StringComparison.OrdinalIgnoreCase))
        {
            return "Start with https:// (or http://) and a host name.";
        }

        return uri.UserInfo.Length > 0 || uri.Host.Length == 0 || uri.Host.Contains('_') ? "The host name is not valid, or a user name stands before it." : null;
    }

    /// <summary>
    /// Fills the macros of <paramref name="template"/>; click id and sub ids that no macro takes are added to the query, as is the way of the products
    /// this portal replaces.
    /// </summary>
    public static string Expand(string template, in DestinationValues values)
    {
        template = values.CouponCode is null ? BasketLink.WithoutCode(template) : template;
        var url = new StringBuilder(template.Length + 96);
        var fragment = template.IndexOf('#', StringComparison.Ordinal);
        var path = fragment < 0 ? template.AsSpan() : template.AsSpan(0, fragment);
        Fill(url, path, values);
        var separator = path.Contains('?') ? '&' : '?';
        for (var i = 0; i < DestinationValues.Names.Length; i++)
        {
            if (DestinationValues.IsAppended(i) && values[i] is { Length: > 0 } value && !path.Contains(DestinationValues.Macros[i], StringComparison.Ordinal))
            {
                url.Append(separator).Append(DestinationValues.Names[i]).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        Fill(url, template.AsSpan(path.Length), values);
        return url.ToString();
    }

    private static bool HasWholeMacros(string url)
    {
        var isInside = false;
        foreach (var c in url)
        {
            if (c is '{' or '}' ? isInside == (c == '{') : isInside && !char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }

            isInside = c == '{' || (isInside && c != '}');
        }

        return !isInside;
    }

    private static void Fill(StringBuilder url, ReadOnlySpan<char> path, in DestinationValues values)
    {
        while (!path.IsEmpty)
        {
            var open = path.IndexOf('{');
            var close = open < 0 ? -1 : path[open..].IndexOf('}') + open;
            if (open < 0 || close <= open)
            {
                url.Append(path);
                return;
            }

            url.Append(path[..open]);
            var index = DestinationValues.IndexOf(path[(open + 1)..close]);
            if (index >= 0 && values[index] is { } value && !(url[^1] == '/' && value is "." or ".."))
            {
                // A segment of dots, which no encoding keeps, would lead out of the path that was meant.
                url.Append(Uri.EscapeDataString(value));
            }

            path = path[(close + 1)..];
        }
    }
}

/// <summary>What macros stand for.</summary>
public readonly record struct DestinationValues(
    string TransactionId, string? CouponCode, string? OfferId, string? AffiliateId, string? Sub1, string? Sub2, string? Sub3, string? Sub4, string? Sub5, string? SourceId)
{
    internal static readonly string[] Names = ["transaction_id", "coupon_code", "offer_id", "affiliate_id", "sub1", "sub2", "sub3", "sub4", "sub5", "source_id"];

    /// <summary>The names in their braces.</summary>
    internal static readonly string[] Macros = Array.ConvertAll(Names, name => "{" + name + "}");

    internal string? this[int index] => index switch
    {
        0 => TransactionId,
        1 => CouponCode,
        2 => OfferId,
        3 => AffiliateId,
        4 => Sub1,
        5 => Sub2,
        6 => Sub3,
        7 => Sub4,
        8 => Sub5,
        _ => SourceId,
    };

    internal static int IndexOf(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.Equals(Names[i], StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Click id and sub ids reach the shop even when the URL has no macro for them.</summary>
    internal static bool IsAppended(int index) => index is 0 or (>= 4 and <= 8);
}
