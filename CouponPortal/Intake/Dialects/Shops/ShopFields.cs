using System.Globalization;
using System.Text.Json;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Intake.Dialects.Shops;

/// <summary>Reading of a masked document's fields.</summary>
internal static class ShopFields
{
    /// <summary>Codes of one order that are looked at: each costs a line of the decision's trace.</summary>
    public const int MaxCodes = 100;

    /// <summary>Refunds of one order; each is a row.</summary>
    public const int MaxRefunds = 500;

    /// <summary>Text, or a number exactly as it was written; null for anything else, and for empty.</summary>
    public static string? Text(this JsonElement from, string name) => !from.Has(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Trim() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    public static bool? Flag(this JsonElement from, string name) => from.Has(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    /// <summary>Undefined when it is not there.</summary>
    public static JsonElement At(this JsonElement from, string name) => from.Has(name, out var value) ? value : default;

    /// <summary>Objects of a list; none when it is not there or no list.</summary>
    public static IEnumerable<JsonElement> Objects(this JsonElement from, string name) =>
        from.Has(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object) : [];

    /// <summary>An id as it was written: digits, or any text that can be one. Null when it is none.</summary>
    public static string? Id(this JsonElement from, string name)
    {
        var isNumber = from.Has(name, out var value) && value.ValueKind == JsonValueKind.Number;
        return from.Text(name) is { } id && id.Length <= OrderKey.MaxOrderId && !id.StartsWith('-')
            && (isNumber ? id.All(char.IsAsciiDigit) : id.All(c => c is > ' ' and <= '~')) ? id : null;
    }

    public static DateTime? Time(this JsonElement from, string name) => from.Text(name) is { } text && OrderTimes.TryParse(text, out var utc) ? utc : null;

    /// <summary>A decimal of plain digits with an optional sign; null when it is none.</summary>
    public static decimal? Decimal(this JsonElement from, string name) =>
        from.Text(name) is { } text && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>As the money parser takes it.</summary>
    public static string Plain(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);

    /// <summary>Positions, for what they tell of the order: one that cannot be read is left out, since the order has its own total.</summary>
    /// <param name="unitOf">The price of one piece, maybe with more digits than money has: then the line is one piece of its total.</param>
    public static IReadOnlyList<ItemFacts> Items(IEnumerable<JsonElement> lines, string currency, Func<JsonElement, decimal?> unitOf, Func<JsonElement, decimal?> totalOf)
    {
        var exponent = Currencies.Exponent(currency);
        var items = new Dictionary<string, ItemFacts>(StringComparer.Ordinal);
        foreach (var line in lines.Take(ConversionItem.MaxItems))
        {
            if (line.Id("id") is not { Length: <= ConversionItem.MaxKey } key || line.Decimal("quantity") is not ({ } count and > 0 and <= 1_000_000))
            {
                continue;
            }

            var product = (line.Text("sku") ?? line.Text("product_id")) is { Length: <= ConversionItem.MaxProductId } id ? id : null;
            if (count == decimal.Truncate(count) && PriceOf(unitOf(line), exponent) is { } unit)
            {
                items.TryAdd(key, new ItemFacts(key, product, (int)count, unit));
            }
            else if (PriceOf(totalOf(line), exponent) is { } total)
            {
                items.TryAdd(key, new ItemFacts(key, product, 1, total));
            }
        }

        return [.. items.Values];
    }

    private static string? PriceOf(decimal? price, int exponent) => price is { } amount && MoneyReading.Parse(Plain(amount), exponent).Ok ? Plain(amount) : null;

    private static bool Has(this JsonElement from, string name, out JsonElement value)
    {
        value = default;
        return from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out value);
    }
}
