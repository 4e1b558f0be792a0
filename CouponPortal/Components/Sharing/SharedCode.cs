using System.Globalization;
using CouponPortal.Components.Controls;

namespace CouponPortal.Components.Sharing;

/// <summary>A code with its tracking URL, as it is handed on: to copy, to scan, to print, to say, to post.</summary>
/// <param name="Url">The tracking URL: there must be one.</param>
/// <param name="Folder">Address below which the reader's own qr.png, qr.svg and flyer are, from the root of the site.</param>
/// <param name="EndDate">Last day, included; null = never ends.</param>
/// <param name="OfferId">Where the code is on several offers: then two files in one folder stay two.</param>
public sealed record SharedCode(string Code, string Url, string ShopName, string Description, bool IsDescriptionPlainText, DateOnly? EndDate, string Folder, int? OfferId)
{
    private const int MaxPromise = 120;

    public string PngHref => Folder + "/qr.png";

    public string SvgHref => Folder + "/qr.svg";

    public string FlyerHref => Folder + "/flyer";

    /// <summary>Ready to post: code, promise, last day, address, and the mark that makes it advertising by the rules of most countries.</summary>
    public string Post => $"Use code {Code} at {ShopName}{Promise}{Until}: {Url} #ad";

    /// <summary>For a flyer, which shows code and address by itself.</summary>
    public string Print => $"Use this code at {ShopName}{Promise}{Until}";

    public string FileName(string extension) => $"{Code}{(OfferId is { } offer ? "-" + offer.ToString(CultureInfo.InvariantCulture) : "")}-qr.{extension}";

    // The first line of a plain description says what is promised; HTML has no first line.
    private string Promise =>
        IsDescriptionPlainText && Description.Trim().Split('\n')[0].Trim().TrimEnd('.') is { Length: > 0 and <= MaxPromise } line ? " – " + line : "";

    private string Until => EndDate is { } end ? $" (until {Words.Of(end)})" : "";
}
