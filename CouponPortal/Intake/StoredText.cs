using System.Text;

namespace CouponPortal.Intake;

/// <summary>Text that both engines take: PostgreSQL refuses U+0000 and half surrogate pairs, and with them the whole order.</summary>
public static class StoredText
{
    /// <summary>With U+FFFD for what an engine would refuse.</summary>
    public static string Clean(string text) =>
        text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 && !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : string.Concat(text.EnumerateRunes()).Replace('\0', (char)Rune.ReplacementChar.Value);
}
