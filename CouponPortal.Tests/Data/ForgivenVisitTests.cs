using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Data;

/// <summary>Which code a visit that was typed a little wrong is taken for.</summary>
public sealed class ForgivenVisitTests
{
    [Fact]
    public async Task Code_is_taken_for_the_one_live_code_of_the_domain_that_sounds_the_same_and_for_no_other()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await test.AddAsync(
            new Advertiser { Id = 1, Name = "Own", TrackingDomain = "go.own.example" }, new Advertiser { Id = 2, Name = "Other", TrackingDomain = "go.other.example" }, new Partner { Id = 1, Name = "Ann" });
        await test.AddAsync(DomainRows.Verified(1, "go.own.example"), DomainRows.Verified(2, "go.other.example"));
        await test.AddAsync(
            new Offer { Id = 1, AdvertiserId = 1, Name = "A", BaseDestinationUrl = "https://own.example/" },
            new Offer { Id = 2, AdvertiserId = 2, Name = "B", BaseDestinationUrl = "https://other.example/" });
        await test.AddAsync(
            new ApprovalPeriod { OfferId = 1, PartnerId = 1, From = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc) },
            new ApprovalPeriod { OfferId = 2, PartnerId = 1, From = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc) },
            Code(1, "SNAP10"), Code(1, "LOL1"), Code(1, "LOLI"), Code(1, "GONE0", ended: true), Code(1, "DEAD1", ended: true), Code(1, "DEADI"), Code(2, "SNAPIO"), Code(2, "OTHER0"));
        await test.Catalog.RefreshAsync(TestContext.Current.CancellationToken);

        // As it is, whatever else sounds so.
        Assert.Equal(("SNAP10", null), Taken("go.own.example", "SNAP10"));
        Assert.Equal(("SNAPIO", null), Taken("go.other.example", "SNAPIO"));

        // By ear, at a domain whose own codes leave no doubt.
        Assert.Equal(("SNAP10", "SNAP10"), Taken("go.own.example", "SNAP1O"));
        Assert.Equal(("SNAP10", "SNAP10"), Taken("go.own.example", "SNAPLO"));
        Assert.Equal(("SNAPIO", "SNAPIO"), Taken("go.other.example", "SNAP1O"));
        Assert.Equal(("OTHER0", "OTHER0"), Taken("portal.example", "OTHERO"));

        // Two could be meant, an ended one is none, and another letter is another code.
        Assert.Equal((null, null), Taken("go.own.example", "LOLL"));
        Assert.Equal((null, null), Taken("portal.example", "SNAP1O"));
        Assert.Equal((null, null), Taken("go.own.example", "GONEO"));
        Assert.Equal(("DEADI", "DEADI"), Taken("go.own.example", "DEADL"));
        Assert.Equal((null, null), Taken("go.own.example", "SNAP1Q"));

        // Whoever tries codes is not helped.
        Assert.Equal((null, null), Taken("go.own.example", "SNAP1O", VisitSigns.CodeScan));

        (string? Served, string? Meant) Taken(string host, string typed, VisitSigns signs = VisitSigns.None)
        {
            var decision = test.Catalog.Current.Visit(host, typed, null, Visit.At(TestDatabase.Start) with { Signs = signs }, CapUse.None).Decision;
            return (decision.Outcome == VisitOutcome.Delivered ? decision.MeantCode ?? typed : null, decision.MeantCode);
        }
    }

    private static Coupon Code(int advertiser, string code, bool ended = false) => new()
    {
        AdvertiserId = advertiser,
        OfferId = advertiser,
        Code = code,
        NormalCode = code,
        OwnerId = 1,
        EndsAt = ended ? TestDatabase.Start.AddDays(-1) : null,
    };
}
