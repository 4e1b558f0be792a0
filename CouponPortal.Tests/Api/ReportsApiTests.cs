using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Data.Rollups;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Delivery;
using CouponPortal.Features.Reports;
using CouponPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Api;

/// <summary>/api/v1/reports says what the pages' report says, to whom it may.</summary>
public sealed class ReportsApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Totals_rows_rollups_and_orders_agree_after_orders_came_in_at_once_and_were_changed(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var writer = host.Services.GetRequiredService<EventWriter>();
        using var script = host.Script(Admin);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            var click = new Click { Id = EventKey.First(TestDatabase.Start.AddHours(-i)) + i, AdvertiserId = i % 3 == 0 ? Bond : Ames, PartnerId = i % 2 == 0 ? Ana : Bo, Outcome = VisitOutcome.Delivered };
            await writer.WriteAsync(click);
            using var order = new StringContent(
                $$"""{"advertiser_id":{{(i % 3 == 0 ? Bond : Ames)}},"order_id":"A{{i % 30}}","amount":"{{10 + i}}","offer_id":{{(i % 3 == 0 ? Tea : Shoes)}},"partner_id":{{Ana}}}""",
                System.Text.Encoding.UTF8, "application/json");
            using var answer = await script.PostAsync("/api/v1/conversions", order, Cancel);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        }));
        var list = (await host.GetAsync(Admin, "conversions?limit=200")).Json.GetProperty("data").EnumerateArray().ToList();
        foreach (var (row, i) in list.Take(12).Select((r, i) => (r, i)))
        {
            var id = row.GetProperty("id").GetString();
            var answer = i % 2 == 0
                ? await host.SendAsync(Admin, HttpMethod.Post, $"conversions/{id}/reverse", "{\"refund_id\":\"r\"" + (i % 4 == 0 ? "}" : ",\"amount\":\"1\"}"))
                : await host.SendAsync(Admin, HttpMethod.Patch, $"conversions/{id}", "{\"status\":\"rejected\"}");
            Assert.True(answer.Status < 300, answer.Text);
        }

        await host.Services.GetRequiredService<RollupRebuild>().RunAsync(Cancel);
        Assert.Empty(await host.Services.GetRequiredService<RollupCheck>().CompareAsync(new(2026, 10, 30), new(2026, 11, 3), Cancel));

        list = [.. (await host.GetAsync(Admin, "conversions?limit=200")).Json.GetProperty("data").EnumerateArray()];
        foreach (var (key, shop) in new[] { (Admin, ""), (Manager, ""), (Stranger, ""), (Admin, "&advertiser_id=2") })
        {
            var seen = list.Where(r => (key, shop, r.GetProperty("advertiser_id").GetInt32()) is (Admin, "", _) or (Manager, _, Ames) or (Stranger, _, Bond) or (Admin, "&advertiser_id=2", Bond)).ToList();
            var query = "reports?from=2026-10-30&to=2026-11-03&measures=clicks,conversions,rejected,amount,reversed,net,payout&page_size=200" + shop;
            var (byRollups, byRows) = (await host.GetAsync(key, query + "&by=partner,day"), await host.GetAsync(key, query + "&by=partner,day,hour"));
            Assert.Equal(byRollups.Json.GetProperty("totals").ToString(), byRows.Json.GetProperty("totals").ToString());
            var totals = byRollups.Json.GetProperty("totals");
            Assert.Equal((seen.Count, seen.Count(r => r.GetProperty("status").GetString() == "rejected")), (totals.GetProperty("conversions").GetInt32(), totals.GetProperty("rejected").GetInt32()));
            foreach (var money in totals.GetProperty("money").EnumerateArray())
            {
                var mine = seen.Where(r => r.GetProperty("currency").GetString() == money.GetProperty("currency").GetString()).ToList();
                Assert.Equal(mine.Sum(r => Amount(r, "amount")), Amount(money, "amount"));
                Assert.Equal(mine.Where(r => r.GetProperty("status").GetString() != "rejected").Sum(r => Amount(r, "payout")), Amount(money, "payout"));
            }

            Assert.Equal(totals.GetProperty("clicks").GetInt32(), byRollups.Json.GetProperty("data").EnumerateArray().Sum(r => r.GetProperty("figures").GetProperty("clicks").GetInt32()));
        }
    }

    [Fact]
    public async Task A_partner_sees_its_own_figures_alone_and_staff_none_of_another_advertiser()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        var at = EventKey.First(TestDatabase.Start.AddHours(-1));
        await using (var db = host.Db())
        {
            db.AddRange(new Click { Id = at, AdvertiserId = Ames, PartnerId = Ana }, new Click { Id = at + 1, AdvertiserId = Ames, PartnerId = Bo }, new Click { Id = at + 2, AdvertiserId = Bond, PartnerId = Ana });
            await db.SaveChangesAsync(Cancel);
        }

        var partner = (await host.GetAsync(Partner, "reports?by=partner")).Json;
        var row = Assert.Single(partner.GetProperty("data").EnumerateArray());
        Assert.Equal((Ana, 2), (row.GetProperty("keys").GetProperty("partner_id").GetInt32(), row.GetProperty("figures").GetProperty("clicks").GetInt32()));
        Assert.Equal(0, (await host.GetAsync(Partner, $"reports?partner_id={Bo}")).Json.GetProperty("totals").GetProperty("clicks").GetInt32());
        Assert.Equal(1, (await host.GetAsync(Stranger, "reports")).Json.GetProperty("totals").GetProperty("clicks").GetInt32());
        Assert.Equal(404, (await host.GetAsync(Stranger, "reports?advertiser_id=1&by=hour")).Status);
        Assert.Equal((await host.GetAsync(Stranger, "reports?advertiser_id=4711")).Status, (await host.GetAsync(Stranger, "reports?advertiser_id=1")).Status);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_by_its_name()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        foreach (var (query, name) in new[]
        {
            ("by=partner,colour", "by"), ("by=day,week,month,hour,partner", "by"), ("by=basis,visit_outcome", "by"), ("from=2026-02-30", "from"), ("from=2026-05-02&to=2026-05-01", "to"),
            ("from=2020-01-01&to=2026-01-01", "from"), ("measures=", ""), ("measures=clicks,clicks", "measures"), ("sort=amount&measures=clicks", "sort"), ("partner_id=x", "partner_id"),
            ("status=open", "status"), ("page=0", "page"), ("page_size=1000", "page_size"), ("currency=US%00", "currency"), ("colour=red", "colour"), ("hour=24", "hour"), ("sub1=%00", "sub1"),
        })
        {
            var answer = await host.GetAsync(Admin, "reports?" + query);

            Assert.Equal((query, name.Length == 0 ? 200 : 400), (query, answer.Status));
            Assert.True(name.Length == 0 || answer.Json.GetProperty("errors").TryGetProperty(name, out _), answer.Text);
        }
    }

    [Fact]
    public async Task Every_parameter_of_the_document_is_taken_and_no_other()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        using var script = host.Script(Admin);
        using var document = System.Text.Json.JsonDocument.Parse(await script.GetStringAsync("/openapi/v1.json", Cancel));
        var names = document.RootElement.GetProperty("paths").GetProperty("/api/v1/reports").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()!).ToList();
        Assert.Equal(ReportQuery.Filters.Select(f => f.Name).Order(StringComparer.Ordinal), names.Except(ReportQuery.Own).Order(StringComparer.Ordinal));
        Assert.Empty(ReportQuery.Own.Except(names));
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["from"] = "2026-11-01",
            ["to"] = "2026-11-01",
            ["compare_from"] = "2026-10-01",
            ["compare_to"] = "2026-10-02",
            ["by"] = "day,partner",
            ["measures"] = "clicks,net",
            ["currency"] = "USD",
            ["sort"] = "-clicks",
            ["visibility"] = "private",
            ["basis"] = "click",
            ["status"] = "pending",
            ["visit_outcome"] = "delivered",
        };
        foreach (var name in names)
        {
            var answer = await host.GetAsync(Admin, $"reports?{name}={values.GetValueOrDefault(name, "1")}");
            Assert.True(answer.Status == 200, name + " " + answer.Text);
        }
    }

    private static decimal Amount(System.Text.Json.JsonElement row, string name) => decimal.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
