using System.Net;
using CouponPortal.Data;
using CouponPortal.Features.PartnerPortal.Conversions;
using CouponPortal.Features.PartnerPortal.Payouts;
using CouponPortal.Features.Views;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.PartnerPortal;

/// <summary>A partner's clicks, conversions and payouts: its own, whole, and nothing of anybody else, on every page, in every file and by its key.</summary>
public sealed class OwnRowsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Pages_files_and_key_show_the_partners_own_rows_and_no_mark_of_others(DatabaseProvider engine)
    {
        await using var network = await MoneyNetwork.CreateAsync(engine);
        await network.AddHitAsync("GET /postback?order_id=A-9&coupon_code=ANASALE");
        using var ana = await network.Host.PartnerSignedInAsync(Ana);
        var own = network.Ids.Format(await network.KeyOfAsync("A-1"));

        foreach (var (path, expected) in new[]
        {
            ("/partner/clicks", "story-7"), ("/partner/clicks?columns=time,coupon_code,offer,shop,outcome,country,device,referrer,sub1,sub2,sub3,sub4,sub5,id", "story-7"),
            ("/partner/conversions", "A-2"), ("/partner/conversions?status=rejected", "A-2"), ($"/partner/conversions/{own}", "A-1"), ($"/why/{own}", "A-1"), ("/partner/payouts", "November 2026"),
            ("/partner/missing-sale", "Ames"), ("/partner/postbacks", "Add a postback"),
            ("/reports/export/partner/clicks?format=csv", "story-7"), ("/reports/export/partner/conversions?format=csv", "A-2"), ("/reports/export/partner/payouts?format=csv", "USD"),
        })
        {
            var text = await TextAsync(ana, path, HttpStatusCode.OK);
            Assert.True(path.Contains("clicks", StringComparison.Ordinal) && !path.Contains("sub1", StringComparison.Ordinal) && !path.Contains("export", StringComparison.Ordinal) || text.Contains(expected, StringComparison.Ordinal), $"{path}: {text}");
            Assert.True(!text.Contains(MoneyNetwork.Mark, StringComparison.OrdinalIgnoreCase), path);
        }

        foreach (var path in (string[])["clicks", "conversions", $"conversions/{own}", "missing-sales", "partner-postbacks", "postback-messages"])
        {
            var answer = await network.Host.GetAsync(Partner, path);
            Assert.Equal(200, answer.Status);
            Assert.DoesNotContain(MoneyNetwork.Mark, answer.Text, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(2, (await network.Host.GetAsync(Partner, "conversions")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(1, (await network.Host.GetAsync(Partner, "clicks")).Json.GetProperty("data").GetArrayLength());
    }

    [Theory, BothEngines]
    public async Task Foreign_rows_and_missing_ones_are_the_same(DatabaseProvider engine)
    {
        await using var network = await MoneyNetwork.CreateAsync(engine);
        using var ana = await network.Host.PartnerSignedInAsync(Ana);
        using var admin = await network.Host.SignedInAsync();
        var foreign = await network.KeyOfAsync("BOCANARY-1");
        var missing = foreign - 5_000_000;

        foreach (var path in (string[])["/partner/conversions/", "/why/"])
        {
            Assert.Equal(await TextAsync(ana, path + network.Ids.Format(missing), HttpStatusCode.NotFound), await TextAsync(ana, path + network.Ids.Format(foreign), HttpStatusCode.NotFound));
        }

        foreach (var list in (string[])["conversions/", "clicks/"])
        {
            var (one, other) = (await network.Host.GetAsync(Partner, list + network.Ids.Format(foreign)), await network.Host.GetAsync(Partner, list + network.Ids.Format(missing)));
            Assert.Equal((404, 404), (one.Status, other.Status));
        }

        // By filters as well: what is not shown is not found.
        foreach (var query in (string[])["coupon_code=BOCANARY1", "sub1=CANARY", "order_id=BOCANARY-1", "partner_id=6"])
        {
            Assert.Equal(0, (await network.Host.GetAsync(Partner, "conversions?" + query)).Json.GetProperty("data").GetArrayLength());
            Assert.DoesNotContain("A-2", await TextAsync(ana, "/partner/conversions?" + query.Replace("partner_id", "order_id", StringComparison.Ordinal), HttpStatusCode.OK), StringComparison.Ordinal);
        }

        Assert.Equal((400, "counterfactual_partner_id"), await network.Host.GetAsync(Partner, "conversions?counterfactual_partner_id=6") is var refused ? (refused.Status, refused.Fields) : default);

        // Staff have reports of their own.
        foreach (var file in (string[])["clicks", "conversions", "payouts"])
        {
            await TextAsync(admin, $"/reports/export/partner/{file}?format=csv", HttpStatusCode.NotFound);
        }
    }

    [Theory, BothEngines]
    public async Task Each_sum_of_the_payouts_is_the_list_behind_it(DatabaseProvider engine)
    {
        await using var network = await MoneyNetwork.CreateAsync(engine);
        var (payouts, conversions) = (network.Service<OwnPayouts>(), network.Service<OwnConversions>());
        var (filter, days, _) = await payouts.ReadAsync(MoneyNetwork.Ana, new ReportQuery("range=all"), Cancel);

        var month = Assert.Single(await payouts.SumAsync(MoneyNetwork.Ana, filter, days, Cancel));

        Assert.Equal((new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 30), "USD"), (month.From, month.To, month.Currency));
        Assert.Equal((1, 1), (month.Approved.Orders + month.Pending.Orders, month.Rejected.Orders));
        foreach (var (status, sum) in new[] { ("approved", month.Approved), ("pending", month.Pending), ("rejected", month.Rejected) })
        {
            var query = new ReportQuery($"from={month.From:yyyy-MM-dd}&to={month.To:yyyy-MM-dd}&currency=USD&status={status}");
            var (asked, within, _) = await conversions.ReadAsync(MoneyNetwork.Ana, query, Cancel);
            Assert.Equal((sum.Orders, sum.Payout), (await conversions.SumAsync(MoneyNetwork.Ana, asked, within, Cancel)) is [var total] ? (total.Orders, total.Payout) : (0L, 0L));
        }

        Assert.Empty(await payouts.SumAsync(MoneyNetwork.AmesManager, filter, days, Cancel));
        Assert.Empty((await conversions.FindAsync(MoneyNetwork.AmesManager, new(), days, new(), Cancel)).Rows);
    }

    private static async Task<string> TextAsync(HttpClient client, string path, HttpStatusCode expected)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.True(expected == answer.StatusCode, $"{path}: {answer.StatusCode} {text}");
        var main = text.IndexOf("<main", StringComparison.Ordinal);
        return main < 0 ? text : text[main..text.IndexOf("</main>", StringComparison.Ordinal)];
    }
}
