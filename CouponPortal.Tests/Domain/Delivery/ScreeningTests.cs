using CouponPortal.Domain.Delivery;
using CouponPortal.Tests.Domain.Support;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Delivery;

public sealed class ScreeningTests
{
    [Theory]
    [InlineData(VisitSigns.Robot, VisitOutcome.Robot)]
    [InlineData(VisitSigns.LinkPreview, VisitOutcome.Robot)]
    [InlineData(VisitSigns.Prefetch, VisitOutcome.NotNavigation)]
    [InlineData(VisitSigns.Head, VisitOutcome.NotNavigation)]
    [InlineData(VisitSigns.NotNavigation, VisitOutcome.NotNavigation)]
    [InlineData(VisitSigns.Blocked, VisitOutcome.Blocked)]
    public void Who_is_no_visitor_goes_where_all_go_and_nobody_has_the_click(VisitSigns sign, VisitOutcome outcome)
    {
        var decision = Open(new Shop().Private("SALE", B), sign);

        Assert.Equal((outcome, "https://shop.example/24", (int?)null, sign), (decision.Outcome, decision.Template, decision.PartnerId, decision.Signs));
        Assert.True(decision.IsScreenedOut);
        Assert.False(decision.IsHeld);
    }

    [Fact]
    public void Mode_of_a_sign_says_what_comes_of_it()
    {
        foreach (var sign in Enum.GetValues<VisitSigns>().Where(s => s != VisitSigns.None))
        {
            var off = Open(With(sign, CheckMode.Off), sign);
            Assert.Equal((VisitOutcome.Delivered, B, VisitSigns.None, false), (off.Outcome, off.PartnerId, off.Signs, off.IsHeld));

            var marked = Open(With(sign, CheckMode.Mark), sign);
            Assert.Equal((VisitOutcome.Delivered, B, sign, false), (marked.Outcome, marked.PartnerId, marked.Signs, marked.IsHeld));

            var held = Open(With(sign, CheckMode.Hold), sign);
            Assert.Equal((VisitOutcome.Delivered, B, sign, true), (held.Outcome, held.PartnerId, held.Signs, held.IsHeld));

            var blocked = Open(With(sign, CheckMode.Block), sign);
            Assert.Equal(((int?)null, sign, false), (blocked.PartnerId, blocked.Signs, blocked.IsHeld));
            Assert.True(blocked.IsScreenedOut);
        }
    }

    [Fact]
    public void Strictest_of_several_signs_decides()
    {
        var shop = With(VisitSigns.Flood, CheckMode.Hold).Setting(a => a.Screening = a.Screening with { Duplicate = CheckMode.Mark, Robot = CheckMode.Block });

        var held = Open(shop, VisitSigns.Flood | VisitSigns.Duplicate);
        Assert.Equal((true, VisitSigns.Flood | VisitSigns.Duplicate, B), (held.IsHeld, held.Signs, held.PartnerId));
        Assert.Equal(VisitOutcome.Robot, Open(shop, VisitSigns.Flood | VisitSigns.Robot).Outcome);
    }

    [Fact]
    public void What_is_wrong_with_the_link_itself_stays_the_reason()
    {
        var decision = Open(new Shop().Private("OTHER", B), VisitSigns.Robot);

        Assert.Equal((VisitOutcome.UnknownCode, VisitSigns.Robot), (decision.Outcome, decision.Signs));
    }

    [Fact]
    public void Robot_is_shown_the_page_that_a_person_from_its_country_is_shown()
    {
        var shop = new Shop().Private("SALE", B).ChangeOffer(Shoes, o => (o.Targeting, o.SmartSwitch) = (
            new() { Country = new(TargetMode.Allow, ["DE"]) }, new() { Steps = [new([new(Hats)])] }));
        var decision = DeliveryEngine.ForCode(shop.Rules(), "SALE", null, Visit.At(Noon) with { Country = "FR", Signs = VisitSigns.Robot }, CapUse.None);

        Assert.Equal((VisitOutcome.Robot, "https://shop.example/448", (int?)null), (decision.Outcome, decision.Template, decision.PartnerId));
    }

    [Fact]
    public void Advertiser_says_how_soon_is_again_and_how_many_are_a_flood()
    {
        var shop = new Shop().Private("SALE", B).Setting(a => a.Screening = new() { DuplicateSeconds = 10, FloodPerMinute = 5 });

        Assert.Equal(VisitSigns.None, Lately(null, 5));
        Assert.Equal(VisitSigns.None, Lately(10, 0));
        Assert.Equal(VisitSigns.Duplicate, Lately(9, 5));
        Assert.Equal(VisitSigns.Duplicate | VisitSigns.Flood, Lately(0, 6));

        VisitSigns Lately(int? seconds, int inMinute) =>
            DeliveryEngine.ForCode(shop.Rules(), "SALE", null, Visit.At(Noon) with { SecondsSinceSame = seconds, InMinute = inMinute }, CapUse.None).Signs;
    }

    [Fact]
    public void Advertisers_blocked_lists_hold_for_its_own_visits()
    {
        var shop = new Shop().Private("SALE", B).Setting(a => a.Screening = new() { BlockedAddresses = ["203.0.113.0/24"], BlockedAgents = ["BadTool"], BlockedReferrers = ["spam.example"] });
        var visit = Visit.At(Noon) with { Address = System.Net.IPAddress.Parse("198.51.100.1"), UserAgent = "Mozilla/5.0", Referrer = "video.example" };

        Assert.Equal(VisitOutcome.Delivered, OutcomeOf(visit));
        Assert.Equal(VisitOutcome.Blocked, OutcomeOf(visit with { Address = System.Net.IPAddress.Parse("203.0.113.9") }));
        Assert.Equal(VisitOutcome.Blocked, OutcomeOf(visit with { UserAgent = "badtool/1.0" }));
        Assert.Equal(VisitOutcome.Blocked, OutcomeOf(visit with { Referrer = "a.spam.example" }));

        VisitOutcome OutcomeOf(Visit of) => DeliveryEngine.ForCode(shop.Rules(), "SALE", null, of, CapUse.None).Outcome;
    }

    private static VisitDecision Open(Shop shop, VisitSigns signs) => DeliveryEngine.ForCode(shop.Rules(), "SALE", null, Visit.At(Noon) with { Signs = signs }, CapUse.None);

    private static Shop With(VisitSigns sign, CheckMode mode) => new Shop().Private("SALE", B).Setting(a => a.Screening = sign switch
    {
        VisitSigns.Robot => new() { Robot = mode },
        VisitSigns.LinkPreview => new() { LinkPreview = mode },
        VisitSigns.Prefetch => new() { Prefetch = mode },
        VisitSigns.Head => new() { Head = mode },
        VisitSigns.NotNavigation => new() { NotNavigation = mode },
        VisitSigns.Duplicate => new() { Duplicate = mode },
        VisitSigns.Flood => new() { Flood = mode },
        VisitSigns.Blocked => new() { Blocked = mode },
        VisitSigns.Automated => new() { Automated = mode },
        _ => new() { CodeScan = mode },
    });
}
