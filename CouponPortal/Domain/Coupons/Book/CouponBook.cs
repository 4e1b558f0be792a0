using System.Text;

namespace CouponPortal.Domain.Coupons.Book;

/// <summary>
/// All coupons, packed, for one writer at a time. Nothing is changed in place: a changed coupon gets a new version that leads back to the former one, and readers
/// hold an edition, which sees only what was published with it or before. Versions that no edition needs stay until the book is copied.
/// </summary>
public sealed class CouponBook
{
    private const int WorthCopying = 1 << 20;
    private readonly Arena _arena = new();
    private readonly CodeIndex _codes;
    private readonly PagedMap _heads = new();
    private int _edition;
    private long _live;

    public CouponBook() => _codes = new CodeIndex(_arena);

    /// <summary>Coupons that the next edition will have.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Whether the memory holds far more that is past than present: time for a <see cref="Copy"/>. Not yet after one change of every coupon, when a copy beside both
    /// would be the most memory that a bulk write ever takes.
    /// </summary>
    public bool IsMostlyPast => _arena.Next - _live > Math.Max(_live / 2 * 3, WorthCopying);

    /// <summary>Makes what was put and removed since the last one visible to whoever reads the result.</summary>
    public CouponEdition Publish() => new(_arena, _codes, _heads, ++_edition) { Count = Count };

    /// <summary>Adds or replaces a coupon that has no dated history. A code that no order can carry is left out.</summary>
    /// <returns>Whether anything is different now.</returns>
    public bool Put(in CouponLine coupon)
    {
        var mark = _arena.Next;
        return CouponRecord.CanBeSent(coupon.Code) ? Point(coupon.CouponId, Write(coupon, 0), mark) : Remove(coupon.CouponId);
    }

    /// <inheritdoc cref="Put(in CouponLine)"/>
    /// <param name="history">At least one period; any order.</param>
    public bool Put(int advertiserId, IEnumerable<(DateTime From, CouponTerms Terms)> history)
    {
        var (id, head, mark) = (0, 0, _arena.Next);
        foreach (var (from, terms) in history.OrderBy(p => p.From))
        {
            id = terms.CouponId;
            int[] partners = [.. terms.PartnerIds];
            head = Write(CouponLine.Of(advertiserId, from, terms, partners), head);
        }

        return Point(id, head, mark);
    }

    /// <returns>Whether it was there.</returns>
    public bool Remove(int couponId)
    {
        var former = _heads[couponId];
        if (former == 0 || At(former).IsRemoved)
        {
            return false;
        }

        var removal = CouponRecord.WriteRemoval(_arena, former, _edition + 1);
        (_live, Count) = (_live - LengthOf(former), Count - 1);
        Lead(former, removal);
        _heads[couponId] = removal;
        return true;
    }

    public bool Has(int couponId) => _heads[couponId] is var head and not 0 && !At(head).IsRemoved;

    /// <summary>Ids of the coupons of one advertiser, or of all.</summary>
    public IEnumerable<int> Ids(int? advertiserId) => _heads.Keys().Where(id => Has(id) && (advertiserId is null || At(_heads[id]).AdvertiserId == advertiserId));

    /// <summary>The same coupons without anything past. Editions of this book go on reading this one.</summary>
    public CouponBook Copy()
    {
        var copy = new CouponBook();
        var periods = new Stack<int>();
        foreach (var id in Ids(null))
        {
            for (var period = _heads[id]; period != 0; period = At(period).Older)
            {
                periods.Push(period);
            }

            var (head, mark) = (0, copy._arena.Next);
            while (periods.TryPop(out var period))
            {
                head = CouponRecord.Copy(copy._arena, At(period), head);
            }

            copy.Point(id, head, mark);
        }

        return copy;
    }

    private CouponRecord At(int position) => new(_arena.At(position));

    private int Write(in CouponLine line, int older)
    {
        CouponRecord.Write(_arena, line, _edition + 1, older, out var position);
        return position;
    }

    // Everything that the codes lead to is complete before they lead there: readers may come by at any moment.
    private bool Point(int couponId, int head, int mark)
    {
        var former = _heads[couponId];
        var isNew = former == 0 || At(former).IsRemoved;
        if (!isNew && IsSame(head, former))
        {
            _arena.Rewind(mark);
            return false;
        }

        _live += LengthOf(head) - (isNew ? 0 : LengthOf(former));
        Count += isNew ? 1 : 0;
        At(head).Former = former;
        Lead(head, head);
        Lead(former, head);
        _heads[couponId] = head;
        return true;
    }

    // Every code of a version leads to the head, so that who asks for a code that the coupon lost is led to what says so.
    private void Lead(int version, int head)
    {
        Span<char> code = stackalloc char[CouponRecord.LongestCode];
        for (var period = version; period != 0; period = At(period).Older)
        {
            var ascii = At(period).Code;
            if (!ascii.IsEmpty && (period == version || !ascii.SequenceEqual(At(version).Code)))
            {
                Ascii.ToUtf16(ascii, code, out var length);
                _codes.Point(CodeIndex.Hash(code[..length]), head);
            }
        }
    }

    private bool IsSame(int one, int other)
    {
        while (one != 0 && other != 0 && At(one).Equals(At(other)))
        {
            (one, other) = (At(one).Older, At(other).Older);
        }

        return one == 0 && other == 0;
    }

    private long LengthOf(int version)
    {
        var length = 0L;
        for (var period = version; period != 0; period = At(period).Older)
        {
            length += At(period).Length;
        }

        return length;
    }
}
