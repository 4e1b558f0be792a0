using CouponPortal.Tracking.Domains;

namespace CouponPortal.Tests.Tracking.Domains;

public sealed class DnsTests
{
    private static readonly byte[] Question = DnsMessage.Question(0x1234, "_couponportal.go.shop.example");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Answer_gives_every_text_behind_an_alias_and_joins_its_parts()
    {
        var texts = new List<string>();
        var @long = new string('x', 450);

        Assert.Equal(DnsReading.Answered, DnsMessage.Read(DnsServer.Answer(Question, ["one", @long, ""]), Question, texts));
        Assert.Equal(["one", @long, ""], texts);
    }

    [Fact]
    public void Answer_to_another_question_is_not_ours_and_a_name_that_does_not_exist_is_told()
    {
        var other = DnsServer.Answer(DnsMessage.Question(0x1234, "_couponportal.go.evil0.example"), ["forged"]);
        var number = DnsServer.Answer([0, 0, .. Question[2..]], ["forged"]);

        Assert.Equal(DnsReading.NotOurs, DnsMessage.Read(other, Question, []));
        Assert.Equal(DnsReading.NotOurs, DnsMessage.Read(number, Question, []));
        Assert.Equal(DnsReading.NotOurs, DnsMessage.Read(Question, Question, []));
        Assert.Equal(DnsReading.NoSuchName, DnsMessage.Read(DnsServer.Answer(Question, null), Question, []));
        Assert.Equal(DnsReading.Truncated, DnsMessage.Read(DnsServer.Answer(Question, [], cut: true), Question, []));
    }

    [Fact]
    public void No_bytes_whatever_make_the_reader_throw_or_run_for_ever()
    {
        var random = new Random(20_261_122);
        var good = DnsServer.Answer(Question, ["one", new string('y', 300)]);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = good[..random.Next(0, good.Length + 1)];
            for (var hits = random.Next(0, 6); hits > 0 && bytes.Length > 0; hits--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var texts = new List<string>();
            DnsMessage.Read(bytes, Question, texts);
            Assert.True(texts.Sum(t => t.Length) <= good.Length);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..example")]
    [InlineData("ü.example")]
    public void Name_that_is_none_is_not_asked_for(string name) => Assert.Throws<ArgumentException>(() => DnsMessage.Question(1, name));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Texts_are_found_at_a_server_also_when_its_datagrams_are_cut_and_others_answer(bool cuts)
    {
        await using var server = DnsServer.Start();
        server.Cuts = cuts;
        server.Texts["_couponportal.go.shop.example"] = ["couponportal-domain=abc", new string('z', 900)];
        var dns = new DnsText([server.End]);

        var found = await dns.FindAsync("_couponportal.go.shop.example", Cancel);
        var none = await dns.FindAsync("_couponportal.nobody.example", Cancel);

        Assert.Equal(("couponportal-domain=abc", 2, null), (found.Texts[0], found.Texts.Count, found.Fault));
        Assert.Equal((0, null), (none.Texts.Count, none.Fault));
    }
}
