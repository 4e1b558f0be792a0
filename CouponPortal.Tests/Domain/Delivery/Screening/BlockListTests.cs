using System.Net;
using CouponPortal.Domain.Delivery.Screening;

namespace CouponPortal.Tests.Domain.Delivery.Screening;

public sealed class BlockListTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("203.0.113.0/24", "203.0.113.255", true)]
    [InlineData("203.0.113.0/24", "203.0.114.0", false)]
    [InlineData("203.0.113.77/24", "203.0.113.1", true)]
    [InlineData("203.0.113.0/24", "::ffff:203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "198.51.100.1", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("::/0", "198.51.100.1", true)]
    public void Address_is_inside_its_block_alone(string line, string address, bool inside)
    {
        Assert.Equal(inside, AddressRanges.Of([line]).Has(IPAddress.Parse(address)));
    }

    [Fact]
    public void Line_that_is_no_address_holds_nobody()
    {
        var ranges = AddressRanges.Of(["203.0.113.0/33", "2001:db8::/129", "shop.example", ""]);

        Assert.True(ranges.IsEmpty);
        Assert.False(ranges.Has(IPAddress.Parse("203.0.113.1")));
    }

    [Fact]
    public void Overlapping_blocks_hold_what_any_of_them_holds()
    {
        var random = new Random(11);
        for (var round = 0; round < 50; round++)
        {
            var lines = Enumerable.Range(0, 30).Select(_ => $"10.{random.Next(4)}.{random.Next(256)}.{random.Next(256)}/{random.Next(16, 33)}").ToList();
            var all = AddressRanges.Of(lines);
            for (var i = 0; i < 200; i++)
            {
                var address = IPAddress.Parse($"10.{random.Next(4)}.{random.Next(256)}.{random.Next(256)}");
                Assert.Equal(lines.Exists(line => IPNetwork.Parse(Base(line)).Contains(address)), all.Has(address));
            }
        }
    }

    [Fact]
    public void Referrer_stands_for_its_subdomains_and_an_agent_for_its_piece()
    {
        var list = BlockList.Of([], ["BadTool"], ["spam.example"]);

        Assert.True(list.Has(null, "", "spam.example"));
        Assert.True(list.Has(null, "", "Www.Spam.Example."));
        Assert.False(list.Has(null, "", "notspam.example"));
        Assert.False(list.Has(null, "", "example"));
        Assert.True(list.Has(null, "Mozilla/5.0 (badtool 1.0)", ""));
        Assert.False(list.Has(null, "Mozilla/5.0", ""));
        Assert.Same(BlockList.Empty, BlockList.Of([], [], []));
        Assert.False(BlockList.Empty.Has(IPAddress.Loopback, "any", "any.example"));
    }

    // .NET's own type refuses bits behind the prefix.
    private static string Base(string line)
    {
        var (address, bits) = (IPAddress.Parse(line[..line.IndexOf('/', StringComparison.Ordinal)]).GetAddressBytes(), int.Parse(line[(line.IndexOf('/', StringComparison.Ordinal) + 1)..], null));
        var number = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address) & (uint)(0xFFFFFFFFul << (32 - bits));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(address, number);
        return $"{new IPAddress(address)}/{bits}";
    }
}
