using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>A partner buys with its own code, its code gets a successor, visitors type it wrong: what staff sees of it and does, and what the partner reads.</summary>
public sealed class FraudTests(Browser browser, DemoPortal portal)
{
    private const string Code = "ZOOMZOOM";

    // S for Z and 5 for S look alike and may be other codes: not forgiven, but suggested.
    private const string Slip = "ZOOM2OOM";

    [Fact]
    public async Task Own_order_is_held_and_approved_the_code_gets_a_successor_and_a_missed_code_becomes_a_coupon()
    {
        using var client = Script();
        var (coupon, mail) = await CouponAsync(client);
        await VisitAsync("/Z00MZ00M).", HttpStatusCode.Found);
        await VisitAsync("/" + Slip, null);
        await OrderAsync(client, $"coupon_code={Code}&order_id=OWN-1&amount=80.00&customer_email={Uri.EscapeDataString(mail)}");
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;

        // What happens to such orders, and the one that it has happened to.
        await page.OpenLiveAsync("/anti-fraud/orders?advertiser=1");
        await Expect(page.GetByLabel("The partner buys with its own code")).ToHaveValueAsync("Hold");
        await page.GetByLabel("An order without a click on a leaked code").SelectOptionAsync("Hold");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved.", new() { Exact = true })).ToBeVisibleAsync();
        await page.ShootAsync("fraud-1-checks");
        await page.GetByRole(AriaRole.Link, new() { Name = "Orders on hold: approve or reject them" }).ClickAsync();
        await page.Locator("[data-live='yes']").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "OWN-1", Exact = true }).ClickAsync();
        await Expect(page.GetByText("This order is on hold")).ToBeVisibleAsync();
        await Expect(page.GetByText("The customer's e-mail address is the credited partner's own: held for staff.").First).ToBeVisibleAsync();
        await page.ShootAsync("fraud-2-held");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await Expect(page.GetByText("This order is on hold")).ToHaveCountAsync(0);
        await Expect(page.GetByText("The anti-fraud checks have marked this order")).ToBeVisibleAsync();

        // The visit that was typed wrong says so.
        await page.OpenLiveAsync($"/clicks?coupon_code={Code}&columns=time,coupon_code,typed_code,outcome");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Z00MZ00M)." })).ToContainTextAsync("Delivered");

        // One press: a new code, and the partner is told.
        await page.OpenLiveAsync($"/coupons/{coupon}");
        await page.GetByText("Give Alpine Anna a new code").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the successor" }).ClickAsync();
        await Expect(page.GetByText($"is Alpine Anna's new code; {Code} goes on beside it.")).ToBeVisibleAsync();
        await page.ShootAsync("fraud-3-successor");

        // What was typed and nobody has, bound in one step to what was meant.
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = Slip });
        for (var look = 0; look == 0 || (look < 30 && await row.CountAsync() == 0); look++)
        {
            await page.OpenLiveAsync("/missed-codes?code=" + Slip);
        }

        await Expect(row).ToContainTextAsync(Code);
        await row.GetByRole(AriaRole.Button, new() { Name = $"Make it a coupon: {Slip}" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it a coupon", Exact = true }).And(page.Locator("button[type=submit]")).ClickAsync();
        await Expect(page.GetByText($"{Slip} is a coupon now, and its tracking URL works.")).ToBeVisibleAsync();
        await page.ShootAsync("fraud-4-missed");
        await VisitAsync("/" + Slip, HttpStatusCode.Found);
        Assert.Empty(session.ForeignRequests);

        var (partner, own) = await portal.SignInAsync(browser, DemoPortal.Partner);
        await using var leaving = partner;
        await own.OpenLiveAsync("/partner/codes?text=" + Code);
        await Expect(own.GetByRole(AriaRole.Row).Filter(new() { HasText = "Use " + Code })).ToContainTextAsync("now");
        await own.ShootAsync("fraud-5-partner");
    }

    private async Task<(int Coupon, string Mail)> CouponAsync(HttpClient client)
    {
        var partners = (await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/partners?limit=200", UriKind.Relative))).GetProperty("data").EnumerateArray();
        var anna = partners.First(p => p.GetProperty("name").GetString() == "Alpine Anna");
        using var created = await client.PostAsJsonAsync(new Uri("/api/v1/coupons", UriKind.Relative), new { code = Code, offer_id = 1, partner_id = anna.GetProperty("id").GetInt32() });
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync());
        return ((await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt32(), anna.GetProperty("email").GetString()!);
    }

    private async Task VisitAsync(string path, HttpStatusCode? expected)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = portal.BaseUrl };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36");
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(expected is null || answer.StatusCode == expected, $"{path}: {answer.StatusCode}");
    }

    private static async Task OrderAsync(HttpClient client, string query)
    {
        var advertiser = await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/advertisers/1", UriKind.Relative));
        using var answer = await client.GetAsync(new Uri($"/postback?aid=1&verification_token={advertiser.GetProperty("postback_key").GetString()}&{query}", UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private HttpClient Script()
    {
        var client = new HttpClient { BaseAddress = portal.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoPortal.ApiKey);
        return client;
    }
}
