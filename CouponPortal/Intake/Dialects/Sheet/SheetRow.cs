using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Intake.Dialects.Sheet;

/// <summary>
/// A row of an order file as its hit keeps it, complete without the file: the cells as they are in it, and under <c>read</c> what they were read as where that is another text
/// (a spreadsheet's day, its 19.989999999999998) or was not there (order id, time).
/// </summary>
internal static class SheetRow
{
    public const string ReadAs = "read";
    private const string OrderId = "order_id";
    private const string Time = "datetime_action";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="isHeld">Staff may say that the code is what it looks like; a row with any other cell at fault cannot be read without its file.</param>
    public static byte[] Keep(SheetCells cells, IReadOnlyList<KeyValuePair<string, string>> fields, string generatedId, DateTime uploadedAt, bool isHeld)
    {
        var sent = new Dictionary<string, string>(cells.Sent(), StringComparer.Ordinal);
        var row = sent.ToDictionary(s => s.Key, s => (object)s.Value, StringComparer.Ordinal);
        if (cells.Why is null || (isHeld && fields.All(f => f.Value.Length > 0 || f.Key == "promocode")))
        {
            var read = fields.Where(f => f.Value.Length > 0 && sent[f.Key] != f.Value).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
            AddMissing(OrderId, generatedId);
            AddMissing(Time, uploadedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
            row[ReadAs] = read;

            void AddMissing(string name, string value)
            {
                if (!sent.ContainsKey(name))
                {
                    read[name] = value;
                }
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(row, Plain);
    }

    /// <summary>One row, or the list of those that make one order.</summary>
    public static Reading ReadAgain(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var rows = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().ToArray() : [document.RootElement];
            var items = new List<ItemFacts>();
            OrderFacts? first = null;
            foreach (var row in rows)
            {
                if (!row.TryGetProperty(ReadAs, out var readAs))
                {
                    return new Reading.Refused(Refusal.Bad("cell_error", "A cell of this row cannot be trusted, so that the row cannot be read without its file. Mend the cell and upload the file again."));
                }

                var (parameters, unreadable) = Parameters.Of([.. Fields(row, readAs)]);
                if (parameters is null)
                {
                    return new Reading.Refused(unreadable!);
                }

                var read = new SentFields(parameters);
                var facts = FactsOf(read, null);
                if (read.Why is { } why)
                {
                    return new Reading.Refused(why);
                }

                first ??= facts;
                items.Add(facts.Items[0] with { Key = (items.Count + 1).ToString(CultureInfo.InvariantCulture) });
            }

            return new Reading.Order(first! with { Items = items }, ChannelProof.Given);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return new Reading.Refused(Refusal.Bad("json", "What is kept of the row is no row of an order file."));
        }
    }

    /// <param name="advertiserId">Null = whoever reads it again knows.</param>
    public static OrderFacts FactsOf(SentFields read, int? advertiserId)
    {
        foreach (var required in (string[])["promocode", "price"])
        {
            if (read.One(required) is null)
            {
                read.Refuse($"{required}_missing", $"The row has no {required}.", required);
            }
        }

        var product = read.One("product_id") is { } id ? Excerpt.Of(id, ConversionItem.MaxProductId) : null;
        return new OrderFacts
        {
            Door = SheetOrders.Door,
            AdvertiserId = advertiserId,
            Codes = OrderFields.Codes(read, "promocode"),
            ClickIds = OrderFields.ClickIds(read, "uid"),
            OrderId = OrderFields.OrderId(read, OrderId),
            Items = [new ItemFacts("1", product, OrderFields.Quantity(read, "quantity"), read.One("price") ?? "")],
            Currency = OrderFields.Currency(read, "currency_code"),
            SentTime = OrderFields.Time(read, Time),
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(JsonElement row, JsonElement readAs) =>
        row.EnumerateObject().Where(p => p.Name != ReadAs && !readAs.TryGetProperty(p.Name, out _)).Concat(readAs.EnumerateObject()).Select(p => KeyValuePair.Create(p.Name, p.Value.GetString() ?? ""));
}
