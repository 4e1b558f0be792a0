using System.Globalization;
using CouponPortal.Domain;

namespace CouponPortal.Components.DataTable;

/// <summary>Reads filters out of an address. Anybody can type one, so what cannot be read counts as not given; a typed query parameter would fail the page.</summary>
public static class UrlValues
{
    public static int? Id(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>A page's number; negative = counted from the end.</summary>
    public static int? Page(string? text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var page) ? page : null;

    public static long? Key(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key : null;

    public static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static TEnum? Choice<TEnum>(string? text)
        where TEnum : struct, Enum => SnakeCase.TryParse<TEnum>(text, out var value) ? value : null;

    public static string? Text(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    /// <summary>Every value of an enum as an option, in snake_case and in words.</summary>
    public static IReadOnlyList<(string Value, string Text)> OptionsOf<TEnum>()
        where TEnum : struct, Enum => [.. Enum.GetValues<TEnum>().Select(v => (SnakeCase.Of(v), Controls.Words.Of(v)))];
}
