using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Tests.Domain.Support;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Attribution;

/// <summary>Orders are judged by what a coupon was at the order time, not by what it is now.</summary>
public sealed class HistoryTests
{
    private static readonly DateTime Changed = Noon.AddDays(-10);

    [Fact]
    public void Owner_is_the_one_of_the_order_time()
    {
        var shop = new Shop();
        shop.Changing(
            (DateTime.MinValue, shop.Terms("SNAPDOG", CouponVisibility.Exclusive, partners: [A])),
            (Changed, shop.Terms("SNAPDOG", CouponVisibility.Exclusive, partners: [B])));

        shop.Order("SNAPDOG").At(Changed.AddTicks(-1)).Decide().IsCredited(A, AttributionBasis.ExclusiveCode);
        shop.Order("SNAPDOG").At(Changed).Decide().IsCredited(B, AttributionBasis.ExclusiveCode);
    }

    [Fact]
    public void First_period_reaches_back_to_orders_older_than_the_coupons_entry()
    {
        var shop = new Shop();
        shop.Changing((DateTime.MinValue, shop.Terms("SNAPDOG", CouponVisibility.Private, partners: [A])));

        shop.Order("SNAPDOG").At(Noon.AddYears(-20)).Decide().IsCredited(A, AttributionBasis.CouponCode);
    }

    [Fact]
    public void Policy_and_state_are_those_of_the_order_time()
    {
        var shop = new Shop();
        shop.Changing(
            (DateTime.MinValue, shop.Terms("SNAPDOG", CouponVisibility.Private, partners: [B])),
            (Changed, shop.Terms("SNAPDOG", CouponVisibility.Exclusive, partners: [B])),
            (Changed.AddDays(5), shop.Terms("SNAPDOG", CouponVisibility.Exclusive, status: CouponStatus.Paused, partners: [B])));

        Assert.Equal(A, shop.Order("SNAPDOG").At(Changed.AddDays(-1)).Click(A).Decide().PartnerId);
        Assert.Equal(B, shop.Order("SNAPDOG").At(Changed).Click(A).Decide().PartnerId);
        Assert.Contains(TraceReason.CouponPaused, shop.Order("SNAPDOG").At(Changed.AddDays(5)).Decide().Reasons());
    }

    [Fact]
    public void Renamed_code_is_found_under_each_name_in_its_time()
    {
        var shop = new Shop();
        shop.Changing(
            (DateTime.MinValue, shop.Terms("OLDNAME", CouponVisibility.Private, partners: [B])),
            (Changed, shop.Terms("NEWNAME", CouponVisibility.Private, partners: [B])));

        shop.Order("OLDNAME").At(Changed.AddTicks(-1)).Decide().IsCredited(B, AttributionBasis.CouponCode);
        Assert.Contains(TraceReason.UnknownCode, shop.Order("OLDNAME").At(Changed).Decide().Reasons());
        Assert.Contains(TraceReason.UnknownCode, shop.Order("NEWNAME").At(Changed.AddTicks(-1)).Decide().Reasons());
        shop.Order("NEWNAME").At(Changed).Decide().IsCredited(B, AttributionBasis.CouponCode);
    }

    [Fact]
    public void Dates_that_were_changed_later_are_those_of_the_order_time()
    {
        var shop = new Shop();
        shop.Changing(
            (DateTime.MinValue, shop.Terms("SNAPDOG", CouponVisibility.Private, partners: [B])),
            (Changed, shop.Terms("SNAPDOG", CouponVisibility.Private, ends: Changed.AddDays(-3), partners: [B])));

        // Cut short afterwards: an order that was within the old dates keeps its credit.
        shop.Order("SNAPDOG").At(Changed.AddDays(-1)).Decide().IsCredited(B, AttributionBasis.CouponCode);
        Assert.Contains(TraceReason.Ended, shop.Order("SNAPDOG").At(Changed).Decide().Reasons());
    }

    [Fact]
    public void History_gives_nothing_before_its_first_period_and_takes_periods_in_any_order()
    {
        var terms = new Shop().Terms("SNAPDOG", CouponVisibility.Public);
        var history = new CouponHistory([(Noon, terms with { OfferId = Hats }), (Changed, terms)]);

        Assert.Null(history.At(Changed.AddTicks(-1)));
        Assert.Equal(Shoes, history.At(Noon.AddTicks(-1))!.OfferId);
        Assert.Equal(Hats, history.Now.OfferId);
    }
}
