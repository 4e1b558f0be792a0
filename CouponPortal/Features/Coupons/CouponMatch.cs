using System.Buffers;
using System.Text;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons.Book;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>
/// The coupons that a filter leaves an actor, by id. They are picked from the catalog, which has every coupon's code, dates and partners in memory: a million are
/// gone through in the time in which a store would read a few pages. What a coupon says besides is read from the store, by the ids picked here.
/// </summary>
internal sealed class CouponMatch : IDisposable
{
    /// <summary>Up to this many coupons text is also looked for in descriptions and notes, which only the store has.</summary>
    public const int MostTexts = 10_000;

    private const int MaxText = 200;

    private readonly CouponEdition _coupons;
    private readonly CouponTest _test;
    private int[] _found = ArrayPool<int>.Shared.Rent(256);

    private CouponMatch(CouponEdition coupons, CouponTest test) => (_coupons, _test) = (coupons, test);

    public int Count { get; private set; }

    /// <summary>A coupon of the match as it is now.</summary>
    /// <param name="index">From 0, by id.</param>
    public CouponRecord this[int index] => _coupons.At(_found[index]);

    public IEnumerable<int> Ids => Enumerable.Range(0, Count).Select(i => this[i].CouponId);

    public static async Task<CouponMatch> OfAsync(PortalDbContext db, Catalog catalog, Actor actor, CouponFilter filter, DateTime now, CancellationToken cancel)
    {
        var test = await CouponTest.OfAsync(db, actor, filter, now, cancel);
        var match = new CouponMatch((await catalog.LatestAsync(cancel)).Coupons, test);
        match.Find(filter.Code, first: 0, int.MaxValue);
        await match.NarrowToTextAsync(db, filter.Text, cancel);
        return match;
    }

    /// <summary>The first so many coupons of the match from an id on, where there is no text to look for: whoever goes through all of them has no time to lose.</summary>
    public static async Task<IReadOnlyList<int>> SliceAsync(
        PortalDbContext db, Catalog catalog, Actor actor, CouponFilter filter, DateTime now, int first, int most, CancellationToken cancel)
    {
        if (filter.Text is not null)
        {
            using var whole = await OfAsync(db, catalog, actor, filter, now, cancel);
            return [.. whole.Ids.SkipWhile(id => id < first).Take(most)];
        }

        var test = await CouponTest.OfAsync(db, actor, filter, now, cancel);
        using var match = new CouponMatch((await catalog.LatestAsync(cancel)).Coupons, test);
        match.Find(filter.Code, first, most);
        return [.. match.Ids];
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(Interlocked.Exchange(ref _found, []));

    private void Find(string? code, int first, int most)
    {
        if (code?.Trim().ToUpperInvariant() is { } whole)
        {
            foreach (var position in _coupons.Having(whole).OrderBy(p => _coupons.At(p).CouponId))
            {
                Add(position, first);
            }

            Count = Math.Min(Count, most);
            return;
        }

        for (var walk = _coupons.All(first); Count < most && walk.MoveNext();)
        {
            Add(walk.Position, first);
        }
    }

    private void Add(int position, int first)
    {
        var coupon = _coupons.At(position);
        if (coupon.CouponId < first || !_test.Passes(coupon))
        {
            return;
        }

        if (Count == _found.Length)
        {
            var larger = ArrayPool<int>.Shared.Rent(Count * 2);
            _found.CopyTo(larger, 0);
            ArrayPool<int>.Shared.Return(_found);
            _found = larger;
        }

        _found[Count++] = position;
    }

    private async Task NarrowToTextAsync(PortalDbContext db, string? text, CancellationToken cancel)
    {
        if (text?.Trim() is not { Length: > 0 } asked)
        {
            return;
        }

        var part = (asked.Length > MaxText ? asked[..MaxText] : asked).ToUpperInvariant();
        var said = SeenIds.Of(Count > MostTexts ? [] : await InParts.ReadAsync(
            [.. Ids], ids => db.Coupons.Where(c => ids.Contains(c.Id) && (c.Description.ToUpper().Contains(part) || c.InternalNote.ToUpper().Contains(part))).Select(c => c.Id), cancel));
        Narrow(Ascii.IsValid(part) ? Encoding.ASCII.GetBytes(part) : null, said);
    }

    private void Narrow(byte[]? code, SeenIds said)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            var coupon = this[i];
            if ((code is not null && coupon.Code.IndexOf(code) >= 0) || said.Contains(coupon.CouponId))
            {
                _found[kept++] = _found[i];
            }
        }

        Count = kept;
    }
}
