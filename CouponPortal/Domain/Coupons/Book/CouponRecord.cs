using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace CouponPortal.Domain.Coupons.Book;

/// <summary>
/// One period of one coupon as it lies in the arena: eight numbers, then dates, partner list and code as far as there are any (some 50 bytes for most
/// coupons). Never changed once somebody can find it.
/// </summary>
public readonly ref struct CouponRecord
{
    private const int HeadLength = 8;
    public const int LongestCode = 255;
    private const int VisibilityBits = 0b11;
    private const int Paused = 1 << 2;
    private const int HasStart = 1 << 3;
    private const int HasEnd = 1 << 4;
    private const int HasFrom = 1 << 5;
    private const int HasList = 1 << 6;
    private const int Removed = 1 << 7;
    private const int LengthShift = 8;
    private readonly Span<int> _record;

    internal CouponRecord(Span<int> record) => _record = record;

    public int CouponId => _record[3];

    public int AdvertiserId => _record[4];

    public CouponStanding Standing => new(
        CouponId,
        _record[5],
        (CouponVisibility)(Flags & VisibilityBits),
        (Flags & Paused) != 0 ? CouponStatus.Paused : CouponStatus.Active,
        Date(HasStart),
        Date(HasEnd),
        PartnerCount,
        (Flags & HasList) == 0 && _record[6] != 0 && (Flags & VisibilityBits) != (int)CouponVisibility.Public ? _record[6] : null);

    /// <summary>Whether the partner is on its list.</summary>
    public bool IsFor(int partnerId) => (Flags & HasList) != 0 ? _record.Slice(ListAt, _record[6]).Contains(partnerId) : _record[6] == partnerId && partnerId != 0;

    /// <summary>The first edition of the book that has this version of the coupon.</summary>
    internal int Since => _record[0];

    /// <summary>The coupon's version before this one; 0 = none.</summary>
    internal ref int Former => ref _record[1];

    /// <summary>The period before this one, of the same version; 0 = none.</summary>
    internal int Older => _record[2];

    internal bool IsRemoved => (Flags & Removed) != 0;

    internal int Length => CodeAt + ((CodeLength + sizeof(int) - 1) / sizeof(int));

    internal ReadOnlySpan<byte> Code => MemoryMarshal.AsBytes(_record[CodeAt..])[..CodeLength];

    private int Flags => _record[7];

    private int CodeLength => Flags >> LengthShift;

    private int PartnerCount => (Flags & HasList) != 0 ? _record[6] : _record[6] == 0 ? 0 : 1;

    private int ListAt => DateAt(HasList);

    private int CodeAt => ListAt + ((Flags & HasList) != 0 ? _record[6] : 0);

    public CouponTerms Terms()
    {
        var state = Standing;
        int[] partners = (Flags & HasList) != 0 ? _record.Slice(ListAt, _record[6]).ToArray() : _record[6] == 0 ? [] : [_record[6]];
        return new(CouponId, Encoding.ASCII.GetString(Code), state.OfferId, state.Visibility, state.Status, state.StartsAt, state.EndsAt, partners);
    }

    internal bool HasCode(ReadOnlySpan<char> code) => Ascii.Equals(Code, code);

    internal bool StandsAt(DateTime at) => Date(HasFrom) is not { } from || from <= at;

    /// <summary>Whether both say the same, whatever versions they are of.</summary>
    internal bool Equals(CouponRecord other) => Length == other.Length && _record[3..Length].SequenceEqual(other._record[3..Length]);

    /// <summary>Whether any order can carry this code: another one is never looked for.</summary>
    internal static bool CanBeSent(ReadOnlySpan<char> code) => code.Length is > 0 and <= LongestCode && Ascii.IsValid(code);

    internal static CouponRecord Write(Arena arena, in CouponLine line, int since, int older, out int position)
    {
        var partners = line.PartnerIds[..Math.Min(line.PartnerIds.Length, CouponRules.MaxPartners)];
        var flags = (int)line.Visibility | (line.Status == CouponStatus.Paused ? Paused : 0) | (line.StartsAt is null ? 0 : HasStart) | (line.EndsAt is null ? 0 : HasEnd)
            | (line.From == DateTime.MinValue ? 0 : HasFrom) | (partners.Length > 1 ? HasList : 0) | (line.Code.Length << LengthShift);
        var dates = (line.StartsAt is null ? 0 : 2) + (line.EndsAt is null ? 0 : 2) + (line.From == DateTime.MinValue ? 0 : 2);
        var listed = partners.Length > 1 ? partners.Length : 0;
        var record = arena.Add(HeadLength + dates + listed + ((line.Code.Length + sizeof(int) - 1) / sizeof(int)), out position);
        record[0] = since;
        record[2] = older;
        record[3] = line.CouponId;
        record[4] = line.AdvertiserId;
        record[5] = line.OfferId;
        record[6] = listed > 0 ? listed : partners.IsEmpty ? 0 : partners[0];
        record[7] = flags;
        var written = new CouponRecord(record);
        written.SetDate(HasStart, line.StartsAt);
        written.SetDate(HasEnd, line.EndsAt);
        written.SetDate(HasFrom, line.From);
        partners[..listed].CopyTo(record[written.ListAt..]);
        Ascii.FromUtf16(line.Code, MemoryMarshal.AsBytes(record[written.CodeAt..]), out _);
        return written;
    }

    internal static int WriteRemoval(Arena arena, int former, int since)
    {
        var record = arena.Add(HeadLength, out var position);
        arena.At(former)[..HeadLength].CopyTo(record);
        (record[0], record[1], record[2], record[7]) = (since, former, 0, Removed);
        return position;
    }

    internal static int Copy(Arena arena, CouponRecord record, int older)
    {
        var copy = arena.Add(record.Length, out var position);
        record._record[..record.Length].CopyTo(copy);
        (copy[0], copy[1], copy[2]) = (0, 0, older);
        return position;
    }

    private int DateAt(int flag) => HeadLength + (2 * BitOperations.PopCount((uint)(Flags & (HasStart | HasEnd | HasFrom) & (flag - 1))));

    private DateTime? Date(int flag) => (Flags & flag) == 0 ? null : new DateTime(MemoryMarshal.Read<long>(MemoryMarshal.AsBytes(_record.Slice(DateAt(flag), 2))), DateTimeKind.Utc);

    private void SetDate(int flag, DateTime? date)
    {
        if ((Flags & flag) != 0)
        {
            MemoryMarshal.Write(MemoryMarshal.AsBytes(_record.Slice(DateAt(flag), 2)), date!.Value.Ticks);
        }
    }
}
