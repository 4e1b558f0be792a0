using System.Globalization;

namespace CouponPortal.Intake;

/// <summary>Times as senders write them.</summary>
public static class OrderTimes
{
    private const int SecondsDigits = 10;
    private const int MillisecondsDigits = 13;

    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm", "yyyy-MM-dd",
    ];

    /// <summary>ISO 8601 with or without an offset (none = UTC), <c>YYYY-MM-DD HH:MM:SS</c>, or Unix seconds or milliseconds. The result is UTC.</summary>
    public static bool TryParse(string text, out DateTime utc)
    {
        utc = default;
        text = text.Trim();
        if (text.Length is SecondsDigits or MillisecondsDigits && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unix))
        {
            utc = DateTime.UnixEpoch.AddMilliseconds(text.Length == SecondsDigits ? unix * 1_000 : unix);
            return true;
        }

        // An unencoded plus of an offset arrives as a blank: 2026-11-20T10:00:00 02:00.
        var blank = text.LastIndexOf(' ');
        if (text.Contains('T', StringComparison.Ordinal) && blank == text.Length - 6 && blank > 0)
        {
            text = text[..blank] + "+" + text[(blank + 1)..];
        }

        return DateTime.TryParseExact(
            text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out utc);
    }
}
