namespace CouponPortal.Components.Controls;

/// <summary>The document inside a description's frame. Descriptions are cleaned when they are saved; this would hold also for one that was not.</summary>
internal static class DescriptionDocument
{
    /// <summary>Nothing but links that open elsewhere: no scripts, no forms, no origin, no way to move the page around it.</summary>
    public const string Sandbox = "allow-popups allow-popups-to-escape-sandbox";

    // The page's own policy is inherited as well; the stricter of the two counts.
    private const string Policy = "default-src 'none'; style-src-attr 'unsafe-inline'; form-action 'none'; base-uri 'none'";

    private const double Line = 1.5;
    private const int LineLength = 60;

    /// <param name="html">A cleaned description.</param>
    /// <param name="dark">Whether the page around it is dark; null = as the reader's computer. The frame's colours are the browser's own for either.</param>
    public static string Of(string html, bool? dark) =>
        $"<!DOCTYPE html><html lang=\"en\" style=\"color-scheme:{dark switch { true => "dark", false => "light", null => "light dark" }};background:Canvas;color:CanvasText\"><head><meta charset=\"utf-8\">"
        + $"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\"><title>Description</title></head>"
        + $"<body style=\"margin:0;padding:8px 12px;font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere\"><main>{html}</main></body></html>";

    /// <summary>A guess in rem: without scripts the frame cannot say how high it is, and what is higher scrolls.</summary>
    public static double Height(string html)
    {
        var lines = (html.Length / LineLength) + html.AsSpan().Count("<p") + html.AsSpan().Count("<li") + html.AsSpan().Count("<br") + html.AsSpan().Count("<h");
        return Math.Clamp(2 + ((lines + 1) * Line), 5, 24);
    }
}
