using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons.Book;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Tests.Domain.Support;
using FsCheck;
using FsCheck.Fluent;

namespace CouponPortal.Tests.Domain.Delivery;

public sealed class SwitchGraphTests
{
    private const int MostOffers = 30;
    private static readonly string[] Countries = ["DE", "FR", "US"];

    // Any arrow may lead anywhere: to itself, back, to offers that are not there.
    private static Arbitrary<Graph> Graphs => Arb.From(
        from count in Gen.Choose(1, MostOffers)
        from offers in Offers(count).ListOf(count)
        from country in Gen.Elements<string?>([.. Countries, null])
        from chance in Gen.Choose(int.MinValue, int.MaxValue)
        from full in Gen.Choose(0, 5)
        select new Graph([.. offers.Select((o, i) => { o.Id = i + 1; return o; })], Visit.At(Shop.Noon) with { Country = country, Chance = chance }, full));

    [Fact]
    public void Every_graph_of_fallbacks_comes_to_an_end_and_asks_nobody_twice() => Properties.Hold(Graphs, graph =>
    {
        var decision = graph.Decide();
        var asked = VisitChain.Read(decision.Chain).Select(l => l.OfferId).OfType<int>().ToList();

        Assert.Equal(asked.Count, asked.Distinct().Count());
        Assert.True(asked.Count <= 13, decision.Chain);
    });

    [Fact]
    public void Who_serves_is_live_for_the_visitor_and_has_room() => Properties.Hold(Graphs, graph =>
    {
        var decision = graph.Decide();
        if (decision.Outcome == VisitOutcome.Delivered)
        {
            var offer = graph.Offers.Single(o => o.Id == decision.OfferId);
            Assert.Equal(OfferStatus.Active, offer.Status);
            Assert.Null(offer.Targeting.FaultOf(graph.Visit));
            Assert.Equal(offer.BaseDestinationUrl, decision.Template);
            Assert.Equal(Shop.B, decision.PartnerId);
            Assert.False(offer.Id % 6 == graph.Full);
        }
        else
        {
            Assert.Null(decision.PartnerId);
        }
    });

    [Fact]
    public void Everybody_in_the_chain_but_the_last_had_a_reason_not_to_serve() => Properties.Hold(Graphs, graph =>
    {
        var decision = graph.Decide();
        var chain = VisitChain.Read(decision.Chain);

        Assert.All(chain.SkipLast(1), link => Assert.NotNull(link.Why));
        Assert.Equal(chain.Count > 0 && chain[^1].Why is null && chain[^1].OfferId is not null, chain.Count > 0 && decision.HasCredit);
    });

    [Fact]
    public void Same_visit_is_decided_the_same_way_again() => Properties.Hold(Graphs, graph => Assert.Equal(graph.Decide(), graph.Decide()));

    private static Gen<Offer> Offers(int count) =>
        from live in Gen.Frequency((2, Gen.Constant(true)), (1, Gen.Constant(false)))
        from country in Gen.Elements<string?>([.. Countries, null])
        from steps in Steps(count).UpTo(4)
        select new Offer
        {
            AdvertiserId = Shop.Id,
            BaseDestinationUrl = "https://shop.example/",
            Status = live ? OfferStatus.Active : OfferStatus.Paused,
            Targeting = country is null ? OfferTargeting.None : new() { Country = new(TargetMode.Allow, [country], UnknownRule.Refuse) },
            SmartSwitch = new() { Steps = [.. steps] },
        };

    private static Gen<SwitchStep> Steps(int count) =>
        from targets in Targets(count).UpTo(3)
        from when in Gen.SubListOf(Enum.GetValues<SwitchReason>())
        select new SwitchStep([.. targets], [.. when]);

    private static Gen<SwitchTarget> Targets(int count) =>
        from offer in Gen.Choose(0, count + 1)
        from weight in Gen.Choose(-1, 5)
        from url in Gen.Frequency((15, Gen.Constant<string?>(null)), (1, Gen.Constant<string?>("https://shop.example/url")), (1, Gen.Constant<string?>("javascript:alert(1)")))
        select new SwitchTarget(url is null ? offer : null, url, weight);

    internal sealed record Graph(IReadOnlyList<Offer> Offers, Visit Visit, int Full)
    {
        public VisitDecision Decide()
        {
            var approvals = ApprovalTimes.Of(Offers.Select(o => new ApprovalPeriod { OfferId = o.Id, PartnerId = Shop.B, From = DateTime.MinValue }));
            var rules = new AdvertiserRules(new Advertiser { Id = Shop.Id }, Offers, [], new CouponBook().Publish(), approvals, PartnerSet.Of([Shop.B]));
            return DeliveryEngine.ForOffer(rules, 1, Shop.B, Visit, new FullAt(Full));
        }
    }

    private sealed class FullAt(int full) : CapUse
    {
        public override ReachedCap? Reached(Offer offer, int? partnerId, int? couponId, DateTime now) => offer.Id % 6 == full ? new("offer_clicks_day", CapEffect.Switch) : null;
    }
}
