namespace CouponPortal.Domain.Delivery;

/// <summary>Device, system and browser by what a browser says of itself: classes that rules can name, and no more. Read by spans, with nothing allocated.</summary>
/// <param name="Device">One of <see cref="Devices"/>; null when nothing was sent.</param>
/// <param name="Os">One of <see cref="Systems"/>.</param>
/// <param name="Browser">One of <see cref="Browsers"/>.</param>
public readonly record struct VisitorAgent(string? Device, string? Os, string? Browser)
{
    private const string Other = "other";

    public static IReadOnlyList<string> Devices { get; } = ["mobile", "tablet", "desktop"];

    public static IReadOnlyList<string> Systems { get; } = ["ios", "android", "windows", "macos", "linux", "chromeos", Other];

    /// <summary>The apps among them open links in a view of their own.</summary>
    public static IReadOnlyList<string> Browsers { get; } = ["chrome", "safari", "firefox", "edge", "opera", "samsung", "instagram", "facebook", "tiktok", Other];

    public static VisitorAgent Of(ReadOnlySpan<char> userAgent) =>
        userAgent.IsEmpty ? default : new(DeviceOf(userAgent), OsOf(userAgent), BrowserOf(userAgent));

    private static string DeviceOf(ReadOnlySpan<char> agent) =>
        Has(agent, "iPad") || Has(agent, "Tablet") || (Has(agent, "Android") && !Has(agent, "Mobile")) ? "tablet"
        : Has(agent, "Mobi") || Has(agent, "iPhone") ? "mobile"
        : "desktop";

    private static string OsOf(ReadOnlySpan<char> agent) =>
        Has(agent, "Android") ? "android"
        : Has(agent, "iPhone") || Has(agent, "iPad") || Has(agent, "iPod") ? "ios"
        : Has(agent, "Windows") ? "windows"
        : Has(agent, "Macintosh") ? "macos"
        : Has(agent, "CrOS") ? "chromeos"
        : Has(agent, "Linux") ? "linux"
        : Other;

    // An app's view says its name beside the browser that it is made of; so do browsers that are made of Chrome.
    private static string BrowserOf(ReadOnlySpan<char> agent) =>
        Has(agent, "Instagram") ? "instagram"
        : Has(agent, "FBAN") || Has(agent, "FBAV") || Has(agent, "FB_IAB") ? "facebook"
        : Has(agent, "musical_ly") || Has(agent, "BytedanceWebview") || Has(agent, "TikTok") ? "tiktok"
        : Has(agent, "Edg") ? "edge"
        : Has(agent, "OPR/") || Has(agent, "OPiOS") ? "opera"
        : Has(agent, "SamsungBrowser") ? "samsung"
        : Has(agent, "Firefox/") || Has(agent, "FxiOS") ? "firefox"
        : Has(agent, "Chrome/") || Has(agent, "CriOS") ? "chrome"
        : Has(agent, "Safari/") && Has(agent, "Version/") ? "safari"
        : Other;

    private static bool Has(ReadOnlySpan<char> agent, ReadOnlySpan<char> word) => agent.Contains(word, StringComparison.Ordinal);
}
