using System.Net;
using CouponPortal.Data;
using CouponPortal.Domain.Attribution;
using CouponPortal.Tests.Support;
using CsvHelper;

namespace CouponPortal.Tests.Api;

public sealed class AttributionReportApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Rows_and_totals_have_the_published_fields(DatabaseProvider engine)
    {
        await using var host = await EventsApiHost.StartAsync(engine);
        await host.Events.AddConversionAsync();
        var order = await host.Events.AddConversionAsync(c => (c.OrderId, c.PartnerId, c.CounterfactualPartnerId) = ("A-1", 6, 5));
        await host.Events.AddConversionAsync(c => (c.PartnerId, c.CounterfactualPartnerId, c.Currency) = (6, null, "JPY"));

        var (status, page) = await host.GetAsync("staff", "/attribution-report?advertiser_id=1&feature=exclusive_codes&from=2026-01-15&to=2026-01-15&instead_of_partner_id=5");
        var (_, all) = await host.GetAsync("admin", "/attribution-report?advertiser_id=1&limit=1");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            $$"""
            {"data":[{"conversion_id":"{{host.Events.Ids.Format(order.Id)}}","order_id":"A-1","order_time":"2026-01-15T12:00:00Z","coupon_code":"SAVE10","credited_partner_id":6,"counterfactual_partner_id":5,"suppressed_partner_id":null,"offer_id":10,"status":"pending","amount":"100.00","currency":"USD","payout":"10.00"}],"next_cursor":null,"totals":[{"currency":"USD","orders":1,"amount":"100.00","payout":"10.00"}]}
            """,
            page.GetRawText());
        Assert.Single(all.GetProperty("data").EnumerateArray());
        Assert.NotNull(all.GetProperty("next_cursor").GetString());
        // Totals are of the whole filter, and each currency's own.
        Assert.Equal("""[{"currency":"JPY","orders":1,"amount":"10000","payout":"1000"},{"currency":"USD","orders":1,"amount":"100.00","payout":"10.00"}]""", all.GetProperty("totals").GetRawText());
    }

    [Fact]
    public async Task Other_keys_and_bad_filters_get_no_report()
    {
        await using var host = await EventsApiHost.StartAsync(DatabaseProvider.Sqlite);
        await host.Events.AddConversionAsync(c => c.PartnerId = 6);

        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync("other", "/attribution-report?advertiser_id=1")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync("partner", "/attribution-report?advertiser_id=1")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync("admin", "/attribution-report?advertiser_id=99")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.GetAsync("admin", "/attribution-report")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.GetAsync("staff", "/attribution-report?feature=other")).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("staff", "/attribution-report")).Status);
    }

    [Theory, BothEngines]
    public async Task The_download_has_every_row_of_the_filter_and_survives_a_spreadsheet(DatabaseProvider engine)
    {
        await using var host = await EventsApiHost.StartAsync(engine);
        string[] orderIds = ["plain", "=1+1", "a,\"b\"\r\nc", "＝SUM(A1)", "-5", "\tx", "'=kept"];
        foreach (var orderId in orderIds)
        {
            await host.Events.AddConversionAsync(c => (c.OrderId, c.PartnerId, c.CounterfactualPartnerId) = (orderId, 6, null));
        }

        await host.Events.AddConversionAsync();
        using var response = await GetCsvAsync(host, "1", "advertiser_id=1&feature=exclusive_codes&from=2026-01-01&to=2026-01-15&partner_id=6");
        var bytes = await response.Content.ReadAsByteArrayAsync(Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/csv; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("attribution-exclusive_codes-1-2026-01-01-2026-01-15.csv", response.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var rows = Read(bytes);
        Assert.Equal(
            ["conversion_id", "order_id", "order_time", "coupon_code", "credited_partner_id", "counterfactual_partner_id", "suppressed_partner_id", "offer_id", "status", "amount", "currency", "payout"],
            rows[0]);
        Assert.Equal(["plain", "'=1+1", "a,\"b\"\r\nc", "'＝SUM(A1)", "'-5", "'\tx", "'=kept"], rows.Skip(1).Select(r => r[1]));
        Assert.Equal(["2026-01-15T12:00:00.000Z", "SAVE10", "6", "", "", "10", "pending", "100.00", "USD", "10.00"], rows[1][2..]);
    }

    [Fact]
    public async Task The_download_is_for_signed_in_staff_that_sees_the_advertiser()
    {
        await using var host = await EventsApiHost.StartAsync(DatabaseProvider.Sqlite);
        await host.Events.AddConversionAsync(c => (c.PartnerId, c.Outcome) = (6, AttributionOutcome.Credited));

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(null, "advertiser_id=1"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("2", "advertiser_id=1"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("999", "advertiser_id=1"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("3", "advertiser_id=1"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("1", "advertiser_id=2"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("1", ""));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("1", "advertiser_id=1&from=yesterday"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("1", "advertiser_id=1"));

        async Task<HttpStatusCode> StatusAsync(string? user, string query)
        {
            using var response = await GetCsvAsync(host, user, query);
            return response.StatusCode;
        }
    }

    private static async Task<HttpResponseMessage> GetCsvAsync(EventsApiHost host, string? user, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/reports/attribution.csv?" + query, UriKind.Relative));
        if (user is not null)
        {
            request.Headers.Add(EventsApiHost.UserHeader, user);
        }

        return await host.Client.SendAsync(request, Cancel);
    }

    private static List<string[]> Read(byte[] file)
    {
        using var csv = CsvReader.Create(file, new CsvReaderOptions { HasHeader = false });
        var rows = new List<string[]>();
        while (csv.Read())
        {
            rows.Add([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)]);
        }

        return rows;
    }
}
