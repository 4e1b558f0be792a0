using CouponPortal.Domain.Delivery;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Delivery;

public sealed class TargetingTests
{
    [Theory]
    [InlineData(TargetMode.Allow, "DE", true)]
    [InlineData(TargetMode.Allow, "FR", false)]
    [InlineData(TargetMode.Deny, "DE", false)]
    [InlineData(TargetMode.Deny, "FR", true)]
    public void List_lets_in_or_keeps_out_what_is_on_it(TargetMode mode, string country, bool letIn)
    {
        var targeting = new OfferTargeting { Country = new(mode, ["AT", "DE"]) };

        Assert.Equal(letIn ? null : TargetFact.Country, targeting.FaultOf(Visit.At(Noon) with { Country = country }));
    }

    [Theory]
    [InlineData(TargetMode.Allow, UnknownRule.LetIn, true)]
    [InlineData(TargetMode.Allow, UnknownRule.Refuse, false)]
    [InlineData(TargetMode.Deny, UnknownRule.LetIn, true)]
    [InlineData(TargetMode.Deny, UnknownRule.Refuse, false)]
    public void What_is_not_known_has_a_rule_of_its_own(TargetMode mode, UnknownRule unknown, bool letIn)
    {
        foreach (var fact in Enum.GetValues<TargetFact>().Where(f => f != TargetFact.Hours))
        {
            var targeting = Rule(fact, new(mode, ["x"], unknown));

            Assert.Equal(letIn ? null : fact, targeting.FaultOf(Visit.At(Noon)));
        }
    }

    [Fact]
    public void Each_fact_is_asked_of_its_own_rule()
    {
        var visit = Visit.At(Noon) with
        {
            Country = "US",
            Region = "US-CA",
            Device = "mobile",
            Os = "ios",
            Browser = "safari",
            Language = "en",
            Referrer = "m.video.example",
            IsReturning = true,
        };
        (TargetFact Fact, string Value)[] values =
        [
            (TargetFact.Country, "US"), (TargetFact.Region, "US-CA"), (TargetFact.Device, "mobile"), (TargetFact.Os, "ios"), (TargetFact.Browser, "safari"), (TargetFact.Language, "en"),
            (TargetFact.Referrer, "video.example"), (TargetFact.Visitor, OfferTargeting.ReturningVisitor),
        ];
        foreach (var (fact, value) in values)
        {
            Assert.Null(Rule(fact, new(TargetMode.Allow, [value], UnknownRule.Refuse)).FaultOf(visit));
            Assert.Equal(fact, Rule(fact, new(TargetMode.Deny, [value])).FaultOf(visit));
        }
    }

    [Theory]
    [InlineData("video.example", true)]
    [InlineData("www.video.example", true)]
    [InlineData("notvideo.example", false)]
    [InlineData("video.example.evil.example", false)]
    public void Host_stands_for_its_subdomains(string host, bool letIn) =>
        Assert.Equal(letIn, new TargetRule(TargetMode.Allow, ["video.example"]).LetsInHost(host));

    [Theory]
    [InlineData("2026-01-15T07:59:59Z", false)]
    [InlineData("2026-01-15T08:00:00Z", true)]
    [InlineData("2026-01-15T16:59:59Z", true)]
    [InlineData("2026-01-15T17:00:00Z", false)]
    [InlineData("2026-07-16T07:30:00Z", true)]
    [InlineData("2026-01-17T12:00:00Z", false)]
    public void Hours_are_those_of_the_clock_on_the_wall(string utc, bool letIn)
    {
        var hours = new TargetHours(TargetMode.Allow, "Europe/Berlin", [new([DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], 9, 18)]);

        Assert.Equal(letIn, hours.LetsIn(At(utc)));
        Assert.Equal(!letIn, (hours with { Mode = TargetMode.Deny }).LetsIn(At(utc)));
    }

    [Theory]
    [InlineData("2026-01-16T21:59:00Z", false)]
    [InlineData("2026-01-16T22:00:00Z", true)]
    [InlineData("2026-01-17T03:59:00Z", true)]
    [InlineData("2026-01-17T04:00:00Z", false)]
    [InlineData("2026-01-17T22:30:00Z", false)]
    public void Window_that_ends_before_it_begins_goes_on_into_the_next_day(string utc, bool letIn) =>
        Assert.Equal(letIn, new TargetHours(TargetMode.Allow, "UTC", [new([DayOfWeek.Friday], 22, 4)]).LetsIn(At(utc)));

    [Fact]
    public void Rules_are_equal_by_value_and_come_back_from_the_store_as_they_were()
    {
        var targeting = new OfferTargeting
        {
            Country = new(TargetMode.Deny, ["DE", "US"], UnknownRule.Refuse),
            Hours = new(TargetMode.Allow, "Europe/Berlin", [new([DayOfWeek.Monday], 9, 18), new([], 22, 4)]),
        };
        var fallbacks = new SmartSwitch { Steps = [new([new(448, Weight: 3), new(Url: "https://shop.example/x")], [SwitchReason.Cap], Device: new(TargetMode.Allow, ["mobile"]))] };
        var screening = new ScreeningPolicy { Robot = CheckMode.Off };

        Assert.Equal(targeting, RuleText.Read<OfferTargeting>(RuleText.Of(targeting)));
        Assert.Equal(fallbacks, RuleText.Read<SmartSwitch>(RuleText.Of(fallbacks)));
        Assert.Equal(screening, RuleText.Read<ScreeningPolicy>(RuleText.Of(screening)));
        Assert.Equal(targeting.GetHashCode(), RuleText.Read<OfferTargeting>(RuleText.Of(targeting)).GetHashCode());
        Assert.Equal(
            """{"country":{"mode":"deny","unknown":"refuse","values":["DE","US"]},"hours":{"mode":"allow","time_zone":"Europe/Berlin","windows":[{"from":9,"to":18,"days":["monday"]},{"from":22,"to":4,"days":[]}]}}""",
            targeting.ToString());
        Assert.Equal("", RuleText.Of(OfferTargeting.None));
        Assert.Equal(OfferTargeting.None, RuleText.Read<OfferTargeting>(""));
    }

    private static OfferTargeting Rule(TargetFact fact, TargetRule rule) => fact switch
    {
        TargetFact.Country => new() { Country = rule },
        TargetFact.Region => new() { Region = rule },
        TargetFact.Device => new() { Device = rule },
        TargetFact.Os => new() { Os = rule },
        TargetFact.Browser => new() { Browser = rule },
        TargetFact.Language => new() { Language = rule },
        TargetFact.Referrer => new() { Referrer = rule },
        TargetFact.Visitor => new() { Visitor = rule },
        TargetFact.Hours => throw new ArgumentOutOfRangeException(nameof(fact), fact, "Hours have no list."),
    };

    private static DateTime At(string utc) => DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;
}
