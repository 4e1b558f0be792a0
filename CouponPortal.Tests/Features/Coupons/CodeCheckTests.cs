using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Codes;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons;

public sealed class CodeCheckTests
{
    [Theory, BothEngines]
    public async Task Code_check_says_what_saving_would_say(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SNAPDOG", Ann));
        var check = Check(world);

        Assert.Null((await check.ReportAsync(Manager, 0, Draft("INSTA1", Ben))).Fault);
        Assert.Null((await check.ReportAsync(Manager, coupon.Id, Draft("snapdog", Ben))).Fault);
        Assert.Contains("of Ann's Blog", (await check.ReportAsync(Manager, 0, Draft("snapdog", Ben))).Fault, StringComparison.Ordinal);
        Assert.Contains("portal's own addresses", (await check.ReportAsync(Manager, 0, Draft("coupons", Ben))).Fault, StringComparison.Ordinal);
        Assert.Contains("letters A to Z", (await check.ReportAsync(Manager, 0, Draft("snap-dog", Ben))).Fault, StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task Owners_of_now_and_before_are_named_with_their_days_to_those_who_see_the_advertiser(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var ended = await world.CreatedAsync(Draft("SUMMER20", Ann) with { EndDate = new(2026, 2, 28) });
        var coming = await world.CreatedAsync(Draft("SUMMER20", Ben) with { OfferId = Hats, StartDate = new(2026, 6, 1) });

        var report = await Check(world).ReportAsync(Manager, 0, Draft("summer20", Cat) with { StartDate = new(2026, 4, 1), EndDate = new(2026, 4, 30) });

        Assert.Null(report.Fault);
        Assert.Equal([(coming.Id, "Ben on Hats, since 1 Jun 2026"), (ended.Id, "Ann's Blog on Shoes, until 28 Feb 2026")], report.Owners.Select(o => (o.CouponId, o.Text)));
        Assert.Empty(report.LookAlikes);
        var foreign = await Check(world).ReportAsync(Stranger, 0, Draft("summer20", Cat));
        Assert.Equal((false, 0, 0), (foreign.IsChecked, foreign.Owners.Count, foreign.LookAlikes.Count));
    }

    [Theory, BothEngines]
    public async Task Look_alikes_that_still_run_are_named_the_likeliest_first(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.CreatedAsync(Draft("SNAPDOGS", Ann));
        await world.CreatedAsync(Draft("5NAPD0G", Ann));
        await world.CreatedAsync(Draft("SNAPDOG", Ann));
        await world.CreatedAsync(Draft("SNAPD0G", Ann) with { EndDate = new(2026, 1, 31) });
        await world.CreatedAsync(Draft("SNAPCAT", Ann));
        await world.CreatedAsync(Draft("SNAPD0G", Ann) with { OfferId = OtherOffer }, Stranger);

        var report = await Check(world).ReportAsync(Manager, 0, Draft("snapdog", Ann) with { OfferId = Hats });

        Assert.Equal(["5NAPD0G", "SNAPDOGS"], report.LookAlikes.Select(l => l.Code));
        Assert.Equal("Ann's Blog on Shoes, looks the same in print", report.LookAlikes[0].Text);
    }

    [Theory]
    [InlineData("SUMMER", "SUMNER")]
    [InlineData("SUMMER", "SUMMERS")]
    [InlineData("SUMMER", "SUMER")]
    [InlineData("SUMMER", "SUMEMR")]
    [InlineData("BOSS8", "8055B")]
    [InlineData("LILY", "1I1Y")]
    [InlineData("ZOO", "2O0")]
    public void Slip_and_signs_of_one_look_are_found_from_either_side(string a, string b)
    {
        Assert.Contains(b, LookAlikes.Of(a));
        Assert.Contains(a, LookAlikes.Of(b));
    }

    [Theory]
    [InlineData("SUMMER01", "SUMMER02")]
    [InlineData("SUMMER01", "SUMMER011")]
    [InlineData("SUMMER12", "SUMMER21")]
    [InlineData("SUMMER", "WINTER")]
    [InlineData("ABC", "AB")]
    public void Numbers_that_differ_on_purpose_and_other_words_are_no_look_alikes(string a, string b) => Assert.DoesNotContain(b, LookAlikes.Of(a));

    [Fact]
    public void Longest_and_worst_code_has_few_thousand_look_alikes_and_is_none_of_them()
    {
        var worst = LookAlikes.Of(new string('O', CouponCode.MaxLength));

        Assert.InRange(worst.Count, 100, 6_000);
        Assert.DoesNotContain(new string('O', CouponCode.MaxLength), worst);
        Assert.All(worst, code => Assert.InRange(code.Length, CouponCode.MinLength, CouponCode.MaxLength));
    }

    private static CodeCheck Check(CouponWorld world) => new(world.Database, world.Time);
}
