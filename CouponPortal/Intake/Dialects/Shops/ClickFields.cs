using System.Text.Json;

namespace CouponPortal.Intake.Dialects.Shops;

/// <summary>Where a shop's order may carry the id of the click it came from: a custom field of the order, or the address the shopper landed on.</summary>
internal static class ClickFields
{
    private static readonly string[] Names = ["transaction_id", "click_id", "_transaction_id", "_click_id", "click", "clickid", "uid"];

    // WooCommerce's own order attribution keeps the first address of the session.
    private const string LandingKey = "_wc_order_attribution_session_entry";

    /// <summary>Whether a pair (<c>key</c> or <c>name</c>, and <c>value</c>) is one that is read.</summary>
    public static bool IsPair(JsonElement pair) => KeyOf(pair) is { } key && (key == LandingKey || Names.Contains(key, StringComparer.OrdinalIgnoreCase));

    public static bool IsUrl(string text) => text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The address without all that is no click id: people's searches, mails and ids of other networks stand there too.</summary>
    public static string Trim(string url) => "?" + string.Join('&', IdsIn(url).Select(id => "click_id=" + Uri.EscapeDataString(id)));

    /// <summary>Ids of a list of pairs, addresses among the values included.</summary>
    public static IEnumerable<string> OfPairs(JsonElement pairs) => pairs.ValueKind != JsonValueKind.Array ? [] : pairs.EnumerateArray()
        .Where(p => p.ValueKind == JsonValueKind.Object && IsPair(p))
        .SelectMany(p => p.Text("value") is not { } value ? [] : KeyOf(p) == LandingKey ? IdsIn(value) : [value]);

    public static IEnumerable<string> IdsIn(string url)
    {
        var at = url.IndexOf('?', StringComparison.Ordinal);
        var query = at < 0 ? "" : url[(at + 1)..].Split('#')[0];
        foreach (var pair in query.Split('&'))
        {
            var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, v) : (pair, "");
            if (value.Length > 0 && Names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                yield return Uri.UnescapeDataString(value);
            }
        }
    }

    /// <summary>Those that can be ids, the first ones, each once.</summary>
    public static IReadOnlyList<string> Few(IEnumerable<string> ids) =>
        [.. ids.Select(id => id.Trim()).Where(id => id.Length is > 0 and <= 200 && !id.Any(char.IsControl)).Distinct(StringComparer.Ordinal).Take(3)];

    private static string? KeyOf(JsonElement pair) => pair.Text("key") ?? pair.Text("name");
}
