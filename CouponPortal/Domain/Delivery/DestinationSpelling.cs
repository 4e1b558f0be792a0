using System.Globalization;
using System.Text;
using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Domain.Delivery;

/// <summary>A destination in the spelling that browsers would make of it, so that what is stored is what is visited; macros stay as they are.</summary>
public static class DestinationSpelling
{
    /// <summary>
    /// Scheme and host in lower case, the host's other characters as xn--…, no default port, no dot segments, other characters of path and query as %XX. What is no web
    /// address comes back as it is, for <see cref="Destination.Fault"/> to refuse.
    /// </summary>
    public static string Of(string url)
    {
        var colon = url.IndexOf("://", StringComparison.Ordinal);
        var scheme = colon > 0 ? url[..colon].ToLowerInvariant() : "";
        if (scheme is not ("http" or "https") || url.Contains('\\'))
        {
            return url;
        }

        var start = colon + 3;
        var end = url.AsSpan(start).IndexOfAny('/', '?', '#') is >= 0 and var length ? start + length : url.Length;
        if (Authority(url[start..end], scheme) is not { } authority)
        {
            return url;
        }

        var tail = url.AsSpan(end).IndexOfAny('?', '#') is >= 0 and var path ? end + path : url.Length;
        return $"{scheme}://{authority}{Encoded(WithoutDots(url[end..tail]))}{Encoded(url[tail..])}";
    }

    // Null for what must not be touched: user names, macros, ports that are none.
    private static string? Authority(string text, string scheme)
    {
        if (text.AsSpan().ContainsAny('@', '{', '}'))
        {
            return null;
        }

        var colon = text.LastIndexOf(':');
        var hasPort = colon > text.LastIndexOf(']');
        var host = hasPort ? text[..colon] : text;
        var port = hasPort ? text[(colon + 1)..] : "";
        if ((port.Length > 0 && !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _)) || HostNames.Ascii(host.TrimEnd('.')) is not { Length: > 0 } ascii)
        {
            return null;
        }

        var number = port.Length == 0 ? 0 : int.Parse(port, CultureInfo.InvariantCulture);
        var isDefault = number == 0 || number == (scheme == "https" ? 443 : 80);
        return port == "0" ? null : ascii.ToLowerInvariant() + (isDefault ? "" : string.Create(CultureInfo.InvariantCulture, $":{number}"));
    }

    private static string WithoutDots(string path)
    {
        if (!path.Contains("/.", StringComparison.Ordinal) && !path.Contains("%2e", StringComparison.OrdinalIgnoreCase))
        {
            return path;
        }

        var kept = new List<string>();
        var segments = path.Split('/');
        for (var i = 1; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            switch (segments[i].Replace("%2e", ".", StringComparison.OrdinalIgnoreCase))
            {
                case ".":
                    break;
                case "..":
                    kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
                    break;
                default:
                    kept.Add(segments[i]);
                    continue;
            }

            if (isLast)
            {
                kept.Add("");
            }
        }

        return "/" + string.Join('/', kept);
    }

    private static string Encoded(string text)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length * 2);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                encoded.Append((char)rune.Value);
                continue;
            }

            foreach (var part in bytes[..rune.EncodeToUtf8(bytes)])
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{part:X2}");
            }
        }

        return encoded.ToString();
    }
}
