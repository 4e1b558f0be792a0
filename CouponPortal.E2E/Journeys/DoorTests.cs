using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using CouponPortal.E2E.Support;
using CouponPortal.Testing;
using CouponPortal.Tests.Intake.Feeds;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>The doors as their pages hand them out: an address that is copied, a partner who is told, a file that is tried, one order that is settled.</summary>
public sealed partial class DoorTests(Browser browser, DemoPortal portal)
{
    [Fact]
    public async Task Address_that_is_copied_from_the_integrations_page_takes_an_order()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        await session.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.OpenLiveAsync("/integrations?advertiser=1");

        await page.GetByRole(AriaRole.Button, new() { Name = "Copy the example of Postback", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Copied" })).ToBeAttachedAsync();
        var copied = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        await page.ShootAsync("doors-1-copied");

        // The sender's own values in place of the braces; the host is this machine's, whatever the advertiser's domain is.
        var sent = new Uri(Brace().Replace(copied.Replace("{order_id}", "COPIED-1", StringComparison.Ordinal).Replace("{amount}", "25.00", StringComparison.Ordinal), "none"));
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(portal.BaseUrl, sent.PathAndQuery));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await page.OpenLiveAsync("/conversions?order_id=COPIED-1");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "COPIED-1" })).ToBeVisibleAsync();
        Assert.Empty(session.ForeignRequests);
    }

    [Fact]
    public async Task Partner_is_told_by_a_test_message_that_the_log_shows_and_sends_again()
    {
        using var receiver = new HttpListener();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Free()}/");
        receiver.Prefixes.Add(address);
        receiver.Start();
        var told = Channel.CreateUnbounded<string>();
        var serving = ServeAsync(receiver, told.Writer);
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;

        // A partner without orders: of those of others the other journeys bring some.
        using var client = Script();
        using var made = await client.PostAsJsonAsync(new Uri("/api/v1/partners", UriKind.Relative), new { name = "Journey tracker" });
        var partner = await made.Content.ReadFromJsonAsync<JsonElement>();
        await page.OpenLiveAsync($"/partners/{partner.GetProperty("id").GetInt32()}/postbacks");

        await page.GetByLabel("Address").FillAsync(address + "told?code={coupon_code}&amount={amount}&order={order_id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        var log = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Delivered" });
        await Expect(log.First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.ShootAsync("doors-2-told");
        await log.First.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        const string Test = "/told?code=TESTCODE&amount=100.00&order=TEST-1001";
        Assert.Equal((Test, Test), (await told.Reader.ReadAsync(patience.Token), await told.Reader.ReadAsync(patience.Token)));
        Assert.Empty(session.ForeignRequests);
        receiver.Stop();
        await serving;
    }

    [Fact]
    public async Task Workbook_is_tried_and_its_first_row_sent_as_a_test_order()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        await page.OpenLiveAsync("/try");
        var file = TestWorkbook.Of(["promocode", "price", "order_id"], ["NOBODYS9", "<c><v>19.5</v></c>", "SHEET-1"], ["NOBODYS9", "7", "SHEET-2"]);

        await page.GetByLabel("Or a file of orders").SetInputFilesAsync(new FilePayload { Name = "orders.xlsx", MimeType = "application/octet-stream", Buffer = file });
        await Expect(page.GetByText("orders.xlsx")).ToBeVisibleAsync();
        await page.GetByLabel("Advertiser").SelectOptionAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try", Exact = true }).ClickAsync();
        await Expect(page.GetByText("This would be taken as a new order.")).ToBeVisibleAsync();
        await Expect(page.GetByText("SHEET-1").First).ToBeVisibleAsync();
        await page.ShootAsync("doors-3-tried");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send as test order" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Show the conversion" }).ClickAsync();

        await Expect(page.GetByText("Test order", new() { Exact = true })).ToBeVisibleAsync();
        await page.ShootAsync("doors-4-test-order");
        Assert.Empty(session.ForeignRequests);
    }

    [Fact]
    public async Task One_order_of_a_mistyped_code_is_settled_from_its_own_page()
    {
        await OrdersAsync();
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;
        await page.OpenLiveAsync("/conversions?order_id=ORCHARD-2");
        await page.GetByRole(AriaRole.Link, new() { Name = "ORCHARD-2" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Whose code is meant?" })).ToBeVisibleAsync();
        await page.ShootAsync("doors-5-settle");
        await page.GetByRole(AriaRole.Link, new() { Name = "Settle ORCHRD77 for this order" }).ClickAsync();
        await page.Locator("[data-live='yes']").WaitForAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "ORCHARD77" }).CheckAsync();
        await page.GetByLabel("Reason").FillAsync("Read out on the phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what will happen" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Re-attribute this order" }).WaitForAsync();
        await page.ShootAsync("doors-6-preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "Re-attribute this order" }).ClickAsync();
        await Expect(page.GetByText("The order is placed")).ToBeVisibleAsync();
        await page.ShootAsync("doors-7-placed");
        await page.GetByRole(AriaRole.Link, new() { Name = "The order", Exact = true }).First.ClickAsync();
        await Expect(page.GetByText("Judged again")).ToBeVisibleAsync();

        await page.OpenLiveAsync("/inbox/codes?advertiser_id=1&outcome=unattributed&code=ORCHRD77");
        await Expect(page.GetByText("1 orders of")).ToBeVisibleAsync();
        Assert.Empty(session.ForeignRequests);
    }

    // Two orders with a mistyped code of a partner who is approved for the offer already: an order of before is judged at its own time.
    private async Task OrdersAsync()
    {
        using var client = Script();
        var offers = (await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/offers?advertiser_id=1&status=active", UriKind.Relative))).GetProperty("data").EnumerateArray().Select(o => o.GetProperty("id").GetInt32()).ToHashSet();
        var approval = (await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/approvals?status=approved&limit=200", UriKind.Relative))).GetProperty("data").EnumerateArray()
            .First(a => offers.Contains(a.GetProperty("offer_id").GetInt32()));
        using var made = await client.PostAsJsonAsync(
            new Uri("/api/v1/coupons", UriKind.Relative), new { code = "ORCHARD77", offer_id = approval.GetProperty("offer_id").GetInt32(), partner_id = approval.GetProperty("partner_id").GetInt32() });
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        foreach (var order in (string[])["ORCHARD-1", "ORCHARD-2"])
        {
            using var sent = await client.PostAsJsonAsync(new Uri("/api/v1/conversions", UriKind.Relative), new { advertiser_id = 1, order_id = order, amount = "10.00", coupon_code = "ORCHRD77" });
            Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync());
        }
    }

    private HttpClient Script()
    {
        var client = new HttpClient { BaseAddress = portal.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new("Bearer", DemoPortal.ApiKey);
        return client;
    }

    private static async Task ServeAsync(HttpListener receiver, ChannelWriter<string> told)
    {
        try
        {
            while (true)
            {
                var call = await receiver.GetContextAsync();
                await told.WriteAsync(call.Request.RawUrl ?? "");
                call.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // Stopped: the journey is over.
        }
    }

    [GeneratedRegex(@"\{[a-z_]+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Brace();
}
