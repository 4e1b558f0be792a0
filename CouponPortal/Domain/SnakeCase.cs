using System.Collections.Frozen;
using System.Text;

namespace CouponPortal.Domain;

/// <summary>
/// One spelling of every enum value in database, API and URL: snake_case (<c>CouponCode</c> → <c>coupon_code</c>).
/// </summary>
public static class SnakeCase
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.All.TryGetValue(value, out var name) ? name : Of(value.ToString());

    /// <summary>Reads what <see cref="Of{TEnum}(TEnum)"/> writes; case and surrounding blanks do not matter.</summary>
    public static bool TryParse<TEnum>(string? text, out TEnum value)
        where TEnum : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<TEnum>())
        {
            if (string.Equals(Of(candidate), text?.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The set flags of <paramref name="value"/>, each in snake_case.</summary>
    public static IReadOnlyList<string> Flags<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        [.. Enum.GetValues<TEnum>().Where(f => Convert.ToInt64(f, null) != 0 && value.HasFlag(f)).Select(f => Of(f))];

    public static string Of(string pascal)
    {
        var text = new StringBuilder(pascal.Length + 4);
        for (var i = 0; i < pascal.Length; i++)
        {
            if (char.IsAsciiLetterUpper(pascal[i]) && i > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(pascal[i]));
        }

        return text.ToString();
    }

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly FrozenDictionary<TEnum, string> All = Enum.GetValues<TEnum>().Distinct().ToFrozenDictionary(v => v, v => Of(v.ToString()));
    }
}
