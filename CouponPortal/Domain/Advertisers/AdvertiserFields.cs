using System.Buffers;

namespace CouponPortal.Domain.Advertisers;

/// <summary>What an advertiser's fields may hold. Each check gives null for good, else what is wrong, for people.</summary>
public static class AdvertiserFields
{
    public const int MinLookbackDays = 1;
    public const int MaxLookbackDays = 365;
    public const int MaxHostName = 253;
    public const int MaxSecret = 200;

    /// <summary>Shown wherever the Exclusive feature is greyed out; whom to ask follows it (RULES §2).</summary>
    public const string PermissionMissing = "The Exclusive Coupons permission is not enabled for this advertiser.";

    private static readonly SearchValues<char> ZoneCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/");

    public static string? LookbackFault(int days) =>
        days is >= MinLookbackDays and <= MaxLookbackDays ? null : $"Type {MinLookbackDays} to {MaxLookbackDays} days.";

    /// <summary>An IANA name that this machine knows.</summary>
    public static string? TimeZoneFault(string name)
    {
        // Files such as "posixrules" lie beside the zones and can be loaded, but are no names; UTC and GMT are the names without a slash.
        var named = name is "UTC" or "GMT" || (name.Contains('/') && !name.AsSpan().ContainsAnyExcept(ZoneCharacters));
        return named && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _) ? null : "Type an IANA time zone, e.g. Europe/Berlin or UTC.";
    }

    /// <summary>A host name without scheme, port and path, lower case, with at least two labels (or <c>localhost</c>).</summary>
    public static string? HostNameFault(string host)
    {
        var labels = host.Split('.');
        var good = host.Length <= MaxHostName && (labels.Length > 1 || host == "localhost") && Array.TrueForAll(labels, IsLabel)
            && labels[^1].AsSpan().ContainsAnyExceptInRange('0', '9');
        return good ? null : "Type a host name alone, e.g. go.shop.example: no https://, port or path; other characters than a–z, 0–9 and - as xn--….";
    }

    /// <summary>A key or secret: printable ASCII without blanks, so that it passes through a URL and a header unharmed.</summary>
    public static string? SecretFault(string secret) =>
        secret.Length <= MaxSecret && !secret.AsSpan().ContainsAnyExceptInRange('!', '~') ? null : $"Use at most {MaxSecret} ASCII characters without blanks.";

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
