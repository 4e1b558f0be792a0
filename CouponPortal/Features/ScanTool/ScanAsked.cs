using Microsoft.AspNetCore.WebUtilities;

namespace CouponPortal.Features.ScanTool;

/// <summary>What the page asks for, as it stands in its address.</summary>
public sealed record ScanAsked
{
    /// <summary>The visitor whose browser is typed in.</summary>
    public const string OtherVisitor = "other";

    public string Url { get; set; } = "";

    /// <summary>A <see cref="ScanTool.Visitor.Key"/>, or <see cref="OtherVisitor"/>.</summary>
    public string Visitor { get; set; } = ScanTool.Visitor.Usual.Key;
    public string UserAgent { get; set; } = "";
    public string Country { get; set; } = "";
    public string Region { get; set; } = "";
    public string Language { get; set; } = "";
    public string Referrer { get; set; } = "";
    public string Visited { get; set; } = "";
    public string Time { get; set; } = "";

    public ScanDraft Draft => new(
        Url, Country, Region, null, Visitor == OtherVisitor ? UserAgent : ScanTool.Visitor.All.FirstOrDefault(v => v.Key == Visitor)?.UserAgent, Language, Referrer, Visited, Time);

    /// <summary>With a question mark; what is as usual is left out.</summary>
    public string Query => QueryHelpers.AddQueryString("", Pairs().Where(p => p.Value.Trim().Length > 0).Select(p => KeyValuePair.Create(p.Key, (string?)p.Value.Trim())));

    private IEnumerable<KeyValuePair<string, string>> Pairs() =>
    [
        new("url", Url), new("visitor", Visitor == ScanTool.Visitor.Usual.Key ? "" : Visitor), new("user_agent", Visitor == OtherVisitor ? UserAgent : ""), new("country", Country), new("region", Region),
        new("language", Language), new("referrer", Referrer), new("visited", Visited), new("time", Time),
    ];
}
