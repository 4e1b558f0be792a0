using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Reports;
using CouponPortal.Features.Reports.Pages;
using CouponPortal.Tests.Support;
using ViewQuery = CouponPortal.Features.Views.ReportQuery;

namespace CouponPortal.Tests.Features.Reports;

public sealed class ReportAddressTests
{
    private static readonly ReportPreset Free = ReportPreset.Of("reports/analytics?by=day")!;

    [Fact]
    public async Task Preset_has_its_dimension_and_names_the_advertiser_where_there_are_several()
    {
        await using var world = await ReportWorld.CreateAsync(DatabaseProvider.Sqlite);

        Assert.Equal([ReportDimension.Offer, ReportDimension.Advertiser], (await AskedAsync(world, "reports/offers", "")).Spec.Dimensions);
        Assert.Equal([ReportDimension.Offer], (await AskedAsync(world, "reports/offers", "advertiser_id=1")).Spec.Dimensions);
        Assert.Equal([ReportDimension.Coupon], (await AskedAsync(world, "reports/coupons", "", TestStore.Viewer(ReportWorld.NewYork))).Spec.Dimensions);
        Assert.Equal([ReportDimension.Partner], (await AskedAsync(world, "reports/partners", "by=day,sub1&across=day")).Spec.Dimensions);
        Assert.Equal([ReportDimension.Advertiser], (await AskedAsync(world, "reports/advertisers", "")).Spec.Dimensions);
        Assert.Null(ReportPreset.Of("reports/attribution"));
    }

    [Fact]
    public async Task Days_are_those_of_the_only_zone_there_is_and_are_named_for_the_API()
    {
        await using var world = await ReportWorld.CreateAsync(DatabaseProvider.Sqlite);

        // 2 November 10:00 UTC: 05:00 in New York, 11:00 in Berlin.
        var (both, one) = (await AskedAsync(world, "reports/offers", "range=today"), await AskedAsync(world, "reports/partners", "range=yesterday&compare=previous_period", TestStore.Viewer(ReportWorld.NewYork)));

        Assert.Equal(("UTC", "America/New_York", ReportWorld.NewYork), (both.Zone, one.Zone, one.Spec.AdvertiserId));
        Assert.Equal("advertiser_id=2&by=partner&compare_from=2026-10-31&compare_to=2026-10-31&from=2026-11-01&to=2026-11-01", one.Api.Text);
    }

    [Fact]
    public async Task Sort_and_columns_are_what_the_address_says_and_else_what_the_rows_can_have()
    {
        await using var world = await ReportWorld.CreateAsync(DatabaseProvider.Sqlite);

        Assert.Equal(new ReportSort(null, ReportMeasure.Payout, Descending: true), (await AskedAsync(world, "reports/partners", "columns=payout,clicks,nonsense&sort=payout")).Spec.Sort);
        Assert.Equal(new ReportSort(ReportDimension.Partner, null, Descending: true), (await AskedAsync(world, "reports/partners", "sort=partner&dir=desc")).Spec.Sort);
        Assert.Null((await AskedAsync(world, "reports/partners", "sort=net")).Spec.Sort);
        Assert.Equal(ReportMeasure.Conversions, (await AskedAsync(world, "reports/analytics", "by=basis,partner")).Spec.Sort?.Measure);
    }

    [Theory]
    [InlineData("hour=99", "hour")]
    [InlineData("coupon_code=NOSUCH", "coupon_code")]
    [InlineData("coupon_code=%00", "coupon_code")]
    [InlineData("by=day,offer,partner,sub1,sub2", "by")]
    [InlineData("by=visit_outcome,basis", "by")]
    [InlineData("by=month&across=month", "across")]
    [InlineData("by=partner,day&across=day&from=2026-01-01&to=2026-06-01", "across")]
    [InlineData("range=all", "range")]
    [InlineData("from=2026-02-01&to=2026-01-01", "to")]
    [InlineData("by=sub1&from=2024-01-01&to=2026-01-01", "from")]
    [InlineData("status=perhaps", "status")]
    [InlineData("offer_id=x", "offer_id")]
    public async Task Fault_is_said_at_its_field(string query, string field)
    {
        await using var world = await ReportWorld.CreateAsync(DatabaseProvider.Sqlite);

        var asked = await AskedAsync(world, Free.Page, query);

        Assert.NotEmpty(asked.Errors.For(field));
    }

    [Fact]
    public async Task Code_stands_for_every_coupon_that_has_it_and_that_the_actor_sees()
    {
        await using var world = await ReportWorld.CreateAsync(DatabaseProvider.Sqlite);

        var (admin, stranger) = (await AskedAsync(world, "reports/partners", "coupon_code= code3 "), await AskedAsync(world, "reports/partners", "coupon_code=CODE3", TestStore.Viewer(ReportWorld.Berlin)));

        Assert.Equal(["3"], admin.Spec.FilterOf(ReportDimension.Coupon)!.Values);
        Assert.NotEmpty(stranger.Errors.For("coupon_code"));
    }

    [Fact]
    public void Way_to_a_list_has_its_filters_and_says_what_it_cannot_filter()
    {
        var inside = new ReportSpec { AdvertiserId = 1, From = new(2026, 1, 1), To = new(2026, 6, 30), Currency = "USD" }.With(ReportDimension.Partner, "5").With(ReportDimension.Coupon, "7").With(ReportDimension.Visibility, "public");

        var (orders, clicks) = (ReportLinks.Orders(inside, "SAVE10"), ReportLinks.Clicks(inside.With(ReportDimension.Partner, "0"), "SAVE10"));

        Assert.Equal("conversions?from=2026-01-01&to=2026-06-30&advertiser_id=1&partner_id=5&coupon_code=SAVE10&currency=USD", orders.Href);
        Assert.Contains("It has no filter for visibility, so it lists more than this row.", orders.Notes);
        Assert.Equal("clicks?from=2026-03-31&to=2026-06-30&advertiser_id=1&coupon_code=SAVE10", clicks.Href);
        Assert.Contains("It lists the last 92 of these days.", clicks.Notes);
        Assert.Contains(clicks.Notes, note => note.Contains("none as partner", StringComparison.Ordinal));
        Assert.Contains("Without an advertiser its days are those of UTC.", ReportLinks.Orders(inside with { AdvertiserId = null }, null).Notes);
    }

    [Theory, BothEngines]
    public async Task File_has_a_column_for_each_currency_and_adds_up_to_the_page(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        var random = new Random(2);
        await world.Test.AddAsync([.. Enumerable.Range(0, 120).Select(_ => world.Order(random, TimeSpan.FromDays(40)))]);
        var (addresses, query) = (new ReportAddresses(world.Test.Database, world.Test.Time), new ViewQuery("range=last_90_days&compare=previous_period&columns=conversions,amount"));
        var export = new ReportExport(ReportPreset.Of("reports/partners")!, addresses, world.Reports);

        var table = (await export.OpenAsync(ReportWorld.Admin, query, Stop)).Done();
        var rows = await table.Rows.ToListAsync(Stop);

        Assert.Equal(
            ["partner_id", "partner", "conversions", "conversions_before", "amount_eur", "amount_eur_before", "amount_jpy", "amount_jpy_before", "amount_usd", "amount_usd_before"], table.Header);
        Assert.All(rows, row => Assert.Equal(table.Header.Count, row.Count));
        var result = (await world.Reports.RunAsync(ReportWorld.Admin, (await addresses.ReadAsync(ReportWorld.Admin, ReportPreset.Of("reports/partners")!, query, null, Stop)).Spec, Stop))!;
        Assert.Equal(result.Totals.Conversions, rows.Sum(r => (long)r[2]));
        Assert.Equal(result.Totals.Money.Single(m => m.Currency == "EUR").Amount / 100m, rows.Sum(r => r[4] is decimal amount ? amount : 0));
        (await export.OpenAsync(TestStore.PartnerUser(1), query, Stop)).IsNotFound();
        Assert.NotEmpty((await export.OpenAsync(ReportWorld.Admin, new ViewQuery("hour=99"), Stop)).Invalid().For("hour"));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Task<AskedReport> AskedAsync(ReportWorld world, string page, string query, Actor? actor = null) =>
        new ReportAddresses(world.Test.Database, world.Test.Time).ReadAsync(actor ?? ReportWorld.Admin, ReportPreset.Of(page)!, new ViewQuery(query), null, Stop);
}
