using System.Buffers;
using System.Buffers.Binary;
using CouponPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>One page of a match's ids: sorted by code, offer, partner or end, else the newest first. Only the page is brought into order, not what lies before and behind it.</summary>
internal static class CouponOrder
{
    public static async Task<IReadOnlyList<int>> PageAsync(PortalDbContext db, CouponMatch match, PageRequest page, CancellationToken cancel)
    {
        var skip = page.FromEnd ? Math.Max(0, match.Count - page.SafeSkip - page.SafeTake) : Math.Min(page.SafeSkip, match.Count);
        var take = page.FromEnd ? Math.Clamp(match.Count - page.SafeSkip, 0, page.SafeTake) : Math.Min(page.SafeTake, match.Count - skip);
        if (take == 0)
        {
            return [];
        }

        // The newest first is the order of ids from the back; so is every other order when it is turned round.
        var isKnown = page.SortBy is "code" or "offer" or "partner" or "end";
        var turned = !isKnown || page.Descending;
        var from = turned ? match.Count - skip - take : skip;
        int[] ids = isKnown ? await SortedAsync(db, match, page.SortBy!, from, take, cancel) : [.. Enumerable.Range(from, take).Select(i => match[i].CouponId)];
        if (turned)
        {
            Array.Reverse(ids);
        }

        return ids;
    }

    private static async Task<int[]> SortedAsync(PortalDbContext db, CouponMatch match, string by, int from, int take, CancellationToken cancel)
    {
        var names = by switch
        {
            "offer" => Ranks(await db.Offers.AsNoTracking().Select(o => new ValueTuple<int, string>(o.Id, o.Name)).ToListAsync(cancel)),
            "partner" => Ranks(await db.Partners.AsNoTracking().Select(p => new ValueTuple<int, string>(p.Id, p.Name)).ToListAsync(cancel)),
            _ => [],
        };
        var places = ArrayPool<Place>.Shared.Rent(match.Count);
        try
        {
            for (var i = 0; i < match.Count; i++)
            {
                places[i] = new(Key(match[i], by, names), i);
            }

            return [.. new ArraySegment<Place>(places, 0, match.Count).Order(new InOrder(by == "code" ? match : null)).Skip(from).Take(take).Select(p => match[p.Index].CouponId)];
        }
        finally
        {
            ArrayPool<Place>.Shared.Return(places);
        }
    }

    /// <summary>What is compared first: a name's place among the names, an instant (none is after all), or the first letters of a code.</summary>
    private static ulong Key(Domain.Coupons.Book.CouponRecord coupon, string by, Dictionary<int, uint> names)
    {
        if (by == "code")
        {
            Span<byte> letters = stackalloc byte[sizeof(ulong)];
            letters.Clear();
            coupon.Code[..Math.Min(coupon.Code.Length, letters.Length)].CopyTo(letters);
            return BinaryPrimitives.ReadUInt64BigEndian(letters);
        }

        var standing = coupon.Standing;
        return by switch
        {
            "end" => (ulong)(standing.EndsAt ?? DateTime.MaxValue).Ticks,
            "offer" => names.GetValueOrDefault(standing.OfferId),
            _ => names.GetValueOrDefault(standing.OwnerId ?? 0),
        };
    }

    /// <summary>From 1; the same name has the same rank.</summary>
    private static Dictionary<int, uint> Ranks(List<(int Id, string Name)> names)
    {
        names.Sort((a, b) => StringComparer.OrdinalIgnoreCase.Compare(a.Name, b.Name));
        var (ranks, rank) = (new Dictionary<int, uint>(names.Count), 0u);
        for (var i = 0; i < names.Count; i++)
        {
            rank += i == 0 || !string.Equals(names[i].Name, names[i - 1].Name, StringComparison.OrdinalIgnoreCase) ? 1u : 0u;
            ranks[names[i].Id] = rank;
        }

        return ranks;
    }

    /// <param name="Index">In the match, which is by id.</param>
    private readonly record struct Place(ulong Key, int Index);

    /// <param name="codes">The match whose whole codes decide between equal keys; null where the id does.</param>
    private sealed class InOrder(CouponMatch? codes) : IComparer<Place>
    {
        public int Compare(Place x, Place y)
        {
            var order = x.Key.CompareTo(y.Key);
            order = order == 0 && codes is not null ? codes[x.Index].Code.SequenceCompareTo(codes[y.Index].Code) : order;
            return order == 0 ? x.Index.CompareTo(y.Index) : order;
        }
    }
}
