namespace CouponPortal.Domain.Coupons.Book;

/// <summary>
/// A number for each id, 0 for those not set: four bytes an id where ids lie close together, in pages, so that a far id costs one page. One thread sets;
/// any thread reads.
/// </summary>
internal sealed class PagedMap
{
    private const int PageBits = 12;
    private const int PageSize = 1 << PageBits;
    private int[]?[] _pages = [];

    /// <summary>Ids at or above it are not set.</summary>
    public int End => Volatile.Read(ref _pages).Length << PageBits;

    public int this[int id]
    {
        get => PageOf(id) is { } numbers ? Volatile.Read(ref numbers[id & (PageSize - 1)]) : 0;
        set
        {
            var page = (int)((uint)id >> PageBits);
            if (page >= _pages.Length)
            {
                var larger = new int[Math.Max(page + 1, _pages.Length * 3 / 2)][];
                _pages.CopyTo(larger, 0);
                Volatile.Write(ref _pages, larger);
            }

            if (_pages[page] is not { } numbers)
            {
                numbers = new int[PageSize];
                Volatile.Write(ref _pages[page], numbers);
            }

            Volatile.Write(ref numbers[id & (PageSize - 1)], value);
        }
    }

    /// <summary>The next id from <paramref name="id"/> on that may be set: pages that are not there are passed over.</summary>
    public int Skip(int id)
    {
        var pages = Volatile.Read(ref _pages);
        var page = id >> PageBits;
        while (page < pages.Length && Volatile.Read(ref pages[page]) is null)
        {
            id = ++page << PageBits;
        }

        return id;
    }

    /// <summary>Ids that are set, ascending where none is negative.</summary>
    public IEnumerable<int> Keys()
    {
        for (var id = Skip(0); id < End; id = Skip(id + 1))
        {
            if (this[id] != 0)
            {
                yield return id;
            }
        }
    }

    private int[]? PageOf(int id)
    {
        var pages = Volatile.Read(ref _pages);
        return (uint)id >> PageBits is var page && page < pages.Length ? Volatile.Read(ref pages[page]) : null;
    }
}
