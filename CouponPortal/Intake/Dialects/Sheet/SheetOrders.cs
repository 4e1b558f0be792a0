using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake.Dialects.Feeds;

namespace CouponPortal.Intake.Dialects.Sheet;

/// <summary>Whose file it is, and what its rows get where they say nothing.</summary>
/// <param name="Hash">SHA-256 of the file, hex: the same file gives the same order ids.</param>
/// <param name="UploadedAt">UTC, of the first upload: the time of orders that have none.</param>
public sealed record SheetOrigin(int AdvertiserId, string Hash, DateTime UploadedAt);

/// <summary>Orders of a table, one a row; rows of one order with a product each are one order of several positions (WIRE, xlsx and csv).</summary>
public static class SheetOrders
{
    public const string Door = "order_file";
    private const string GeneratedSuffix = "-UNIQUE_PROMOCODE";
    private const int GeneratedLength = 10;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static FeedDocument Of(SheetTable table, SheetOrigin origin)
    {
        var (columns, why) = SheetColumns.Of(table.Header);
        if (columns is null)
        {
            return FeedDocument.Refused(why!);
        }

        if (table.Lines.Count == 0)
        {
            return FeedDocument.Refused(Refusal.Bad("no_rows", "There is no order below the header.", "file"));
        }

        var rows = table.Lines.Select(line => Row(table, columns, line, origin)).ToList();
        Join(rows);
        return new(FeedDocument.HoldConflicts(rows, origin.AdvertiserId), null);
    }

    /// <summary>Ten letters and digits that follow from the file and the row, so that the same file never makes a second order.</summary>
    public static string GeneratedId(SheetOrigin origin, string sheet, int row)
    {
        var key = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"advertiser {origin.AdvertiserId}"));
        var mac = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{origin.Hash}\n{sheet}\n{row}")));
        var number = BitConverter.ToUInt64(mac);
        return string.Create(GeneratedLength, number, static (text, left) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Alphabet[(int)(left % (ulong)Alphabet.Length)];
                left /= (ulong)Alphabet.Length;
            }
        }) + GeneratedSuffix;
    }

    private static FeedRow Row(SheetTable table, SheetColumns columns, SheetLine line, SheetOrigin origin)
    {
        var cells = new SheetCells(columns, line, table.Has1904Dates);
        var fields = cells.Fields();
        var generated = GeneratedId(origin, table.Sheet, line.Row);
        var body = SheetRow.Keep(cells, fields, generated, origin.UploadedAt, cells.IsHeld);
        if (cells.Why is { } why)
        {
            return new(line.Row, cells.IsHeld ? new Reading.Ignored(origin.AdvertiserId, why.Code, why.Message) { Verdict = HitVerdict.Held } : Refused(why), body, []);
        }

        var (parameters, unreadable) = Parameters.Of(fields);
        if (parameters is null)
        {
            return new(line.Row, Refused(unreadable!), body, []);
        }

        var read = new SentFields(parameters);
        var facts = SheetRow.FactsOf(read, origin.AdvertiserId);
        facts = facts with { OrderId = facts.OrderId ?? generated, SentTime = facts.SentTime ?? origin.UploadedAt };
        return new(line.Row, read.Why is { } odd ? Refused(odd) : new Reading.Order(facts, ChannelProof.Given), body, []) { OrderId = facts.OrderId };

        Reading.Refused Refused(Refusal fault) => new(fault) { AdvertiserId = origin.AdvertiserId };
    }

    // Only where each row has a product of its own: the same one twice may as well be a row pasted twice.
    private static void Join(List<FeedRow> rows)
    {
        foreach (var order in rows.Select((row, at) => (Row: row, At: at, Facts: (row.Reading as Reading.Order)?.Facts)).Where(r => r.Facts is not null)
            .GroupBy(r => r.Row.OrderId, StringComparer.Ordinal).Where(g => g.Skip(1).Any()).ToList())
        {
            var products = order.Select(r => r.Facts!.Items[0].ProductId).ToList();
            if (products.Contains(null) || products.Distinct(StringComparer.Ordinal).Count() < products.Count || products.Count > ConversionItem.MaxItems)
            {
                continue;
            }

            var first = order.First();
            var items = order.Select((r, i) => r.Facts!.Items[0] with { Key = (i + 1).ToString(CultureInfo.InvariantCulture) }).ToList();
            var body = Encoding.UTF8.GetBytes("[" + string.Join(',', order.Select(r => Encoding.UTF8.GetString(r.Row.Body))) + "]");
            rows[first.At] = first.Row with { Reading = new Reading.Order(first.Facts! with { Items = items }, ChannelProof.Given), Body = body };
            foreach (var (row, at, _) in order.Skip(1))
            {
                rows[at] = row with { PartOf = first.At };
            }
        }
    }
}
