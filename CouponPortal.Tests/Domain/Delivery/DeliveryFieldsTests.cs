using CouponPortal.Domain;
using CouponPortal.Domain.Delivery;
using CouponPortal.Tests.Domain.Support;
using FsCheck;
using FsCheck.Fluent;

namespace CouponPortal.Tests.Domain.Delivery;

public sealed class DeliveryFieldsTests
{
    [Theory]
    [InlineData(TargetFact.Country, " de ", "DE")]
    [InlineData(TargetFact.Country, "XX", null)]
    [InlineData(TargetFact.Country, "DEU", null)]
    [InlineData(TargetFact.Region, "us-ca", "US-CA")]
    [InlineData(TargetFact.Region, "CA", null)]
    [InlineData(TargetFact.Region, "XX-CA", null)]
    [InlineData(TargetFact.Device, "Mobile", "mobile")]
    [InlineData(TargetFact.Device, "phone", null)]
    [InlineData(TargetFact.Os, "iOS", "ios")]
    [InlineData(TargetFact.Browser, "Netscape", null)]
    [InlineData(TargetFact.Language, "de-AT", "de")]
    [InlineData(TargetFact.Language, "german", null)]
    [InlineData(TargetFact.Referrer, "https://www.YouTube.com/watch?v=1", "youtube.com")]
    [InlineData(TargetFact.Referrer, "bücher.example", "xn--bcher-kva.example")]
    [InlineData(TargetFact.Referrer, "a b", null)]
    [InlineData(TargetFact.Visitor, "New", "new")]
    public void Value_is_brought_into_the_form_of_a_visit(TargetFact fact, string typed, string? normal) => Assert.Equal(normal, TargetingFields.Normal(typed, fact));

    [Fact]
    public void Faults_are_told_at_their_places()
    {
        var errors = new FieldErrors();

        TargetingFields.Normal(
            new()
            {
                Country = new(TargetMode.Allow, ["DE", "Germany"]),
                Device = new(TargetMode.Allow, []),
                Hours = new(TargetMode.Allow, "Berlin", [new([], 9, 25)]),
            },
            errors);
        SmartSwitchFields.Normal(
            new() { Steps = [new([]), new([new(24), new(99), new(448, "https://shop.example/"), new(448, Weight: 0), new(Url: "javascript:alert(1)"), new()])] },
            24,
            new HashSet<int> { 24, 448 },
            errors);

        Assert.Equal(
            [
                "targeting.country.values", "targeting.device.values", "targeting.hours.time_zone", "targeting.hours.windows[0]",
                "smart_switch.steps[0].targets", "smart_switch.steps[1].targets[0].offer_id", "smart_switch.steps[1].targets[1].offer_id", "smart_switch.steps[1].targets[2].offer_id",
                "smart_switch.steps[1].targets[3].weight", "smart_switch.steps[1].targets[4].url", "smart_switch.steps[1].targets[5].offer_id",
            ],
            errors.ByField.Keys);
        Assert.Equal("“Germany” is no country: two letters of ISO 3166-1, e.g. DE.", errors.ByField["targeting.country.values"].Single());
    }

    [Fact]
    public void Rule_that_keeps_nobody_out_is_no_rule()
    {
        var errors = new FieldErrors();
        var normal = TargetingFields.Normal(new() { Country = new(TargetMode.Deny, []), Hours = new(TargetMode.Deny, "UTC", []), Os = new(TargetMode.Deny, [], UnknownRule.Refuse) }, errors);

        Assert.False(errors.Any);
        Assert.Equal(new OfferTargeting { Os = new(TargetMode.Deny, [], UnknownRule.Refuse) }, normal);
    }

    [Fact]
    public void List_that_was_not_sent_is_empty()
    {
        var sent = RuleText.Read<OfferTargeting>("""{"country":{"mode":"allow"},"hours":{"mode":"allow","time_zone":"UTC"}}""");
        var errors = new FieldErrors();
        TargetingFields.Normal(sent, errors);

        Assert.Equal(["targeting.country.values", "targeting.hours.windows"], errors.ByField.Keys);
        Assert.Empty(RuleText.Read<OfferTargeting>("""{"hours":{"mode":"allow","time_zone":"UTC","windows":[{"from":1,"to":2}]}}""").Hours!.Windows[0].Days);
    }

    [Fact]
    public void Values_are_sorted_and_named_once() => Assert.Equal(
        new TargetRule(TargetMode.Allow, ["AT", "DE"]), TargetingFields.Normal(new TargetRule(TargetMode.Allow, ["de", "AT", " De"]), TargetFact.Country, "x", new FieldErrors()));

    [Fact]
    public void Visit_and_the_list_of_verdicts_agree_on_who_is_let_in() => Properties.Hold(Cases, c =>
    {
        var refused = TargetingVerdicts.Of(c.Targeting, c.Visit).Where(v => !v.LetsIn).ToList();

        Assert.Equal(refused.Count == 0 ? null : refused[0].Fact, c.Targeting.FaultOf(c.Visit));
        Assert.Equal(c.Targeting, RuleText.Read<OfferTargeting>(RuleText.Of(c.Targeting)));
    });

    private static Arbitrary<(OfferTargeting Targeting, Visit Visit)> Cases => Arb.From(
        from rules in Rule().ListOf(8)
        from facts in Gen.Elements<string?>("a", "b", null).ListOf(7)
        from returning in Gen.Elements<bool?>(true, false, null)
        from hours in Hours()
        from minutes in Gen.Choose(0, 60 * 24 * 400)
        select (
            new OfferTargeting
            {
                Country = rules[0],
                Region = rules[1],
                Device = rules[2],
                Os = rules[3],
                Browser = rules[4],
                Language = rules[5],
                Referrer = rules[6],
                Visitor = rules[7],
                Hours = hours,
            },
            new Visit
            {
                Now = Shop.Noon.AddMinutes(minutes),
                Country = facts[0],
                Region = facts[1],
                Device = facts[2],
                Os = facts[3],
                Browser = facts[4],
                Language = facts[5],
                Referrer = facts[6],
                IsReturning = returning,
            }));

    private static Gen<TargetRule?> Rule() =>
        from has in Gen.Elements(true, false, false)
        from mode in Gen.Elements(Enum.GetValues<TargetMode>())
        from values in Gen.SubListOf("a", "new")
        from unknown in Gen.Elements(Enum.GetValues<UnknownRule>())
        select has ? new TargetRule(mode, [.. values], unknown) : null;

    private static Gen<TargetHours?> Hours() =>
        from has in Gen.Elements(true, false)
        from mode in Gen.Elements(Enum.GetValues<TargetMode>())
        from zone in Gen.Elements("UTC", "Europe/Berlin", "America/New_York")
        from days in Gen.SubListOf(Enum.GetValues<DayOfWeek>())
        from start in Gen.Choose(0, 23)
        from end in Gen.Choose(1, 24)
        select has ? new TargetHours(mode, zone, [new([.. days], start, end)]) : null;
}
