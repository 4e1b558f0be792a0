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
            if ((at == 0 || !IsPart(text[at - 1]) || IsEscape(text, at)) && (end == text.Length || !IsPart(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '-' or '_';

    // The two digits after a percent sign belong to the sign before the word: order_id=%20123.
    private static bool IsEscape(string text, int at) => at >= 3 && text[at - 3] == '%' && char.IsAsciiHexDigit(text[at - 2]) && char.IsAsciiHexDigit(text[at - 1]);
}
