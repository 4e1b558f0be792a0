using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Conversions.Checks;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Offers;
using CouponPortal.Tests.Domain.Support;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Attribution;

/// <summary>No reason of the enum is dead, and each has a sentence.</summary>
public sealed class TraceReasonTests
{
    [Fact]
    public void Every_reason_is_written_by_some_order()
    {
        var written = Orders().SelectMany(o => o.Decide().Reasons()).Concat(Found()).Concat(Capped().Select(l => l.Reason)).ToHashSet();

        Assert.Empty(Enum.GetValues<TraceReason>().Except(written));
    }

    [Fact]
    public void Every_line_that_is_written_has_a_sentence()
    {
        foreach (var line in Orders().SelectMany(o => o.Decide().Trace).Concat(Capped()))
        {
            var sentence = TraceSentences.WithIds.For(line);
            Assert.EndsWith(".", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain("  ", sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Reason_without_a_sentence_is_a_bug_that_throws()
    {
        Assert.Throws<InvalidOperationException>(() => TraceSentences.WithIds.For(new TraceLine(AttributionStep.Direct, TraceVerdict.Passed, (TraceReason)999)));
    }

    private static IEnumerable<TraceLine> Capped() => Enum.GetValues<CapOrders>().SelectMany(orders =>
    {
        var row = new Conversion { PartnerId = B, OfferId = Shoes };
        CapOnOrder.Apply(row, new Offer { Id = Shoes }, new(CapScope.Partner, null, CapMetric.Payout, CapPeriod.Month, 150_000) { Orders = orders });
        return TraceJson.Read(row.Trace);
    });
    // What is found after the order was decided.
    private static IEnumerable<TraceReason> Found() => new OrderSigns[]
    {
        new() { IsPartnersMail = true, AfterClick = TimeSpan.Zero, IsClicklessOnLeakedCode = true, IsClickHeld = true }, new() { IsPartnersNetwork = true },
    }.SelectMany(signs => OrderChecks.Judge(OrderCheckPolicy.Default, signs)).Select(f => f.Line.Reason);

    private static IEnumerable<Order> Orders()
    {
        yield return new Shop().Order();
        yield return new Shop().Order("NEVERSEEN", "?", new string('A', 300)).UnknownClick("x");
        yield return new Shop().Coupon("PAU", CouponVisibility.Private, status: CouponStatus.Paused).Order("PAU");
        yield return new Shop().Coupon("NEW", CouponVisibility.Private, starts: Noon.AddDays(1)).Order("NEW");
        yield return new Shop().Coupon("OLD", CouponVisibility.Private, ends: Noon).Order("OLD");
        yield return new Shop().Coupon("NOBODYS", CouponVisibility.Private).Order("NOBODYS");
        yield return new Shop().Coupon("PUB", CouponVisibility.Public).Order("PUB");
        yield return new Shop().Coupon("POOL", CouponVisibility.Private, partners: [A, B]).Order("POOL");
        yield return new Shop().Private("SALE", B).PausePartner(B).Order("SALE");
        yield return new Shop().Private("SALE", B).Approved(B, Shoes).Order("SALE");
        yield return new Shop().Private("SALE", B).ChangeOffer(Shoes, o => o.Status = OfferStatus.Paused).Order("SALE");
        yield return new Shop().Private("SALE", B).Order("SALE").OnOffer(Hats).Naming(A);
        yield return new Shop().Order().Click(A, advertiser: 8).Click(A, TimeSpan.FromSeconds(-1)).Click(A, TimeSpan.FromDays(99)).Click(null).Click(A).Click(B);
        yield return new Shop().Private("SALE", B).Order("SALE").OnOffer(Shoes);
        yield return new Shop().Private("SALE", B).Private("SALE", B, Hats).Order("SALE").Click(A);
        yield return new Shop().Private("SALE", B).Private("SALE", B, Hats).Order("SALE");
        yield return new Shop().Suppress("SALE").Order("SALE");
        yield return new Shop().Exclusive("SALE", B).Order("SALE");
        yield return new Shop().WithoutPermission().Exclusive("SALE", B).Order("SALE");
        yield return new Shop().Exclusive("OFA", A).Exclusive("OFB", B).Order("OFA", "OFB").Click(B);
        yield return new Shop().Exclusive("OFA", A).Exclusive("OFB", B).Order("OFA", "OFB");
        yield return new Shop().Order().ClaimedBy("other");
        yield return new Shop().Order().OnOffer(99).Naming(A);
        yield return new Shop().Order().OnOffer(Shoes).Naming(99);
        yield return new Shop().Approved(A, Shoes).Order().OnOffer(Shoes).Naming(A);
    }
}
