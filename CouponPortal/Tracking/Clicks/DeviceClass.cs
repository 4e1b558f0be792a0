namespace CouponPortal.Tracking.Clicks;

/// <summary>A coarse class of the visitor's device, by what browsers say of themselves.</summary>
public static class DeviceClass
{
    /// <returns><c>mobile</c>, <c>tablet</c>, <c>desktop</c>, or null when nothing was sent.</returns>
    public static string? Of(string userAgent) => userAgent switch
    {
        "" => null,
        _ when Has(userAgent, "iPad") || Has(userAgent, "Tablet") || (Has(userAgent, "Android") && !Has(userAgent, "Mobile")) => "tablet",
        _ when Has(userAgent, "Mobi") || Has(userAgent, "iPhone") => "mobile",
        _ => "desktop",
    };

    private static bool Has(string userAgent, string word) => userAgent.Contains(word, StringComparison.Ordinal);
}
