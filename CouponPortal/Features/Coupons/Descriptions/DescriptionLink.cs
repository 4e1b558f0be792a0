using System.Text.RegularExpressions;

namespace CouponPortal.Features.Coupons.Descriptions;

/// <summary>Which addresses a description may link to, and how they are written.</summary>
internal static partial class DescriptionLink
{
    private const int MaxLength = 2_000;
    private const string Mail = "mailto:";

    /// <summary>
    /// The address in its one ASCII form; null for anything but a whole http or https address without credentials, or a single mailbox. A browser skips
    /// blanks and control characters inside an address and takes a backslash for a slash: nobody who means well writes them.
    /// </summary>
    public static string? Of(string? written)
    {
        var text = written?.Trim(' ') ?? "";
        if (text.Length is 0 or > MaxLength || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '\\' or '<' or '>' or '"'))
        {
            return null;
        }

        if (text.StartsWith(Mail, StringComparison.OrdinalIgnoreCase))
        {
            return Mailbox().IsMatch(text[Mail.Length..]) ? Mail + text[Mail.Length..] : null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && IsWeb(uri, text) && Ascii(uri) is { Length: <= MaxLength } address ? address : null;
    }

    // "https:shop.example" is an address to .NET and another one to a browser.
    private static bool IsWeb(Uri uri, string text) =>
        (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && text.StartsWith(uri.Scheme + "://", StringComparison.OrdinalIgnoreCase)
        && uri.UserInfo.Length == 0
        && uri.HostNameType is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6;

    // Punycode shows a look-alike host for what it is.
    private static string? Ascii(Uri uri)
    {
        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        var address = $"{uri.Scheme}://{host}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}{uri.PathAndQuery}{uri.Fragment}";
        return address.All(char.IsAscii) ? address : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mailbox();
}
