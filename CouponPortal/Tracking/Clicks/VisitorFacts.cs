using CouponPortal.Domain.Delivery;
using CouponPortal.Tracking.Geo;
using Microsoft.Net.Http.Headers;

namespace CouponPortal.Tracking.Clicks;

/// <summary>What a request says of its visitor, read once: on the hot path, so by spans and without an allocation that is not kept.</summary>
public sealed class VisitorFacts(GeoSettings geo, CountrySource countries)
{
    private const int MaxReferrer = 255;
    private const int MaxRegion = 6;

    // Countries and languages are two letters: each is one text for good.
    private static readonly string[] Upper = Pairs('A');
    private static readonly string[] Lower = Pairs('a');

    /// <summary>Everything but what is remembered of the visitor (<see cref="Visit.IsReturning"/>) and what speaks against it (<see cref="Visit.Signs"/>).</summary>
    /// <param name="now">UTC.</param>
    public Visit Of(HttpRequest request, DateTime now)
    {
        var headers = request.Headers;
        var agent = VisitorAgent.Of(headers.UserAgent.ToString());
        var country = CountryOf(geo.CountryHeader is { } name ? headers[name].ToString() : "") ?? countries.CountryOf(request.HttpContext.Connection.RemoteIpAddress);
        return new Visit
        {
            Now = now,
            Country = country,
            Region = geo.RegionHeader is { } region ? RegionOf(country, headers[region].ToString()) : null,
            Device = agent.Device,
            Os = agent.Os,
            Browser = agent.Browser,
            Language = LanguageOf(headers[HeaderNames.AcceptLanguage].ToString()),
            Referrer = HostOf(headers.Referer.ToString()),
            Chance = Random.Shared.Next(),
        };
    }

    /// <returns>Null for what is no country: Cloudflare sends XX for unknown and T1 for Tor.</returns>
    internal static string? CountryOf(ReadOnlySpan<char> sent) => Pair(sent.Trim(), Upper) is { } country && country is not "XX" ? country : null;

    /// <summary>With its country in front, which some proxies leave out.</summary>
    internal static string? RegionOf(string? country, ReadOnlySpan<char> sent)
    {
        sent = sent.Trim();
        var dash = sent.IndexOf('-');
        var land = dash < 0 ? country : CountryOf(sent[..dash]);
        var part = sent[(dash + 1)..];
        if (land is null || part.Length is 0 or > 3)
        {
            return null;
        }

        Span<char> region = stackalloc char[MaxRegion];
        for (var i = 0; i < part.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(part[i]))
            {
                return null;
            }

            region[3 + i] = char.ToUpperInvariant(part[i]);
        }

        (region[0], region[1], region[2]) = (land[0], land[1], '-');
        return new string(region[..(3 + part.Length)]);
    }

    /// <summary>Browsers send what their user likes best first.</summary>
    internal static string? LanguageOf(ReadOnlySpan<char> sent)
    {
        var end = sent.IndexOfAny(',', ';', '-');
        var tag = (end < 0 ? sent : sent[..end]).Trim();
        if (tag.Length == 2)
        {
            return Pair(tag, Lower);
        }

        return tag.Length == 3 && char.IsAsciiLetter(tag[0]) && char.IsAsciiLetter(tag[1]) && char.IsAsciiLetter(tag[2]) ? tag.ToString().ToLowerInvariant() : null;
    }

    /// <summary>The host of an address, without user, port and path; null for what is none.</summary>
    internal static string? HostOf(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal);
        if (start <= 0)
        {
            return null;
        }

        var host = address.AsSpan(start + 3);
        var end = host.IndexOfAny('/', '?', '#');
        host = end < 0 ? host : host[..end];
        host = host[(host.LastIndexOf('@') + 1)..];
        end = host.LastIndexOf(':');
        host = end < 0 || host.EndsWith("]") ? host : host[..end];
        foreach (var c in host)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('.' or '-'))
            {
                return OddHostOf(address);
            }
        }

        return host.Length is 0 or > MaxReferrer ? null : host.ToString();
    }

    // Rare: upper case, an address in brackets, letters of other alphabets.
    private static string? OddHostOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IdnHost is { Length: > 0 and <= MaxReferrer } host && System.Text.Ascii.IsValid(host) && !host.Any(char.IsControl) ? host.ToLowerInvariant() : null;

    private static string? Pair(ReadOnlySpan<char> letters, string[] pairs) =>
        letters.Length == 2 && char.IsAsciiLetter(letters[0]) && char.IsAsciiLetter(letters[1]) ? pairs[(Place(letters[0]) * 26) + Place(letters[1])] : null;

    private static int Place(char letter) => (letter | 0x20) - 'a';

    private static string[] Pairs(char first)
    {
        var pairs = new string[26 * 26];
        for (var i = 0; i < pairs.Length; i++)
        {
            pairs[i] = string.Concat(((char)(first + (i / 26))).ToString(), ((char)(first + (i % 26))).ToString());
        }

        return pairs;
    }
}
