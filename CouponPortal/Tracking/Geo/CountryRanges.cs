using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace CouponPortal.Tracking.Geo;

/// <summary>Which country an internet address is in: ranges that do not overlap, in sorted arrays. Immutable; a look-up is a binary search and allocates nothing.</summary>
public sealed class CountryRanges
{
    private readonly Table<uint> _v4;
    private readonly Table<UInt128> _v6;

    /// <param name="v4">In any order; both ends inclusive.</param>
    /// <param name="v6">The same.</param>
    public CountryRanges(IEnumerable<CountryRange<uint>> v4, IEnumerable<CountryRange<UInt128>> v6) => (_v4, _v6) = (new(v4), new(v6));

    public static CountryRanges None { get; } = new([], []);

    /// <summary>How many ranges there are.</summary>
    public int Count => _v4.Count + _v6.Count;

    /// <returns>Two letters, upper case; null for what no range holds.</returns>
    public string? CountryOf(IPAddress? address)
    {
        if (address is null || Count == 0)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length))
        {
            return null;
        }

        return address.AddressFamily == AddressFamily.InterNetwork ? _v4.Find(BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : address.IsIPv4MappedToIPv6 ? _v4.Find(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]))
            : length == 16 ? _v6.Find(BinaryPrimitives.ReadUInt128BigEndian(bytes))
            : null;
    }

    private sealed class Table<T>
        where T : struct, IComparable<T>
    {
        private readonly T[] _starts;
        private readonly T[] _ends;
        private readonly string[] _countries;

        public Table(IEnumerable<CountryRange<T>> ranges)
        {
            CountryRange<T>[] sorted = [.. ranges];
            Array.Sort(sorted, static (a, b) => a.Start.CompareTo(b.Start));
            (_starts, _ends, _countries) = (Array.ConvertAll(sorted, r => r.Start), Array.ConvertAll(sorted, r => r.End), Array.ConvertAll(sorted, r => r.Country));
        }

        public int Count => _starts.Length;

        public string? Find(T address)
        {
            var (low, high) = (0, _starts.Length - 1);
            while (low <= high)
            {
                var middle = (int)((uint)(low + high) >> 1);
                if (_starts[middle].CompareTo(address) <= 0)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle - 1;
                }
            }

            // The last one that begins at or before the address, if it reaches so far.
            return high >= 0 && address.CompareTo(_ends[high]) <= 0 ? _countries[high] : null;
        }
    }
}

/// <param name="Start">Inclusive.</param>
/// <param name="End">Inclusive.</param>
/// <param name="Country">Two letters, upper case; one text a country.</param>
public readonly record struct CountryRange<T>(T Start, T End, string Country)
    where T : struct;
