namespace CouponPortal.Tracking.Clicks;

/// <summary>
/// Whether a visitor's browser says that he does not want to be followed: Global Privacy Control (<c>Sec-GPC: 1</c>), which binds in several countries, or its older
/// sister <c>DNT: 1</c>. The visit is counted; nothing of the visitor is kept and no id goes with him.
/// </summary>
internal static class OptOut
{
    public static bool Of(HttpRequest request) => request.Headers["Sec-GPC"] == "1" || request.Headers["DNT"] == "1";

    /// <summary>Says by the standard's own address that the signal is honoured here.</summary>
    public static void MapOptOut(this WebApplication app) =>
        app.MapGet("/.well-known/gpc.json", () => Results.Text("""{"gpc":true,"lastUpdate":"2026-11-21"}""", "application/json")).AllowAnonymous().ExcludeFromDescription();
}
