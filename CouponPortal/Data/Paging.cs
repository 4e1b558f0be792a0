using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data;

/// <summary>Which rows of a list a page wants. Built from a URL, so every value is brought into bounds.</summary>
/// <param name="SortBy">A name that the list knows; anything else falls back to the list's own order.</param>
/// <param name="FromEnd">Counts <paramref name="Skip"/> from the last row backwards; the rows still come in the list's order. Only lists that say so know it.</param>
public sealed record PageRequest(int Skip = 0, int Take = PageRequest.DefaultTake, string? SortBy = null, bool Descending = false, bool FromEnd = false)
{
    public const int DefaultTake = 25;
    public const int MaxTake = 200;

    public int SafeSkip => Math.Clamp(Skip, 0, int.MaxValue - MaxTake);

    public int SafeTake => Math.Clamp(Take, 1, MaxTake);
}

/// <summary>Rows of one page and how many there are in all.</summary>
/// <param name="Capped">Counting stopped at <paramref name="Total"/>: there are more.</param>
public sealed record Page<T>(IReadOnlyList<T> Rows, int Total, bool Capped = false);

/// <summary>Rows of an API list and where the next ones begin; null when there are none.</summary>
public sealed record Slice<T>(IReadOnlyList<T> Rows, long? NextAfter);

public static class Paging
{
    /// <summary>Counts and reads in SQL; call it on a query that is ordered.</summary>
    public static async Task<Page<T>> ToPageAsync<T>(this IQueryable<T> ordered, PageRequest request, CancellationToken cancel)
    {
        var total = await ordered.CountAsync(cancel);
        var rows = await ordered.Skip(request.SafeSkip).Take(request.SafeTake).ToListAsync(cancel);
        return new(rows, total);
    }

    /// <summary>The page asked for; the last one where an old address names a page that the list no longer has.</summary>
    /// <param name="page">From 1; null = the first.</param>
    /// <param name="find">Reads a page of <see cref="PageRequest.DefaultTake"/> after so many rows.</param>
    public static async Task<Page<T>> RowsAsync<T>(int? page, Func<int, Task<Page<T>>> find)
    {
        var rows = await find(SkipOf(page ?? 1));
        return rows is { Rows.Count: 0, Total: > 0 } ? await find(SkipOf(((rows.Total - 1) / PageRequest.DefaultTake) + 1)) : rows;

    }

    /// <summary>As above, for a list that also reads from its end: -1 is its last page, -2 the one before.</summary>
    /// <param name="find">Reads a page after so many rows, from the end where the flag is set.</param>
    public static async Task<Page<T>> RowsAsync<T>(int? page, Func<int, bool, Task<Page<T>>> find)
    {
        if (page < 0)
        {
            var fromEnd = await find(SkipOf(page == int.MinValue ? int.MaxValue : -page.Value), true);
            return fromEnd is { Rows.Count: 0, Total: > 0 } ? await find(0, false) : fromEnd;
        }

        var rows = await find(SkipOf(page ?? 1), false);
        return rows is not { Rows.Count: 0, Total: > 0 } ? rows
            : rows.Capped ? await find(0, true)
            : await find(SkipOf(((rows.Total - 1) / PageRequest.DefaultTake) + 1), false);
    }

    private static int SkipOf(int page) => (int)Math.Min(int.MaxValue - 1000L, (Math.Max(1L, page) - 1) * PageRequest.DefaultTake);

    /// <summary>The first <paramref name="limit"/> rows of a query ordered by <paramref name="key"/>; one more is read to know whether there are others.</summary>
    public static async Task<Slice<T>> ToSliceAsync<T>(this IQueryable<T> ordered, int limit, Func<T, long> key, CancellationToken cancel)
    {
        var rows = await ordered.Take(limit + 1).ToListAsync(cancel);
        return rows.Count > limit ? new(rows.GetRange(0, limit), key(rows[limit - 1])) : new(rows, null);
    }
}
