using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Buffers.Binary;
using CouponPortal.Tracking.Clicks;

namespace CouponPortal.Tracking.Geo;

/// <summary>
/// Reads what publishers of address ranges offer, as it is: <c>first,last,country</c> with addresses (DB-IP) or numbers (IP2Location), <c>network,country</c>, and the two files of
/// MaxMind, whose networks name a place by a number. A folder is read whole; <c>.gz</c> is unpacked.
/// </summary>
public sealed class CountryRangeFile
{
    private const int MaxFields = 24;
    private const int MostBad = 1_000;
    private static readonly UInt128 MappedFirst = new(0, 0xFFFF_0000_0000);
    private readonly List<CountryRange<uint>> _v4 = [];
    private readonly List<CountryRange<UInt128>> _v6 = [];
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private int _bad;
    private string? _firstBad;

    private CountryRangeFile() { }

    /// <param name="path">A file, or a folder of such files.</param>
    /// <exception cref="InvalidDataException">There are no ranges in it, or too much that is none; the message says where.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CountryRanges Read(string path)
    {
        var read = new CountryRangeFile();
        foreach (var file in FilesOf(path))
        {
            read.Take(file);
        }

        return read._v4.Count + read._v6.Count == 0
            ? throw new InvalidDataException($"{path} holds no range of addresses{(read._firstBad is null ? "" : ": " + read._firstBad)}.")
            : new(read._v4, read._v6);
    }

    /// <summary>Those that are read, files of places first.</summary>
    internal static IReadOnlyList<string> FilesOf(string path) => !Directory.Exists(path)
        ? [path]
        : [.. Directory.EnumerateFiles(path).Where(f => f.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || f.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase))
            .OrderBy(f => Path.GetFileName(f).Contains("Locations", StringComparison.OrdinalIgnoreCase) ? 0 : 1).ThenBy(f => f, StringComparer.Ordinal)];

    private void Take(string file)
    {
        using var stream = File.OpenRead(file);
        using var plain = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(stream, CompressionMode.Decompress) : (Stream)stream;
        using var text = new StreamReader(plain);
        Columns? columns = null;
        var fields = new string[MaxFields];
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var count = Split(line, fields);
            if (number == 1 && Columns.Of(fields.AsSpan(0, count)) is { } named)
            {
                columns = named;
            }
            else if (!(columns is null ? TakeRange(fields.AsSpan(0, count)) : TakeNamed(columns, fields.AsSpan(0, count))))
            {
                _firstBad ??= $"{Path.GetFileName(file)} line {number}: “{Domain.Excerpt.Of(line, 80)}”";
                if (++_bad > MostBad)
                {
                    throw new InvalidDataException($"More than {MostBad} lines are no range of addresses, the first in {_firstBad}.");
                }
            }
        }
    }

    private bool TakeNamed(Columns columns, ReadOnlySpan<string> fields)
    {
        if (columns is { Network: int.MaxValue, Place: { } place, Country: { } iso })
        {
            // One of MaxMind's places; a continent has no country.
            if (place >= fields.Length || iso >= fields.Length)
            {
                return false;
            }

            _places[fields[place]] = fields[iso];
            return true;
        }

        if (columns.Network >= fields.Length)
        {
            return false;
        }

        var country = columns.Country is { } at ? Field(fields, at) : PlaceOf(fields, columns.Place) ?? PlaceOf(fields, columns.Registered) ?? "";
        return AddNetwork(fields[columns.Network], country);
    }

    private string? PlaceOf(ReadOnlySpan<string> fields, int? column) => column is { } at && _places.TryGetValue(Field(fields, at), out var country) && country.Length > 0 ? country : null;

    private static string Field(ReadOnlySpan<string> fields, int at) => at < fields.Length ? fields[at] : "";

    private bool TakeRange(ReadOnlySpan<string> fields) =>
        fields.Length >= 2 && fields[0].Contains('/', StringComparison.Ordinal) ? AddNetwork(fields[0], fields[1])
        : fields.Length >= 3 && TryNumber(fields[0], out var first) && TryNumber(fields[1], out var last) && first.IsV6 == last.IsV6 && first.Value <= last.Value
            && Add(first.Value, last.Value, first.IsV6, fields[2]);

    private bool AddNetwork(string network, string country)
    {
        if (!IPNetwork.TryParse(network, out var parsed) || !TryNumber(parsed.BaseAddress, out var first))
        {
            return false;
        }

        var host = (first.IsV6 ? 128 : 32) - parsed.PrefixLength;
        return Add(first.Value, host == 128 ? UInt128.MaxValue : first.Value | ((UInt128.One << host) - 1), first.IsV6, country);
    }

    // No country is no fault: publishers write "-" or ZZ for what belongs to nobody.
    private bool Add(UInt128 first, UInt128 last, bool isV6, string country)
    {
        if (VisitorFacts.CountryOf(country) is not { } code || code == "ZZ")
        {
            return country.Length <= 2;
        }

        if (!isV6)
        {
            _v4.Add(new((uint)first, (uint)last, code));
        }
        else if (first >= MappedFirst && last - MappedFirst <= uint.MaxValue)
        {
            _v4.Add(new((uint)(first - MappedFirst), (uint)(last - MappedFirst), code));
        }
        else
        {
            _v6.Add(new(first, last, code));
        }

        return true;
    }

    private static bool TryNumber(string text, out (UInt128 Value, bool IsV6) number)
    {
        if (UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            number = (value, value > uint.MaxValue);
            return true;
        }

        number = default;
        return IPAddress.TryParse(text, out var address) && TryNumber(address, out number);
    }

    private static bool TryNumber(IPAddress address, out (UInt128 Value, bool IsV6) number)
    {
        Span<byte> bytes = stackalloc byte[16];
        number = address.TryWriteBytes(bytes, out _) && address.AddressFamily == AddressFamily.InterNetwork
            ? (BinaryPrimitives.ReadUInt32BigEndian(bytes), false)
            : (BinaryPrimitives.ReadUInt128BigEndian(bytes), true);
        return true;
    }

    /// <returns>How many there are. Quotes go; there is no comma inside them before the country in any of these files.</returns>
    private static int Split(string line, string[] fields)
    {
        var count = 0;
        foreach (var part in line.AsSpan().Split(','))
        {
            if (count == fields.Length)
            {
                break;
            }

            fields[count++] = line.AsSpan(part).Trim().Trim('"').ToString();
        }

        return count;
    }

    /// <summary>Where a file whose first line names its columns has what is needed.</summary>
    private sealed record Columns(int Network, int? Country, int? Place, int? Registered)
    {
        public static Columns? Of(ReadOnlySpan<string> names)
        {
            var (network, country, place) = (Find(names, "network"), Find(names, "country_iso_code") ?? Find(names, "country_code") ?? Find(names, "country"), Find(names, "geoname_id"));
            return network is null && (place is null || country is null) ? null : new(network ?? int.MaxValue, country, place, Find(names, "registered_country_geoname_id"));
        }

        private static int? Find(ReadOnlySpan<string> names, string name) => names.IndexOf(name) is >= 0 and var at ? at : null;
    }
}
