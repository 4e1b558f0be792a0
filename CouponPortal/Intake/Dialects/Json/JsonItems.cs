using System.Globalization;
using System.Text.Json;
using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Intake.Dialects.Json;

/// <summary>The positions of a JSON order. Faults name the item: <c>items[2].quantity</c>.</summary>
internal static class JsonItems
{
    public static List<ItemFacts> Of(JsonElement row, SentFields read)
    {
        if (!row.TryGetProperty("items", out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            read.Refuse("items", "items is a list of objects.", "items");
            return [];
        }

        if (list.GetArrayLength() > ConversionItem.MaxItems)
        {
            read.Refuse("too_many_items", $"An order has at most {ConversionItem.MaxItems} items.", "items");
            return [];
        }

        var items = new List<ItemFacts>();
        foreach (var entry in list.EnumerateArray())
        {
            if (One(entry, items.Count + 1, read) is not { } item)
            {
                return [];
            }

            items.Add(item);
        }

        if (items.GroupBy(i => i.Key, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
        {
            read.Refuse("items", $"Two items have the position {twice.Key}.", "items");
        }

        return items;
    }

    private static ItemFacts? One(JsonElement entry, int place, SentFields read)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"items[{place - 1}]");
        if (entry.ValueKind != JsonValueKind.Object)
        {
            read.Refuse("items", "An item is an object with price, and quantity where it is not 1.", name);
            return null;
        }

        var (parameters, unreadable) = Parameters.Of(entry);
        if (parameters is null)
        {
            read.Refuse(unreadable!.Code, unreadable.Message, name);
            return null;
        }

        var fields = new SentFields(parameters, isEncoded: false);
        var item = new ItemFacts(
            Excerpt.Of(fields.One("position_id", "position", "key") ?? place.ToString(CultureInfo.InvariantCulture), ConversionItem.MaxKey),
            fields.One("product_id", "sku", "item_id", "id") is { } product ? Excerpt.Of(product, ConversionItem.MaxProductId) : null,
            fields.One("quantity", "qty") is { } pieces ? OrderFields.Quantity(fields, pieces, "quantity") : 1,
            fields.One("price", "item_price") ?? "",
            fields.One("category") is { } category ? Excerpt.Of(category, ConversionItem.MaxProductId) : null);
        if (fields.Why is { } why)
        {
            read.Refuse(why.Code, why.Message, $"{name}.{why.Field}");
        }

        return item;
    }
}
