namespace CouponPortal.Domain;

/// <summary>The beginning of a text that is too long to keep.</summary>
public static class Excerpt
{
    /// <summary>At most <paramref name="length"/> characters (UTF-16), and never half of a surrogate pair: PostgreSQL's driver refuses such a text, and with it its whole group.</summary>
    public static string Of(string text, int length) =>
        text.Length <= length ? text : text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
