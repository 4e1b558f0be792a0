using System.Globalization;

namespace CouponPortal.Domain.Delivery;

/// <summary>One that was asked to serve a visitor.</summary>
/// <param name="OfferId">Null = an address of a SmartSwitch step.</param>
/// <param name="Why">Why it did not serve, e.g. <c>country</c>, <c>offer_paused</c>, <c>cap.offer_clicks_day</c>; null = it did.</param>
public sealed record ChainLink(int? OfferId, string? Why);

/// <summary>Who was asked to serve a visitor and why not, as compact text on the click: <c>24:country&gt;448:offer_paused&gt;31</c>, or <c>24:country&gt;url</c>.</summary>
public static class VisitChain
{
    public const string Url = "url";
    private const char Next = '>';
    private const char Because = ':';

    public static IReadOnlyList<ChainLink> Read(string? chain) =>
        string.IsNullOrEmpty(chain) ? [] : [.. chain.Split(Next).Select(LinkOf)];

    internal static string Of(int offerId, string why) => string.Create(CultureInfo.InvariantCulture, $"{offerId}{Because}{why}");

    internal static string Add(string chain, string link) => $"{chain}{Next}{link}";

    private static ChainLink LinkOf(string text)
    {
        var end = text.IndexOf(Because, StringComparison.Ordinal);
        var id = int.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        return new(id, end < 0 ? null : text[(end + 1)..]);
    }
}
