using System.IO.Compression;
using System.Net;
using System.Text;
using CouponPortal.Tests.Domain.Support;
using CouponPortal.Tests.Support;
using CouponPortal.Tracking.Geo;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;

namespace CouponPortal.Tests.Tracking.Geo;

public sealed class CountryRangeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ranges").FullName;

    [Fact]
    public void Addresses_from_first_to_last_are_read()
    {
        var ranges = Read("1.0.0.0,1.0.0.255,AU\n1.0.1.0,1.0.3.255,CN\n\"2001:db8::\",\"2001:db8:0:ffff:ffff:ffff:ffff:ffff\",\"DE\"\n9.0.0.0,9.0.0.255,ZZ\n");

        Assert.Equal(["AU", "AU", "CN", null, "DE", null, null], Countries(ranges, "1.0.0.0", "1.0.0.255", "1.0.2.7", "1.0.4.0", "2001:db8::1", "2001:db9::", "9.0.0.1"));
        Assert.Equal("AU", ranges.CountryOf(IPAddress.Parse("::ffff:1.0.0.9")));
        Assert.Null(ranges.CountryOf(null));
    }

    [Fact]
    public void Numbers_from_first_to_last_are_read() => Assert.Equal(
        ["AU", "JP", "US", null],
        Countries(
            Read("""
                "0","16777215","-","-"
                "16777216","16777471","AU","Australia"
                "281470698586368","281470698586623","JP","Japan"
                "42540488161975842760550356425300246528","42540488161975842760550356425300246783","US","United States of America"
                """),
            "1.0.0.77",
            "1.1.1.5",
            "2001::",
            "0.0.0.1"));

    [Fact]
    public void Networks_are_read_with_and_without_a_first_line_of_names()
    {
        Assert.Equal(["AU", "DE", null], Countries(Read("1.0.0.0/24,AU\n2001:db8::/32,DE\n"), "1.0.0.255", "2001:db8:ffff::1", "1.0.1.0"));
        Assert.Equal(["AU"], Countries(Read("network,country,country_code,continent\n1.0.0.0/24,Australia,AU,Oceania\n"), "1.0.0.1"));
    }

    [Fact]
    public void Networks_that_name_a_place_by_its_number_are_read_with_the_file_of_places()
    {
        Write("Country-Locations-en.csv", "geoname_id,locale_code,continent_code,continent_name,country_iso_code,country_name,is_in_european_union\n2077456,en,OC,Oceania,AU,Australia,0\n7626844,en,NA,\"North America\",BQ,\"Bonaire, Sint Eustatius, and Saba\",0\n6255148,en,EU,Europe,,,0\n");
        Write("Country-Blocks-IPv4.csv", "network,geoname_id,registered_country_geoname_id,represented_country_geoname_id,is_anonymous_proxy,is_satellite_provider\n1.0.0.0/24,2077456,2077456,,0,0\n2.0.0.0/24,,7626844,,0,0\n3.0.0.0/24,6255148,,,0,0\n");
        Write("Country-Blocks-IPv6.csv", "network,geoname_id,registered_country_geoname_id\n2001:db8::/32,2077456,\n");

        Assert.Equal(["AU", "BQ", null, "AU"], Countries(CountryRangeFile.Read(_folder), "1.0.0.1", "2.0.0.1", "3.0.0.1", "2001:db8::1"));
    }

    [Fact]
    public void Packed_file_is_read_as_it_was_downloaded()
    {
        var file = Path.Combine(_folder, "ranges.csv.gz");
        using (var gzip = new GZipStream(File.Create(file), CompressionLevel.Fastest))
        {
            gzip.Write("1.0.0.0,1.0.0.255,AU\n"u8);
        }

        Assert.Equal("AU", CountryRangeFile.Read(file).CountryOf(IPAddress.Parse("1.0.0.1")));
    }

    [Fact]
    public void File_that_holds_no_range_is_refused_with_its_line()
    {
        var error = Assert.Throws<InvalidDataException>(() => Read("# nothing\n{\"not\":\"csv\"}\n1.0.0.9,1.0.0.1,AU\n"));

        Assert.Contains("ranges.csv line 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Source_follows_the_file_and_keeps_what_it_had_when_the_next_one_is_bad()
    {
        var file = Write("ranges.csv", "1.0.0.0/24,AU\n");
        using var source = new CountrySource(new GeoSettings(RangesFile: file), new FixedTimeProvider(new DateTimeOffset(TestDatabase.Start)), NullLogger<CountrySource>.Instance);
        var address = IPAddress.Parse("1.0.0.1");
        Assert.Null(source.CountryOf(address));

        source.Look();
        Assert.Equal("AU", source.CountryOf(address));

        File.WriteAllText(file, "rubbish that is longer than before");
        source.Look();
        Assert.Equal("AU", source.CountryOf(address));

        File.WriteAllText(file, "1.0.0.0/24,NZ\n# as long as it takes\n");
        source.Look();
        Assert.Equal("NZ", source.CountryOf(address));
    }

    [Fact]
    public void Search_finds_what_looking_at_every_range_finds() => Properties.Hold(
        Arb.From(
            from gaps in Gen.Choose(1, 40).ListOf(24)
            from address in Gen.Choose(0, 1_100)
            select (gaps, address)),
        c =>
        {
            var at = 0u;
            var ranges = new List<CountryRange<uint>>();
            for (var i = 0; i + 1 < c.gaps.Count; i += 2)
            {
                ranges.Add(new(at + (uint)c.gaps[i], at + (uint)c.gaps[i] + (uint)c.gaps[i + 1] - 1, i % 4 == 0 ? "DE" : "FR"));
                at = ranges[^1].End + 1;
            }

            var expected = ranges.Where(r => r.Start <= c.address && c.address <= r.End).Select(r => r.Country).FirstOrDefault();
            var address = new IPAddress([(byte)(c.address >> 24), (byte)(c.address >> 16), (byte)(c.address >> 8), (byte)c.address]);
            Assert.Equal(expected, new CountryRanges(Enumerable.Reverse(ranges), []).CountryOf(address));
        });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<string?> Countries(CountryRanges ranges, params string[] addresses) => addresses.Select(a => ranges.CountryOf(IPAddress.Parse(a)));

    private CountryRanges Read(string text) => CountryRangeFile.Read(Write("ranges.csv", text));

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text, Encoding.UTF8);
        return file;
    }
}
