namespace CouponPortal.Domain.Coupons.Book;

/// <summary>
/// From a code's hash to the records that may be meant: open addressing in <see cref="Parts"/> parts, each of which grows alone. A slot holds the hash and a
/// position in one 64-bit number, so that it is read and replaced as one, and other codes are passed over without a look at their records. One thread writes.
/// </summary>
internal sealed class CodeIndex(Arena arena)
{
    private const int PartBits = 10;
    private const int Parts = 1 << PartBits;
    private const int FirstSize = 8;
    private readonly ulong[]?[] _parts = new ulong[Parts][];
    private readonly int[] _used = new int[Parts];

    /// <summary>Keyed by the process: nobody outside can make codes that meet in one slot.</summary>
    public static uint Hash(ReadOnlySpan<char> code) => (uint)string.GetHashCode(code, StringComparison.Ordinal);

    public Hits Find(uint hash) => new(Volatile.Read(ref _parts[hash >> (32 - PartBits)]), hash);

    /// <summary>Every hash with a position that it leads to.</summary>
    public IEnumerable<(uint Hash, int Position)> All()
    {
        for (var part = 0; part < Parts; part++)
        {
            var slots = Volatile.Read(ref _parts[part]) ?? [];
            for (var i = 0; i < slots.Length; i++)
            {
                if (Volatile.Read(ref slots[i]) is var slot and not 0)
                {
                    yield return ((uint)(slot >> 32), (int)slot);
                }
            }
        }
    }

    /// <summary>Leads <paramref name="hash"/> to the record, in place of any other record of the same coupon.</summary>
    public void Point(uint hash, int position)
    {
        var part = hash >> (32 - PartBits);
        var slots = _parts[part];
        if (slots is null || _used[part] >= slots.Length / 4 * 3)
        {
            slots = Grown(slots);
            Volatile.Write(ref _parts[part], slots);
        }

        var coupon = new CouponRecord(arena.At(position)).CouponId;
        var at = (int)hash & (slots.Length - 1);
        while (slots[at] != 0 && ((uint)(slots[at] >> 32) != hash || new CouponRecord(arena.At((int)slots[at])).CouponId != coupon))
        {
            at = (at + 1) & (slots.Length - 1);
        }

        _used[part] += slots[at] == 0 ? 1 : 0;
        Volatile.Write(ref slots[at], ((ulong)hash << 32) | (uint)position);
    }

    private static ulong[] Grown(ulong[]? slots)
    {
        var larger = new ulong[slots is null ? FirstSize : slots.Length * 2];
        foreach (var slot in slots ?? [])
        {
            if (slot != 0)
            {
                var at = (int)(slot >> 32) & (larger.Length - 1);
                while (larger[at] != 0)
                {
                    at = (at + 1) & (larger.Length - 1);
                }

                larger[at] = slot;
            }
        }

        return larger;
    }

    /// <summary>The positions that a hash leads to.</summary>
    public struct Hits(ulong[]? slots, uint hash)
    {
        private int _at = (int)hash & ((slots?.Length ?? 1) - 1);

        /// <summary>The next position; 0 at the end.</summary>
        public int Next()
        {
            while (slots is not null && Volatile.Read(ref slots[_at]) is var slot and not 0)
            {
                _at = (_at + 1) & (slots.Length - 1);
                if ((uint)(slot >> 32) == hash)
                {
                    return (int)slot;
                }
            }

            return 0;
        }
    }
}
