using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Tests.Features.Coupons;

public sealed class TrackingUrlTests
{
    private static readonly DateTime Now = new(2026, 3, 10, 12, 0, 0, DateTimeKind.Utc);
    private static readonly CouponTerms Good = new(1, "SNAPDOG", 24, CouponVisibility.Private, CouponStatus.Active, null, null, [11]);
    private static readonly TrackingFacts Facts = new("go.shop.example", OfferStatus.Active, PartnerStatus.Active, OwnerApproved: true, NeedsOffer: false);

    [Fact]
    public void Url_has_the_tracking_domain_and_the_upper_case_code() =>
        Assert.Equal(new TrackingUrl("https://go.shop.example/SNAPDOG", null), TrackingUrl.For(Good, Facts, Now, "http://localhost:5000"));

    [Fact]
    public void Url_without_a_tracking_domain_is_at_the_portal() =>
        Assert.Equal("http://localhost:5000/SNAPDOG", TrackingUrl.For(Good, Facts with { Domain = null }, Now, "http://localhost:5000/").Url);

    [Fact]
    public void Url_of_a_code_on_several_offers_names_its_offer() =>
        Assert.Equal("https://go.shop.example/SNAPDOG?oid=24", TrackingUrl.For(Good, Facts with { NeedsOffer = true }, Now, "").Url);

    [Fact]
    public void Url_of_a_coupon_that_starts_later_is_there_already() =>
        Assert.NotNull(TrackingUrl.For(Good with { StartsAt = Now.AddDays(1) }, Facts, Now, "").Url);

    public static TheoryData<string, CouponTerms, TrackingFacts> Without => new()
    {
        { "not formatted", Good with { Code = "A-B" }, Facts },
        { "not formatted", Good with { Code = "COUPONS" }, Facts },
        { "coupon is paused", Good with { Status = CouponStatus.Paused }, Facts },
        { "has ended", Good with { EndsAt = Now }, Facts },
        { "Public", Good with { Visibility = CouponVisibility.Public, PartnerIds = [] }, Facts },
        { "No partner is assigned", Good with { PartnerIds = [] }, Facts },
        { "Several partners", Good with { PartnerIds = [11, 12] }, Facts },
        { "offer is paused", Good, Facts with { Offer = OfferStatus.Paused } },
        { "partner is paused", Good, Facts with { Owner = PartnerStatus.Paused } },
        { "not approved", Good, Facts with { OwnerApproved = false } },
    };

    [Theory]
    [MemberData(nameof(Without))]
    public void Url_that_would_credit_nobody_is_absent_with_the_reason(string reason, CouponTerms terms, TrackingFacts facts)
    {
        var url = TrackingUrl.For(terms, facts, Now, "https://portal.example");

        Assert.Null(url.Url);
        Assert.Contains(reason, url.Reason, StringComparison.Ordinal);
    }
}
