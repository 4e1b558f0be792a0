using System.Globalization;

namespace CouponPortal.Domain.Coupons;

/// <summary>The few sites that most visits of a missed code came from, as a text of lines "12 youtube.com".</summary>
public static class MissedReferrers
{
    private const int MaxHost = 100;

    /// <summary>Counts added, and the rarest dropped: what was dropped begins anew at its next visit, so the counts of the kept ones are a little low at worst.</summary>
    /// <param name="stored">As this function made it; what cannot be read is left out.</param>
    public static string With(string stored, IEnumerable<(string Host, long Visits)> seen)
    {
        var all = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        foreach (var (host, visits) in Read(stored).Concat(seen))
        {
            var name = Excerpt.Of(host, MaxHost);
            all[name] = all.GetValueOrDefault(name) + visits;
        }

        return string.Join('\n', all.OrderByDescending(h => h.Value).ThenBy(h => h.Key, StringComparer.Ordinal).Take(MissedCode.MostReferrers)
            .Select(h => string.Create(CultureInfo.InvariantCulture, $"{h.Value} {h.Key}")));
    }

    /// <returns>The most frequent first.</returns>
    public static IReadOnlyList<(string Host, long Visits)> Read(string stored) =>
    [
        .. stored.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2))
            .Where(parts => parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(parts => (parts[1], long.Parse(parts[0], CultureInfo.InvariantCulture))),
    ];
}
