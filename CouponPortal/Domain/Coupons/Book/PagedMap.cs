namespace CouponPortal.Domain.Coupons.Book;

/// <summary>A number for each id, 0 for those not set: four bytes an id where ids lie close together, in pages, so that a far id costs one page.</summary>
internal sealed class PagedMap
{
    private const int PageBits = 12;
    private const int PageSize = 1 << PageBits;
    private int[]?[] _pages = [];

    public int this[int id]
    {
        get => (uint)id >> PageBits is var page && page < _pages.Length && _pages[page] is { } numbers ? numbers[id & (PageSize - 1)] : 0;
        set
        {
            var page = (int)((uint)id >> PageBits);
            if (page >= _pages.Length)
            {
                Array.Resize(ref _pages, Math.Max(page + 1, _pages.Length * 3 / 2));
            }

            (_pages[page] ??= new int[PageSize])[id & (PageSize - 1)] = value;
        }
    }

    /// <summary>Ids that are set, ascending where none is negative.</summary>
    public IEnumerable<int> Keys()
    {
        for (var page = 0; page < _pages.Length; page++)
        {
            for (var i = 0; _pages[page] is { } numbers && i < PageSize; i++)
            {
                if (numbers[i] != 0)
                {
                    yield return (page << PageBits) | i;
                }
            }
        }
    }
}
