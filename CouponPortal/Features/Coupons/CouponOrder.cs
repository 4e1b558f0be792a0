using System.Linq.Expressions;
using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>
/// One page of a list's ids: counted up to a cap, sorted by code, offer, partner or end, else the newest first. A short list is found and then sorted. A
/// long one is walked in its order by an index; by the name of offer or partner it is walked name by name, so that no engine sorts a million rows.
/// </summary>
/// <param name="shortList">Up to here finding all and sorting them costs less than walking past those that do not match.</param>
/// <param name="mostCounted">Counting further would take longer than the page itself, and nobody pages there.</param>
internal sealed class CouponOrder(PortalDbContext db, CouponMatch match, PageRequest page, int shortList, int mostCounted)
{
    public async Task<Page<int>> IdsAsync(CancellationToken cancel)
    {
        if (match.HasDeepText)
        {
            var all = await Sorted(match.Found, page.Descending).Select(c => c.Id).ToListAsync(cancel);
            return new(await RowsAsync(all.Count, (skip, take, backwards) => Task.FromResult((backwards ? all.AsEnumerable().Reverse() : all).Skip(skip).Take(take).ToList())), all.Count);
        }

        if (match.HasText && await match.Found.Select(c => c.Id).Take(shortList + 1).ToArrayAsync(cancel) is var few && few.Length <= shortList)
        {
            // No index has a part of a code: each look at all of them takes as long as the page may, so there is one.
            var found = db.Coupons.AsNoTracking().Where(c => few.Contains(c.Id));
            return new(await RowsAsync(few.Length, (skip, take, backwards) => WindowAsync(Sorted(found, page.Descending ^ backwards), skip, take, cancel)), few.Length);
        }

        var counted = await match.Found.Take(mostCounted + 1).CountAsync(cancel);
        var total = counted > mostCounted ? null : (int?)counted;
        if (counted <= shortList)
        {
            return new(await RowsAsync(total, (skip, take, backwards) => WindowAsync(Sorted(match.Found, page.Descending ^ backwards), skip, take, cancel)), counted);
        }

        if (await GroupsAsync(cancel) is { } groups)
        {
            var all = groups.Sum(g => g.Count);
            return new(await RowsAsync(all, (skip, take, backwards) => OfGroupsAsync(groups, skip, take, page.Descending ^ backwards, cancel)), all);
        }

        var rows = await RowsAsync(total, (skip, take, backwards) => WindowAsync(Walked(page.Descending ^ backwards), skip, take, cancel));
        return new(rows, Math.Min(counted, mostCounted), Capped: total is null);
    }

    /// <summary>Reads from the nearer end, and turns what was read backwards.</summary>
    /// <param name="total">Null = not known.</param>
    /// <param name="read">Rows after so many, in the list's order or against it.</param>
    private async Task<List<int>> RowsAsync(int? total, Func<int, int, bool, Task<List<int>>> read)
    {
        var (skip, take, backwards) = (page.SafeSkip, page.SafeTake, page.FromEnd);
        if (total is { } known)
        {
            take = Math.Clamp(known - skip, 0, take);
            if (take > 0 && skip > known / 2)
            {
                (skip, backwards) = (known - skip - take, !backwards);
            }
        }

        if (take == 0)
        {
            return [];
        }

        var ids = await read(skip, take, backwards);
        if (backwards)
        {
            ids.Reverse();
        }

        return ids;
    }

    private static Task<List<int>> WindowAsync(IQueryable<Coupon> ordered, int skip, int take, CancellationToken cancel) =>
        ordered.Select(c => c.Id).Skip(skip).Take(take).ToListAsync(cancel);

    private IOrderedQueryable<Coupon> Walked(bool descending) => page.SortBy == "code"
        ? By(match.Walked, c => c.NormalCode, descending)
        : descending == page.Descending ? match.Walked.OrderByDescending(c => c.Id) : match.Walked.OrderBy(c => c.Id);

    private IOrderedQueryable<Coupon> Sorted(IQueryable<Coupon> rows, bool descending) => page.SortBy switch
    {
        "code" => By(rows, c => c.NormalCode, descending),
        "offer" => By(rows, c => db.Offers.Where(o => o.Id == c.OfferId).Select(o => o.Name.ToUpper()).First(), descending),
        "partner" => By(rows, c => db.Partners.Where(p => p.Id == c.OwnerId).Select(p => p.Name.ToUpper()).FirstOrDefault() ?? "", descending),
        "end" => By(rows, c => c.EndsAt ?? DateTime.MaxValue, descending),
        // Plus nothing: in the order of its key SQLite would read the whole table for a few rows.
        _ => descending == page.Descending ? rows.OrderByDescending(c => c.Id + 0) : rows.OrderBy(c => c.Id + 0),
    };

    private static IOrderedQueryable<Coupon> By<T>(IQueryable<Coupon> rows, Expression<Func<Coupon, T>> key, bool descending) =>
        descending ? rows.OrderByDescending(key).ThenByDescending(c => c.Id) : rows.OrderBy(key).ThenBy(c => c.Id);

    /// <returns>The list in ascending order as parts, each sorted by one index; null for orders that one index has as a whole.</returns>
    private async Task<IReadOnlyList<Group>?> GroupsAsync(CancellationToken cancel) => page.SortBy switch
    {
        "offer" => await ByOfferAsync(cancel),
        "partner" => await ByPartnerAsync(cancel),
        "end" => await ByEndAsync(cancel),
        _ => null,
    };

    private async Task<IReadOnlyList<Group>> ByOfferAsync(CancellationToken cancel)
    {
        var counts = await match.Walked.GroupBy(c => c.OfferId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        var ordered = await db.Offers.OrderBy(o => o.Name.ToUpper()).ThenBy(o => o.Id).Select(o => o.Id).ToListAsync(cancel);
        return [.. ordered.Where(counts.ContainsKey).Select(id => new Group(counts[id], rows => rows.Where(c => c.OfferId == id)))];
    }

    private async Task<IReadOnlyList<Group>> ByPartnerAsync(CancellationToken cancel)
    {
        var counts = await match.Walked.GroupBy(c => c.OwnerId).Select(g => new { Key = g.Key ?? 0, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        var ordered = await db.Partners.OrderBy(p => p.Name.ToUpper()).ThenBy(p => p.Id).Select(p => p.Id).ToListAsync(cancel);
        return
        [
            new(counts.GetValueOrDefault(0), rows => rows.Where(c => c.OwnerId == null)),
            .. ordered.Where(counts.ContainsKey).Select(id => new Group(counts[id], rows => rows.Where(c => c.OwnerId == id))),
        ];
    }

    private async Task<IReadOnlyList<Group>> ByEndAsync(CancellationToken cancel)
    {
        // A range and no IS NOT NULL: SQLite keeps the empty ones first in the index, and would walk past all of them.
        var dated = await match.Walked.CountAsync(c => c.EndsAt > DateTime.UnixEpoch, cancel);
        var undated = await match.Walked.CountAsync(c => c.EndsAt == null, cancel);
        return [new(dated, rows => rows.Where(c => c.EndsAt > DateTime.UnixEpoch), ByEnd: true), new(undated, rows => rows.Where(c => c.EndsAt == null))];
    }

    private async Task<List<int>> OfGroupsAsync(IReadOnlyList<Group> groups, int skip, int take, bool descending, CancellationToken cancel)
    {
        var ids = new List<int>(take);
        foreach (var group in descending ? groups.Reverse() : groups)
        {
            if (skip >= group.Count)
            {
                skip -= group.Count;
                continue;
            }

            var wanted = Math.Min(take - ids.Count, group.Count - skip);
            var fromBack = skip > group.Count / 2;
            var rows = group.Of(match.Walked);
            var down = descending ^ fromBack;
            var found = await WindowAsync(
                group.ByEnd ? By(rows, c => c.EndsAt, down) : down ? rows.OrderByDescending(c => c.Id) : rows.OrderBy(c => c.Id),
                fromBack ? group.Count - skip - wanted : skip, wanted, cancel);
            if (fromBack)
            {
                found.Reverse();
            }

            ids.AddRange(found);
            skip = 0;
            if (ids.Count >= take)
            {
                break;
            }
        }

        return ids;
    }

    private sealed record Group(int Count, Func<IQueryable<Coupon>, IQueryable<Coupon>> Of, bool ByEnd = false);
}
