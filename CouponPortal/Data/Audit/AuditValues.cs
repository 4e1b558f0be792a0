using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using CouponPortal.Domain;

namespace CouponPortal.Data.Audit;

/// <summary>Values of fields as the log shows them, and the JSON that they are kept as.</summary>
public static class AuditValues
{
    /// <summary>In the place of a secret; it says that there is one and nothing of it.</summary>
    public const string Masked = "•••";

    /// <summary>In the place of a secret that another one took the place of.</summary>
    public const string MaskedNew = "••• (another one)";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToJson(IEnumerable<AuditChange> changes) => JsonSerializer.Serialize(changes, Json);

    public static IReadOnlyList<AuditChange> Read(string changes) => JsonSerializer.Deserialize<AuditChange[]>(changes, Json) ?? [];

    /// <returns>Null for nothing and for an empty text.</returns>
    public static string? Text(object? value) => value switch
    {
        null or "" => null,
        string text => text.Contains('\0', StringComparison.Ordinal) ? text.Replace("\0", "␀", StringComparison.Ordinal) : text,
        bool flag => flag ? "yes" : "no",
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Enum choice => SnakeCase.Of(choice.ToString()),
        byte[] { Length: 0 } => null,
        byte[] bytes => $"{bytes.Length} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}…",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>Both sides of a field that must not be read.</summary>
    public static AuditChange Mask(string field, object? before, object? after)
    {
        var (was, stays) = (Text(before) is not null, Text(after) is not null);
        return new(field, was ? Masked : null, stays ? was ? MaskedNew : Masked : null);
    }
}
