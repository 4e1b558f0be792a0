namespace CouponPortal.Domain.Partners;

/// <summary>A set of partner ids, immutable: one bit an id, in pages, so that the set with one partner more or less shares all pages but one.</summary>
public sealed class PartnerSet
{
    private const int PageBits = 12;
    private const int PageLength = 1 << (PageBits - 6);
    private readonly ulong[]?[] _pages;

    private PartnerSet(ulong[]?[] pages) => _pages = pages;

    public static PartnerSet Of(IEnumerable<int> ids)
    {
        ulong[]?[] pages = [];
        foreach (var id in ids)
        {
            (PageOf(ref pages, id) ??= new ulong[PageLength])[WordOf(id)] |= 1UL << id;
        }

        return new(pages);
    }

    public bool Contains(int id) =>
        (uint)id >> PageBits is var page && page < _pages.Length && _pages[page] is { } words && (words[WordOf(id)] & (1UL << id)) != 0;

    public PartnerSet With(int id, bool isIn)
    {
        ulong[]?[] pages = [.. _pages];
        ref var page = ref PageOf(ref pages, id);
        page = [.. page ?? new ulong[PageLength]];
        page[WordOf(id)] = isIn ? page[WordOf(id)] | (1UL << id) : page[WordOf(id)] & ~(1UL << id);
        return new(pages);
    }

    private static ref ulong[]? PageOf(ref ulong[]?[] pages, int id)
    {
        var page = (int)((uint)id >> PageBits);
        if (page >= pages.Length)
        {
            Array.Resize(ref pages, page + 1);
        }

        return ref pages[page];
    }

    private static int WordOf(int id) => (id >> 6) & (PageLength - 1);
}
