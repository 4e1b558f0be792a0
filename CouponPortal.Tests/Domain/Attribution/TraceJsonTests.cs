using CouponPortal.Domain.Attribution;

namespace CouponPortal.Tests.Domain.Attribution;

public sealed class TraceJsonTests
{
    public static TheoryData<TraceReason> Reasons => [.. Enum.GetValues<TraceReason>()];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Trace_of_every_reason_round_trips(TraceReason reason)
    {
        TraceLine[] lines =
        [
            .. Enum.GetValues<AttributionStep>().Select(s => new TraceLine(s, TraceVerdict.Decided, reason, "SALE10", 7, 448, "2026-01-02")),
            .. Enum.GetValues<TraceVerdict>().Select(v => new TraceLine(AttributionStep.Direct, v, reason)),
        ];

        Assert.Equal(lines, TraceJson.Read(TraceJson.Write(lines)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("“quotes” \" \\ </script> \n\t\0")]
    [InlineData("日本語 \U0001F600")]
    public void Trace_with_any_text_round_trips(string text)
    {
        TraceLine[] lines = [new(AttributionStep.ResolveCode, TraceVerdict.Ignored, TraceReason.NotACode, Code: text, Subject: text)];

        Assert.Equal(lines, TraceJson.Read(TraceJson.Write(lines)));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_written_as_the_replacement_character()
    {
        TraceLine[] lines = [new(AttributionStep.ResolveCode, TraceVerdict.Ignored, TraceReason.NotACode, Code: "A\uD83D")];

        Assert.Equal("A\uFFFD", Assert.Single(TraceJson.Read(TraceJson.Write(lines))).Code);
    }

    [Fact]
    public void Written_trace_is_compact_and_omits_nulls() =>
        Assert.Equal(
            """[{"step":"exclusive_code","verdict":"decided","reason":"exclusive_owner","code":"VIP20","partner_id":7}]""",
            TraceJson.Write([new TraceLine(AttributionStep.ExclusiveCode, TraceVerdict.Decided, TraceReason.ExclusiveOwner, "VIP20", 7)]));

    [Fact]
    public void Assists_round_trip()
    {
        Assist[] assists = [.. Enum.GetValues<AttributionBasis>().Select(b => new Assist(3, b, "VIP20", 9)), new(4, AttributionBasis.Click, null, null)];

        Assert.Equal(assists, TraceJson.ReadAssists(TraceJson.Write(assists)));
    }

    [Fact]
    public void Written_assists_are_compact_and_omit_nulls() =>
        Assert.Equal("""[{"partner_id":4,"basis":"click"}]""", TraceJson.Write([new Assist(4, AttributionBasis.Click, null, null)]));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("not json")]
    [InlineData("""[{"step":"direct","verdict":"passed","rea""")]
    public void What_is_no_list_reads_as_empty(string? json)
    {
        Assert.Empty(TraceJson.Read(json));
        Assert.Empty(TraceJson.ReadAssists(json));
    }

    [Fact]
    public void Unknown_keys_lines_and_types_are_skipped_and_the_rest_is_read()
    {
        var lines = TraceJson.Read("""
            [7, {"step":"of_a_later_version","verdict":"passed","reason":"none"}, {"verdict":"passed"},
             {"extra":{"a":[1]}, "reason":"last_click", "step":"priority", "verdict":"decided", "partner_id":"7", "offer_id":5, "code":1}]
            """);

        Assert.Equal(new TraceLine(AttributionStep.Priority, TraceVerdict.Decided, TraceReason.LastClick, OfferId: 5), Assert.Single(lines));
    }
}
