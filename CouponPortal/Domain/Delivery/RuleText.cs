using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CouponPortal.Domain.Delivery;

/// <summary>
/// One spelling of an offer's and an advertiser's delivery rules in store, log and API: JSON with snake_case names, without what is not set. Rules that say nothing
/// are an empty text.
/// </summary>
public static class RuleText
{
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        MaxDepth = 12,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public static string Of<T>(T rules)
        where T : class, new() => rules.Equals(Empty<T>.Value) ? "" : JsonSerializer.Serialize(rules, Json);

    /// <exception cref="JsonException">The text was not written by <see cref="Of{T}"/>.</exception>
    public static T Read<T>(string text)
        where T : class, new() => text.Length == 0 ? Empty<T>.Value : JsonSerializer.Deserialize<T>(text, Json) ?? Empty<T>.Value;

    private static class Empty<T>
        where T : class, new()
    {
        public static readonly T Value = new();
    }
}
