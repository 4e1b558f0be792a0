namespace CouponPortal.Domain.Coupons.Book;

/// <summary>
/// What the book said at one moment. It stays what it is while the book goes on: a record written later is passed over for the version before it. Any number of
/// threads may read, without a lock.
/// </summary>
public sealed class CouponEdition
{
    private readonly Arena _arena;
    private readonly CodeIndex _codes;
    private readonly PagedMap _heads;
    private readonly int _number;

    internal CouponEdition(Arena arena, CodeIndex codes, PagedMap heads, int number) => (_arena, _codes, _heads, _number) = (arena, codes, heads, number);

    public static CouponEdition Empty { get; } = new CouponBook().Publish();

    /// <summary>How many coupons there are.</summary>
    public int Count { get; internal init; }

    /// <summary>The coupons of one advertiser that had this code at that time, in whatever state. In no order.</summary>
    public Search Find(string normalCode, DateTime at, int advertiserId) => new(this, normalCode, at, advertiserId);

    /// <summary>Every coupon as it is now, by id from <paramref name="first"/> on.</summary>
    public Walk All(int first = 0) => new(this, first);

    /// <summary>The coupon that a walk came by.</summary>
    /// <param name="position">A <see cref="Walk.Position"/> of this edition.</param>
    public CouponRecord At(int position) => new(_arena.At(position));

    /// <summary>Positions of the coupons that have this code now, of whichever advertiser.</summary>
    public List<int> Having(string normalCode)
    {
        var found = new List<int>();
        var hits = _codes.Find(CodeIndex.Hash(normalCode));
        for (var position = hits.Next(); position != 0; position = hits.Next())
        {
            if (Version(position) is var version and not 0 && At(version).HasCode(normalCode))
            {
                found.Add(version);
            }
        }

        return found;
    }

    /// <summary>Ids of the advertisers that have, or had, a coupon of this code: the least, and all of them, ascending, when there are several.</summary>
    public (int? Least, IReadOnlyCollection<int>? Several) AdvertisersOf(string normalCode)
    {
        int? least = null;
        SortedSet<int>? several = null;
        var hits = _codes.Find(CodeIndex.Hash(normalCode));
        for (var position = hits.Next(); position != 0; position = hits.Next())
        {
            if (Version(position) is var version and not 0 && EverHad(version, normalCode) && At(version).AdvertiserId is var id && id != least)
            {
                if (least is { } first)
                {
                    (several ??= [first]).Add(id);
                }

                least = least < id ? least : id;
            }
        }

        return (least, several);
    }

    /// <summary>Every code that a coupon of this advertiser has or had. Reads the whole book.</summary>
    public IEnumerable<string> CodesOf(int advertiserId)
    {
        var codes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (hash, position) in _codes.All())
        {
            for (var period = Version(position); period != 0 && At(period).AdvertiserId == advertiserId; period = At(period).Older)
            {
                // A code that the coupon lost may still lead to a version that is past; that version has not got it.
                var code = At(period).Terms().Code;
                if (code.Length > 0 && CodeIndex.Hash(code) == hash)
                {
                    codes.Add(code);
                }
            }
        }

        return codes;
    }

    /// <summary>The head of the version that this edition has of a coupon; 0 when it has none.</summary>
    private int Version(int position)
    {
        var record = At(position);
        while (record.Since > _number)
        {
            position = record.Former;
            if (position == 0)
            {
                return 0;
            }

            record = At(position);
        }

        return record.IsRemoved ? 0 : position;
    }

    private bool TryPeriod(int version, DateTime at, out CouponRecord record)
    {
        for (var period = version; period != 0; period = record.Older)
        {
            record = At(period);
            if (record.StandsAt(at))
            {
                return true;
            }
        }

        record = default;
        return false;
    }

    private bool EverHad(int period, string normalCode)
    {
        while (period != 0)
        {
            var record = At(period);
            if (record.HasCode(normalCode))
            {
                return true;
            }

            period = record.Older;
        }

        return false;
    }

    /// <summary>Goes through the coupons found.</summary>
    public ref struct Search
    {
        private readonly CouponEdition _edition;
        private readonly string _code;
        private readonly DateTime _at;
        private readonly int _advertiserId;
        private CodeIndex.Hits _hits;

        internal Search(CouponEdition edition, string normalCode, DateTime at, int advertiserId) =>
            (_edition, _code, _at, _advertiserId, _hits) = (edition, normalCode, at, advertiserId, edition._codes.Find(CodeIndex.Hash(normalCode)));

        public CouponRecord Current { get; private set; }

        public readonly Search GetEnumerator() => this;

        public bool MoveNext()
        {
            for (var position = _hits.Next(); position != 0; position = _hits.Next())
            {
                var version = _edition.Version(position);
                if (version != 0 && _edition.At(version).AdvertiserId == _advertiserId && _edition.TryPeriod(version, _at, out var record) && record.HasCode(_code))
                {
                    Current = record;
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Goes through all coupons by id.</summary>
    public struct Walk
    {
        private readonly CouponEdition _edition;
        private int _id;

        internal Walk(CouponEdition edition, int first) => (_edition, _id) = (edition, first - 1);

        /// <summary>Where the coupon's latest period lies.</summary>
        public int Position { get; private set; }

        public readonly CouponRecord Current => _edition.At(Position);

        public readonly Walk GetEnumerator() => this;

        public bool MoveNext()
        {
            var heads = _edition._heads;
            for (_id = heads.Skip(_id + 1); _id < heads.End; _id = heads.Skip(_id + 1))
            {
                if (heads[_id] is var head and not 0 && _edition.Version(head) is var version and not 0)
                {
                    Position = version;
                    return true;
                }
            }

            return false;
        }
    }
}
