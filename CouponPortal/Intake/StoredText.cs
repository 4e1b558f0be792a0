using System.Text;

namespace CouponPortal.Intake;

/// <summary>Text that both engines take: PostgreSQL refuses U+0000 and half surrogate pairs, and with them the whole order.</summary>
public static class StoredText
{
    /// <summary>At most <paramref name="length"/> characters, and never the first half of a pair at the end.</summary>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>The same with U+FFFD for what an engine would refuse.</summary>
    public static string Clean(string text) =>
        text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 && !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : string.Concat(text.EnumerateRunes()).Replace('\0', (char)Rune.ReplacementChar.Value);
}
