using CouponPortal.Data;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake;

/// <summary>
/// Requests that became no order and carry an order number. For a partner only those that carry its own code beside it: a number alone would tell of others' orders.
/// </summary>
public static class RefusedHits
{
    private const int Days = EventRange.MaxDays;
    private const int MostRead = 50;
    private static readonly string[] Separators = ["20", "22", "26", "0A", "0D", "2C", "3B", "7C"];

    /// <param name="code">Normal form; null = with any code or none.</param>
    /// <returns>The newest first, of the last 92 days.</returns>
    public static async Task<IReadOnlyList<Hit>> FindAsync(PortalDbContext db, int advertiserId, string number, string? code, DateTime utcNow, CancellationToken cancel)
    {
        var (since, escaped) = (EventKey.First(utcNow.AddDays(-Days)), Uri.EscapeDataString(number));
        var open = db.Hits.AsNoTracking().Where(h => h.AdvertiserId == advertiserId && h.ConversionId == null && h.Id >= since && (h.Raw.Contains(number) || h.Raw.Contains(escaped)));

        // One verdict at a time, in the words of the partial index: the few that are not accepted, and not every request there is.
        Hit[] found =
        [
            .. await open.Where(h => h.Verdict == HitVerdict.Held).OrderByDescending(h => h.Id).Take(MostRead).ToListAsync(cancel),
            .. await open.Where(h => h.Verdict == HitVerdict.Refused).OrderByDescending(h => h.Id).Take(MostRead).ToListAsync(cancel),
        ];
        return [.. found.Where(h => (Holds(h.Raw, number) || Holds(h.Raw, escaped)) && (code is null || Holds(h.Raw, code))).OrderByDescending(h => h.Id)];
    }

    /// <summary>Whether a word stands in a text by itself: 12 is not in A-123.</summary>
    internal static bool Holds(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if (!EndsIn(text.AsSpan(0, at)) && !BeginsWith(text.AsSpan(end)))
            {
                return true;
            }
        }

        return false;
    }

    // An escape before or behind the word belongs to it, unless it is of a sign that separates values: R%2F9 is R/9, and %20R%20 is R.
    private static bool EndsIn(ReadOnlySpan<char> before) => before.Length switch
    {
        0 => false,
        >= 3 when before[^3] == '%' => !Separators.Contains(before[^2..].ToString(), StringComparer.OrdinalIgnoreCase),
        _ => IsPart(before[^1]),
    };

    private static bool BeginsWith(ReadOnlySpan<char> behind) => behind.Length switch
    {
        0 => false,
        >= 3 when behind[0] == '%' => !Separators.Contains(behind[1..3].ToString(), StringComparer.OrdinalIgnoreCase),
        _ => IsPart(behind[0]),
    };

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '-' or '_' or '%' or '/' or '#' or '.';
}
