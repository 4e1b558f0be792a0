using System.Globalization;
using System.Security.Cryptography;

namespace CouponPortal.Bench.Bulk;

/// <summary>The same rows twice: as the portal's CSV, and as rows of the coupon table for the engines' own loaders. Codes are random, and in no order.</summary>
internal sealed class BulkFile : IDisposable
{
    public const int Offers = 20;
    public const int Partners = 500;
    public const int WarmUpRows = 50_000;
    private const int CodeLength = 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("couponportal-bulk-").FullName;

    /// <summary>Imported before the clock starts: a server that is asked for a million rows has been running for a while.</summary>
    public string WarmUp => Path.Combine(_folder, "warm-up.csv");

    public string Csv => Path.Combine(_folder, "coupons.csv");

    public string Scratch(string name) => Path.Combine(_folder, name);

    /// <param name="columns">Of the coupon table, in its order.</param>
    public static string TableRow(int id, string code, int offer, int partner, IEnumerable<string> columns) => string.Join(',', columns.Select(column => column switch
    {
        "id" => Text(id),
        "offer_id" => Text(offer),
        "owner_id" => Text(partner),
        "code" or "normal_code" => code,
        "visibility" => "private",
        "status" => "active",
        "is_description_plain_text" or "advertiser_id" or "version" => "1",
        "batch_id" => "1",
        "created_at" or "updated_at" => "1795000000000000",
        "created_by" => "bootstrap",
        _ => "",
    }));

    /// <summary>Writes the portal's file, <see cref="Rows"/> gives the same rows again; and a small one with other codes.</summary>
    public void Write(int rows)
    {
        Write(Csv, Rows(rows));
        Write(WarmUp, Rows(rows + WarmUpRows).Skip(rows));
    }

    private static void Write(string path, IEnumerable<(string Code, int Offer, int Partner)> rows)
    {
        using var file = new StreamWriter(path);
        file.Write("offer_id,affiliate_id,coupon_code,status\n");
        foreach (var (code, offer, partner) in rows)
        {
            file.Write(string.Create(CultureInfo.InvariantCulture, $"{offer},{partner},{code},active\n"));
        }
    }

    /// <summary>Always the same ones.</summary>
    public static IEnumerable<(string Code, int Offer, int Partner)> Rows(int rows)
    {
        for (var i = 0; i < rows; i++)
        {
            var hash = SHA256.HashData(BitConverter.GetBytes(i));
            var code = string.Create(CodeLength, hash, (text, bytes) =>
            {
                for (var at = 0; at < text.Length; at++)
                {
                    text[at] = (char)('A' + (bytes[at] % 26));
                }
            });
            yield return (code, 1 + (hash[CodeLength] % Offers), 1 + (BitConverter.ToUInt16(hash, CodeLength + 2) % Partners));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
