using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data;

/// <summary>
/// Reads by many keys in parts: SQLite takes 32,766 parameters at most, and has no table-valued one before 3.38.
/// </summary>
internal static class InParts
{
    private const int Most = 2_000;

    /// <param name="query">The rows of some keys; rows of several parts are not ordered among each other.</param>
    public static async Task<List<TRow>> ReadAsync<TKey, TRow>(IReadOnlyCollection<TKey> keys, Func<TKey[], IQueryable<TRow>> query, CancellationToken cancel)
    {
        var rows = new List<TRow>();
        foreach (var part in keys.Chunk(Most))
        {
            rows.AddRange(await query(part).ToListAsync(cancel));
        }

        return rows;
    }
}
