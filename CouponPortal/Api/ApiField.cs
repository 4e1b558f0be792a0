using System.Text.Json;

namespace CouponPortal.Api;

public enum ApiFieldKind
{
    Text,
    Flag,
    Integer,
    Integers,
    Choice,
    Day,
    Texts,

    /// <summary>An object with a shape of its own.</summary>
    Rules,
    File,
}

/// <summary>A field or query parameter as an endpoint reads it. The document is made of these, so it cannot say anything else than the code does.</summary>
/// <param name="Choices">The enum of <see cref="ApiFieldKind.Choice"/>, the record of <see cref="ApiFieldKind.Rules"/>.</param>
/// <param name="Synonyms">Other names that are taken.</param>
public sealed record ApiField(string Name, ApiFieldKind Kind, Type? Choices = null, params IReadOnlyList<string> Synonyms);

internal static class JsonTexts
{
    /// <summary>Whether any text inside has U+0000, which PostgreSQL refuses.</summary>
    /// <exception cref="InvalidOperationException">A text is no Unicode: an escape is half of a surrogate pair.</exception>
    public static bool HaveNul(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Contains('\0', StringComparison.Ordinal),
        JsonValueKind.Array => value.EnumerateArray().Any(HaveNul),
        JsonValueKind.Object => value.EnumerateObject().Any(p => HaveNul(p.Value)),
        _ => false,
    };
}
