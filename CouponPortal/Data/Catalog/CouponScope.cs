using System.Globalization;
using System.Runtime.InteropServices;
using CouponPortal.Domain.Coupons.Book;

namespace CouponPortal.Data.Catalog;

/// <summary>Which coupons are read: those of an advertiser, those named, or with neither all.</summary>
internal sealed record CouponScope(int? AdvertiserId = null, IReadOnlyCollection<int>? Ids = null)
{
    public IEnumerable<int> IdsIn(CouponBook book) => Ids ?? book.Ids(AdvertiserId);

    /// <summary>The condition on the table c, after this word.</summary>
    public string Sql(string word) => (AdvertiserId, Ids) switch
    {
        ({ } id, _) => string.Create(CultureInfo.InvariantCulture, $"{word} c.advertiser_id = {id}"),
        (_, { } ids) => $"{word} c.id IN ({string.Join(',', ids)})",
        _ => "",
    };
}

/// <summary>Ids that a reading has come by. They lie close together, so that a bit for each is less than a set.</summary>
internal sealed class SeenIds
{
    private readonly Dictionary<int, ulong> _words = [];

    public static SeenIds Of(IEnumerable<int> ids)
    {
        var seen = new SeenIds();
        foreach (var id in ids)
        {
            seen.Add(id);
        }

        return seen;
    }

    public bool Contains(int id) => (_words.GetValueOrDefault(id >> 6) & (1UL << id)) != 0;

    /// <returns>Whether it is new.</returns>
    public bool Add(int id)
    {
        ref var word = ref CollectionsMarshal.GetValueRefOrAddDefault(_words, id >> 6, out _);
        var isNew = (word & (1UL << id)) == 0;
        word |= 1UL << id;
        return isNew;
    }
}
