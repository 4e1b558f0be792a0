using System.Text.Json;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Coupons.Book;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Tests.Domain.Support;

/// <summary>An advertiser with its coupons, and an order to be judged: made at random by <see cref="Scenarios"/>, printed when a property fails.</summary>
internal sealed record Scenario(
    Advertiser Advertiser,
    IReadOnlyList<Offer> Offers,
    IReadOnlyList<CouponTerms> Coupons,
    IReadOnlyList<SuppressedCode> Suppressed,
    IReadOnlyList<ApprovalPeriod> Approvals,
    IReadOnlyList<int> Partners,
    AttributionFacts Facts)
{
    public AdvertiserRules Rules()
    {
        var book = new CouponBook();
        foreach (var coupon in Coupons)
        {
            book.Put(Advertiser.Id, CouponHistory.Always(coupon).Periods);
        }

        return new(Advertiser, Offers, Suppressed, book.Publish(), ApprovalTimes.Of(Approvals), PartnerSet.Of(Partners));
    }

    public AttributionDecision Decide() => AttributionEngine.Decide(Facts, Rules());

    public Scenario WithCodes(params IEnumerable<string> codes) => this with { Facts = Facts with { Codes = [.. codes] } };

    /// <summary>The same advertiser without the permission: the feature is really off.</summary>
    public Scenario WithoutFeature() => this with
    {
        Advertiser = new Advertiser
        {
            Id = Advertiser.Id,
            TrackingType = Advertiser.TrackingType,
            ExclusiveCodesEnabled = Advertiser.ExclusiveCodesEnabled,
            AttributionPriority = Advertiser.AttributionPriority,
            LookbackDays = Advertiser.LookbackDays,
        },
    };

    /// <summary>Everything in one text: two scenarios are the same when their texts are.</summary>
    public override string ToString() => JsonSerializer.Serialize(this);
}
