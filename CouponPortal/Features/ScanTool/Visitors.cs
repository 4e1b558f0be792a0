namespace CouponPortal.Features.ScanTool;

/// <summary>Visitors to choose from, each by what its browser says of itself.</summary>
/// <param name="Key">In the page's address.</param>
public sealed record Visitor(string Key, string Name, string UserAgent)
{
    public static IReadOnlyList<Visitor> All { get; } =
    [
        new("iphone", "iPhone, Safari", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1"),
        new("android", "Android phone, Chrome", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"),
        new("tablet", "Android tablet, Chrome", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"),
        new("windows", "Windows PC, Chrome", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"),
        new("mac", "Mac, Safari", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15"),
        new("instagram", "iPhone, inside Instagram", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G86 Instagram 400.0.0.0.0 (iPhone16,1; iOS 18_6; en_US; en; scale=3.00; 1179x2556)"),
        new("preview", "Link preview (WhatsApp)", "WhatsApp/2.23.20.0"),
        new("robot", "Robot (Googlebot)", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
    ];

    /// <summary>Who comes when nobody is named.</summary>
    public static Visitor Usual { get; } = All.Single(v => v.Key == "windows");

    /// <summary>A usual visitor with a device of that class; null for no such class.</summary>
    public static Visitor? OfDevice(string? device) => device switch
    {
        "mobile" => All.Single(v => v.Key == "android"),
        "tablet" => All.Single(v => v.Key == "tablet"),
        "desktop" => Usual,
        _ => null,
    };
}
