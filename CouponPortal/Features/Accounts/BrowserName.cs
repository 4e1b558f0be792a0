namespace CouponPortal.Features.Accounts;

/// <summary>A browser in words that its owner knows, e.g. “Firefox on Linux”. Of what was sent only known names are kept.</summary>
public static class BrowserName
{
    // Most browsers also claim to be those below them in the list.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static string Of(string? userAgent)
    {
        var text = userAgent ?? "";
        var browser = Array.Find(Browsers, b => text.Contains(b.Mark, StringComparison.Ordinal)).Name ?? "Unknown browser";
        return Array.Find(Systems, s => text.Contains(s.Mark, StringComparison.Ordinal)).Name is { } system ? $"{browser} on {system}" : browser;
    }
}
