using CouponPortal.Domain.Coupons;
using CouponPortal.Tests.Domain.Support;
using FsCheck;
using FsCheck.Fluent;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Coupons;

public sealed class CouponProperties
{
    private static Arbitrary<(CouponTerms One, CouponTerms Two)> Pairs => (from one in Terms() from two in Terms() select (one, two)).ToArbitrary();

    [Fact]
    public void Of_two_coupons_each_stands_in_the_others_way_or_neither() => Properties.Hold(Pairs, pair =>
        Assert.Equal(CouponRules.FindObstacle(pair.One, [pair.Two])?.Why, CouponRules.FindObstacle(pair.Two, [pair.One])?.Why));

    [Fact]
    public void Times_overlap_both_ways_exactly_when_some_day_is_in_both() => Properties.Hold(Pairs, pair =>
    {
        var shared = Enumerable.Range(-1, 8).Select(d => Noon.AddDays(d)).Any(at => InForce(pair.One, at) && InForce(pair.Two, at));

        Assert.Equal((shared, shared), (pair.One.Overlaps(pair.Two), pair.Two.Overlaps(pair.One)));
    });

    [Fact]
    public void Code_that_is_taken_when_typed_is_matched_when_it_arrives_in_any_case() => Properties.Hold(
        Gen.Elements("aZ09kKıſ-ß ".ToCharArray()).UpTo(6).Select(c => new string([.. c])).ToArbitrary(),
        text =>
        {
            var typed = CouponCode.Check(text) is CodeFault.None;
            Assert.Equal(typed, CouponCode.TryNormalise(text, out var normal));
            if (typed)
            {
                Assert.True(CouponCode.TryNormalise(normal.ToLowerInvariant(), out var again));
                Assert.Equal(normal, again);
                Assert.True(normal.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)));
            }
        });

    private static bool InForce(CouponTerms coupon, DateTime at) => coupon.Started(at) && !coupon.Ended(at);

    private static Gen<CouponTerms> Terms() =>
        from id in Gen.Choose(1, 4)
        from offer in Gen.Elements(Shoes, Hats)
        from starts in Gen.Choose(0, 3)
        from length in Gen.Choose(1, 3)
        from open in Gen.Choose(0, 3)
        from partners in Gen.Elements<int[]>([], [A], [B], [A, B])
        select new CouponTerms(
            id,
            "SALE",
            offer,
            CouponVisibility.Private,
            CouponStatus.Active,
            (open & 1) == 0 ? Noon.AddDays(starts) : null,
            (open & 2) == 0 ? Noon.AddDays(starts + length) : null,
            partners);
}
