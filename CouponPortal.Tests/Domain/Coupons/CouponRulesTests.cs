using CouponPortal.Domain.Coupons;

namespace CouponPortal.Tests.Domain.Coupons;

public sealed class CouponRulesTests
{
    private static readonly DateTime May = new(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime June = May.AddMonths(1);
    private static readonly DateTime July = May.AddMonths(2);

    [Fact]
    public void Same_code_on_several_offers_of_one_owner_is_fine()
    {
        Assert.Null(CouponRules.FindObstacle(Terms(1, offer: 24, partners: 5), [Terms(2, offer: 448, partners: 5)]));
    }

    [Fact]
    public void Same_code_for_different_owners_at_overlapping_times_is_refused_and_the_other_named()
    {
        var other = Terms(2, offer: 448, partners: 6);

        Assert.Equal((other, CouponObstacle.OtherOwner), CouponRules.FindObstacle(Terms(1, offer: 24, partners: 5), [Terms(3, 50, partners: 5), other]));
    }

    [Fact]
    public void Same_code_twice_on_one_offer_is_refused_also_for_the_same_owner()
    {
        var other = Terms(2, offer: 24, partners: 5);

        Assert.Equal((other, CouponObstacle.SameOffer), CouponRules.FindObstacle(Terms(1, offer: 24, partners: 5), [other]));
    }

    [Fact]
    public void Times_that_only_touch_do_not_overlap()
    {
        var may = Terms(1, offer: 24, partners: 5) with { StartsAt = May, EndsAt = June };
        var june = Terms(2, offer: 24, partners: 6) with { StartsAt = June, EndsAt = July };

        Assert.Null(CouponRules.FindObstacle(may, [june]));
        Assert.Null(CouponRules.FindObstacle(june, [may]));
        Assert.NotNull(CouponRules.FindObstacle(may with { EndsAt = June.AddTicks(1) }, [june]));
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)] // the other starts when this one has ended
    [InlineData(false, true, true)]
    public void Open_ends_reach_for_ever(bool thisEnds, bool otherEnds, bool overlap)
    {
        var mine = Terms(1, offer: 24, partners: 5) with { EndsAt = thisEnds ? May : null };
        var other = Terms(2, offer: 24, partners: 5) with { StartsAt = June, EndsAt = otherEnds ? July : null };

        Assert.Equal(overlap, mine.Overlaps(other));
        Assert.Equal(overlap, other.Overlaps(mine));
    }

    [Fact]
    public void Coupon_does_not_stand_in_its_own_way()
    {
        Assert.Null(CouponRules.FindObstacle(Terms(1, offer: 24, partners: 5), [Terms(1, offer: 24, partners: 6)]));
    }

    [Fact]
    public void Code_that_names_nobody_contradicts_no_owner_on_another_offer()
    {
        Assert.Null(CouponRules.FindObstacle(Terms(1, offer: 24), [Terms(2, offer: 448, partners: 5)]));
        Assert.Null(CouponRules.FindObstacle(Terms(2, offer: 448, partners: 5), [Terms(1, offer: 24)]));
    }

    [Theory]
    [InlineData(CouponVisibility.Exclusive, 0, "An Exclusive code needs its one partner.")]
    [InlineData(CouponVisibility.Exclusive, 2, "An Exclusive code has exactly one partner; remove the others.")]
    [InlineData(CouponVisibility.Public, 1, "A Public code names no partner; choose Private to bind it to partners.")]
    [InlineData(CouponVisibility.Private, 1001, "At most 1000 partners fit on one code.")]
    public void Partner_list_must_fit_the_visibility(CouponVisibility visibility, int partners, string message)
    {
        Assert.Equal([message], Check(visibility: visibility, partners: partners).For("partner_ids"));
    }

    [Theory]
    [InlineData(CouponVisibility.Exclusive, 1)]
    [InlineData(CouponVisibility.Public, 0)]
    [InlineData(CouponVisibility.Private, 0)]
    [InlineData(CouponVisibility.Private, 1)]
    [InlineData(CouponVisibility.Private, 1000)]
    public void Partner_list_that_fits_is_taken(CouponVisibility visibility, int partners)
    {
        Assert.False(Check(visibility: visibility, partners: partners).Any);
    }

    [Fact]
    public void Every_fault_is_listed_not_only_the_first()
    {
        var day = new DateOnly(2026, 5, 1);
        var errors = Check("a b", CouponVisibility.Exclusive, 0, day, day.AddDays(-1), new string('x', 10_001), new string('x', 2_001));

        Assert.Equal(["code", "description", "end_date", "internal_note", "partner_ids"], errors.ByField.Keys.Order());
        Assert.Contains("The end date is before the start date.", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Coupon_of_a_single_day_is_fine()
    {
        var day = new DateOnly(2026, 5, 1);

        Assert.False(Check(start: day, end: day).Any);
        Assert.False(Check(end: day).Any);
    }

    [Theory]
    [InlineData(CouponVisibility.Exclusive, 1, true)]
    [InlineData(CouponVisibility.Private, 1, true)]
    [InlineData(CouponVisibility.Private, 0, false)]
    [InlineData(CouponVisibility.Private, 2, false)]
    [InlineData(CouponVisibility.Public, 1, false)]
    public void Owner_is_the_one_partner_of_an_exclusive_or_private_code(CouponVisibility visibility, int partners, bool owned)
    {
        Assert.Equal(owned ? 1 : null, (Terms(1, 24) with { Visibility = visibility, PartnerIds = [.. Enumerable.Range(1, partners)] }).OwnerId);
    }

    [Fact]
    public void Period_keeps_the_partner_list_of_its_coupon()
    {
        var period = new CouponPeriod { CouponId = 1, NormalCode = "SALE", OfferId = 24, PartnerIds = CouponPeriod.FormatIds([7, 3]) };

        Assert.Equal("3,7", period.PartnerIds);
        Assert.Equal([3, 7], period.Terms().PartnerIds);
        Assert.Empty(new CouponPeriod().Terms().PartnerIds);
    }

    private static CouponTerms Terms(int id, int offer, params int[] partners) =>
        new(id, "SALE", offer, CouponVisibility.Private, CouponStatus.Active, null, null, partners);

    private static CouponPortal.Domain.FieldErrors Check(
        string code = "SALE10", CouponVisibility visibility = CouponVisibility.Private, int partners = 1, DateOnly? start = null, DateOnly? end = null,
        string description = "", string note = "") =>
        CouponRules.Check(code, visibility, Enumerable.Range(1, partners).ToArray(), start, end, description, note);
}
