using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using FsCheck;
using FsCheck.Fluent;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Support;

/// <summary>
/// Random scenarios from small sets, so that codes, owners, offers and clicks meet often. Coupons are not held to the uniqueness rule: rows may be
/// older than a rule, and the engine must stand any.
/// </summary>
internal static class Scenarios
{
    public static readonly string[] Codes = ["SALE", "SNAPDOG", "INSTA1"];
    private static readonly string[] Sent = [.. Codes, .. Codes, "sale", " Snapdog ", "NEVERSEEN", "LEAKED", "??", "", new string('X', 300)];
    private static readonly int[] Partners = [A, B, C];
    private static readonly int[] Offers = [Shoes, Hats];

    public static Arbitrary<Scenario> Any { get; } = Arb.From(All(), Shrink);

    private static Gen<bool> Usually => Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)));

    private static Gen<Scenario> All() =>
        from advertiser in Advertisers()
        from live in Usually.ListOf(Offers.Length)
        from coupons in Coupons().UpTo(5)
        from suppressed in Gen.Frequency((8, Gen.Constant<string?>(null)), (2, Gen.Elements<string?>("SALE", "SNAPDOG", "LEAKED")))
        from approved in Usually.ListOf(Offers.Length * Partners.Length)
        from active in Usually.ListOf(Partners.Length)
        from facts in Facts()
        select new Scenario(
            advertiser,
            [.. Offers.Select((id, i) => new Offer { Id = id, AdvertiserId = Id, Status = live[i] ? OfferStatus.Active : OfferStatus.Paused })],
            [.. coupons.Select((c, i) => c with { CouponId = i + 1 })],
            suppressed is null ? [] : [new SuppressedCode { Id = 1, AdvertiserId = Id, Code = suppressed }],
            [.. Pairs().Where((_, i) => approved[i])],
            [.. Partners.Where((_, i) => active[i])],
            facts);

    private static Gen<Advertiser> Advertisers() =>
        from type in Gen.Elements(Enum.GetValues<TrackingType>())
        from permission in Usually
        from personalized in Gen.Elements(true, false)
        from enabled in Gen.Elements(true, false)
        from priority in Gen.Elements(Enum.GetValues<AttributionPriority>())
        select new Advertiser
        {
            Id = Id,
            TrackingType = type,
            ExclusiveCouponsPermission = permission,
            PersonalizedCodes = personalized,
            ExclusiveCodesEnabled = enabled,
            AttributionPriority = priority,
        };

    private static Gen<CouponTerms> Coupons() =>
        from code in Gen.Elements(Codes)
        from offer in Gen.Elements(Offers)
        from visibility in Gen.Frequency(
            (5, Gen.Constant(CouponVisibility.Exclusive)), (4, Gen.Constant(CouponVisibility.Private)), (1, Gen.Constant(CouponVisibility.Public)))
        from active in Usually
        from dates in Gen.Frequency((8, Gen.Constant((0, 0))), (1, Gen.Constant((1, 0))), (1, Gen.Constant((0, -1))), (2, Gen.Constant((-1, 1))))
        from partner in Gen.Elements(Partners)
        from more in Gen.Frequency((9, Gen.Constant<int[]>([])), (1, Gen.Constant<int[]>([9])))
        select new CouponTerms(
            0,
            code,
            offer,
            visibility,
            active ? CouponStatus.Active : CouponStatus.Paused,
            dates.Item1 == 0 ? null : Noon.AddDays(dates.Item1),
            dates.Item2 == 0 ? null : Noon.AddDays(dates.Item2),
            visibility == CouponVisibility.Public ? [] : [partner, .. more]);

    private static Gen<AttributionFacts> Facts() =>
        from codes in Gen.Elements(Sent).UpTo(4)
        from offer in Gen.Frequency((6, Gen.Constant<int?>(null)), (2, Gen.Constant<int?>(Shoes)), (1, Gen.Constant<int?>(Hats)), (1, Gen.Constant<int?>(99)))
        from partner in Gen.Frequency((7, Gen.Constant<int?>(null)), (3, Gen.Elements<int?>(A, B, C, 99)))
        from channel in Gen.Frequency((8, Gen.Constant<string?>(null)), (2, Gen.Constant<string?>("other")))
        from clicks in Clicks().UpTo(3)
        select new AttributionFacts(Noon, [.. codes], offer, partner, channel, [.. clicks]);

    private static Gen<ClickClaim> Clicks() =>
        from source in Gen.Elements(Enum.GetValues<ClickSource>())
        from hours in Gen.Elements(-1, 0, 1, 24, 30 * 24, (30 * 24) + 1)
        from advertiser in Gen.Frequency((9, Gen.Constant(Id)), (1, Gen.Constant(Id + 1)))
        from offer in Gen.Elements<int?>(Shoes, Hats, 99, null)
        from partner in Gen.Elements<int?>(A, B, C, A, B, C, null)
        from code in Gen.Elements<string?>("SALE", "GONE", null)
        from known in Usually
        select new ClickClaim(source, "sent", known ? new RecordedClick(EventKey.First(Noon.AddHours(-hours)), advertiser, offer, partner, code) : null);

    private static IEnumerable<ApprovalPeriod> Pairs() =>
        Offers.SelectMany(o => Partners.Select(p => new ApprovalPeriod { OfferId = o, PartnerId = p, From = DateTime.MinValue }));

    private static IEnumerable<Scenario> Shrink(Scenario whole)
    {
        var facts = whole.Facts;
        return Shorter(facts.Codes).Select(codes => whole with { Facts = facts with { Codes = codes } })
            .Concat(Shorter(facts.ClickClaims).Select(clicks => whole with { Facts = facts with { Clicks = clicks } }))
            .Concat(Shorter(whole.Coupons).Select(coupons => whole with { Coupons = coupons }))
            .Concat(Shorter(whole.Suppressed).Select(none => whole with { Suppressed = none }));
    }

    private static IEnumerable<T[]> Shorter<T>(IReadOnlyList<T> items) => items.Select((_, left) => items.Where((_, i) => i != left).ToArray());
}
