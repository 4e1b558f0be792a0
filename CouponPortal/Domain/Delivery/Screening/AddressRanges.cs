using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace CouponPortal.Domain.Delivery.Screening;

/// <summary>Internet addresses and blocks of them (CIDR), IPv4 and IPv6, to ask whether one is inside. Immutable; a question allocates nothing.</summary>
public sealed class AddressRanges
{
    public static readonly AddressRanges None = new([]);
    private static readonly UInt128 Mapped = (UInt128)0xFFFF << 32;

    // Ordered, and none overlaps another: the last that begins at or below an address is the only one that may hold it.
    private readonly UInt128[] _first;
    private readonly UInt128[] _last;

    private AddressRanges(IEnumerable<(UInt128 First, UInt128 Last)> ranges)
    {
        var all = new List<(UInt128 First, UInt128 Last)>();
        foreach (var range in ranges.OrderBy(r => r.First).ThenBy(r => r.Last))
        {
            if (all.Count > 0 && range.First <= all[^1].Last)
            {
                all[^1] = (all[^1].First, UInt128.Max(all[^1].Last, range.Last));
            }
            else
            {
                all.Add(range);
            }
        }

        (_first, _last) = ([.. all.Select(r => r.First)], [.. all.Select(r => r.Last)]);
    }

    public bool IsEmpty => _first.Length == 0;

    /// <param name="lines">Checked ones (<see cref="Advertisers.AddressLines"/>); another one is left out.</param>
    public static AddressRanges Of(IEnumerable<string> lines)
    {
        var ranges = new AddressRanges(lines.Select(RangeOf).OfType<(UInt128, UInt128)>());
        return ranges.IsEmpty ? None : ranges;
    }

    public bool Has(IPAddress? address)
    {
        if (IsEmpty || address is null)
        {
            return false;
        }

        var number = NumberOf(address);
        var at = Array.BinarySearch(_first, number);
        at = at >= 0 ? at : ~at - 1;
        return at >= 0 && number <= _last[at];
    }

    /// <summary>One number for both families: an IPv4 address is its mapped IPv6 one.</summary>
    public static UInt128 NumberOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var written);
        return written == 4 ? Mapped | BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static (UInt128 First, UInt128 Last)? RangeOf(string line)
    {
        var slash = line.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? line : line[..slash], out var address))
        {
            return null;
        }

        var width = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var bits = width;
        if (slash >= 0 && (!int.TryParse(line.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out bits) || bits > width))
        {
            return null;
        }

        var free = width - bits;
        var mask = free == 128 ? UInt128.MaxValue : ((UInt128)1 << free) - 1;
        var number = NumberOf(address);
        return (number & ~mask, number | mask);
    }
}
