using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponPortal.Features.Coupons.Import.Columns;
using CouponPortal.Features.Coupons.Import.Files;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>How a file was read: kept with its batch, shown, and taken again for the next file with the same header.</summary>
/// <param name="OfferId">The offer of rows that name none.</param>
public sealed record ImportSettings(char Separator, FileEncoding Encoding, FileLayout Layout, IReadOnlyList<ImportColumn> Columns, int? OfferId = null)
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() }, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>SHA-256 of the file.</summary>
    public string Hash { get; init; } = "";

    [JsonIgnore]
    public ColumnMatch Match => new(Columns, Layout);

    /// <returns>Null for settings of another kind of batch.</returns>
    public static ImportSettings? Parse(string json)
    {
        try
        {
            return json.Length == 0 ? null : JsonSerializer.Deserialize<ImportSettings>(json, Json) is { Columns: not null } settings ? settings : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public bool HasHeader(IReadOnlyList<string> header) =>
        Columns.Select(c => ImportFields.Normal(c.Name)).SequenceEqual(header.Select(ImportFields.Normal), StringComparer.Ordinal);
}
