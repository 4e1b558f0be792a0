using System.Globalization;
using System.Text.Json;
using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake.Dialects.Native;

namespace CouponPortal.Intake.Dialects.Sdk;

/// <summary>
/// What the browser SDK sends: the native parameters, and an <c>order</c> as JSON with its items (WIRE "Conversions", SDK; Everflow's short names are taken as well).
/// Where no amount is sent the items make it.
/// </summary>
public static class SdkConversion
{
    public const string Door = "sdk";
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    public static Reading Read(RawRequest request, Parameters parameters)
    {
        if (NativePostback.Read(request, parameters) is not Reading.Order order)
        {
            return NativePostback.Read(request, parameters);
        }

        var (items, why) = ItemsOf(parameters.All("order").FirstOrDefault());
        if (why is not null)
        {
            return new Reading.Refused(why);
        }

        var proof = order.Proof with { IsBrowser = true, Origin = request.Header("origin") };
        return new Reading.Order(order.Facts with { Door = Door, Items = items }, proof);
    }

    private static (IReadOnlyList<ItemFacts> Items, Refusal? Why) ItemsOf(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return ([], null);
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("items", out var list) || list.ValueKind != JsonValueKind.Array)
            {
                return ([], null);
            }

            if (list.GetArrayLength() > ConversionItem.MaxItems)
            {
                return ([], Refusal.Bad("too_many_items", $"An order has at most {ConversionItem.MaxItems} items here.", "order"));
            }

            var items = new List<ItemFacts>();
            foreach (var entry in list.EnumerateArray())
            {
                if (entry.ValueKind != JsonValueKind.Object)
                {
                    return ([], Refusal.Bad("items_format", "Each of order.items is an object with price and quantity.", "order"));
                }

                var quantity = Text(entry, "quantity", "qty", "qs") ?? "1";
                if (!int.TryParse(quantity, NumberStyles.None, CultureInfo.InvariantCulture, out var pieces) || pieces < 1)
                {
                    return ([], Refusal.Bad("quantity", $"“{Excerpt.Of(quantity, 40)}” is no quantity: send a whole number from 1.", "order"));
                }

                items.Add(new ItemFacts(
                    (items.Count + 1).ToString(CultureInfo.InvariantCulture),
                    Text(entry, "product_id", "ps", "sku", "id") is { } product ? Excerpt.Of(product, ConversionItem.MaxProductId) : null,
                    pieces,
                    Text(entry, "price", "pr", "p") ?? "0",
                    Text(entry, "category") is { } category ? Excerpt.Of(category, ConversionItem.MaxProductId) : null));
            }

            return (items, null);
        }
        catch (JsonException)
        {
            return ([], Refusal.Bad("order_json", "order is not valid JSON.", "order"));
        }
        catch (InvalidOperationException)
        {
            return ([], Refusal.Bad("encoding", "A text of order is not valid Unicode.", "order"));
        }
    }

    private static string? Text(JsonElement entry, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (entry.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                return value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
            }
        }

        return null;
    }
}
