using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>A shop is connected by pasting one address, while the page waits for its first event.</summary>
public sealed class ConnectShopTests(Browser browser, DemoPortal portal)
{
    [Fact]
    public async Task WooCommerce_is_connected_and_the_page_shows_its_first_events_the_moment_they_arrive()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        await page.OpenLiveAsync("/connections/new");

        // Nothing chosen is told at its field.
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        await Expect(page.Locator("#kind-error")).ToContainTextAsync("Choose the shop system.");
        await page.GetByLabel("WooCommerce").CheckAsync();
        await page.GetByLabel("Advertiser", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByLabel("Name").FillAsync("Journey shop");
        await page.ShootAsync("connect-1-form");
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();

        await Expect(page.GetByText("Copy the secret now")).ToBeVisibleAsync();
        await Expect(page.GetByText("Waiting for the first event. This page")).ToBeVisibleAsync();
        var secret = (await page.Locator(".notice code").InnerTextAsync()).Trim();
        var url = (await page.Locator(".setup-steps code.setup-url").First.InnerTextAsync()).Trim();
        await page.ShootAsync("connect-2-waiting");

        await PostAsync(url, "webhook_id=3", null);
        await Expect(page.GetByText("WooCommerce has tried the address and reached it.")).ToBeVisibleAsync();
        await PostAsync(url, """{"id":5001,"status":"processing","currency":"EUR","total":"80.00","date_created_gmt":"2026-11-20T10:00:00","date_modified_gmt":"2026-11-20T10:00:00","coupon_lines":[{"id":1,"code":"nosuchcode9"}]}""", secret);
        await Expect(page.GetByText("Order 5001 (processing), 80.00 EUR, code nosuchcode9.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Working", new() { Exact = true })).ToBeVisibleAsync();
        await page.ShootAsync("connect-3-arrived");

        // A wrong secret is shown with what to do, and the order's link leads to the order.
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(url, "{}", "wrong"));
        await Expect(page.GetByText("Compare the secret in WooCommerce")).ToBeVisibleAsync();
        await page.ShootAsync("connect-4-wrong-secret");
        await PostAsync(url, """{"id":5001,"status":"refunded","currency":"EUR","total":"80.00","date_created_gmt":"2026-11-20T10:00:00","date_modified_gmt":"2026-11-20T11:00:00"}""", secret);
        await page.GetByRole(AriaRole.Link, new() { Name = "5001" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "5001" })).ToBeVisibleAsync();
        Assert.Empty(session.ForeignRequests);
    }

    private static async Task PostAsync(string url, string body, string? secret) => Assert.Equal(HttpStatusCode.OK, await SendAsync(url, body, secret));

    private static async Task<HttpStatusCode> SendAsync(string url, string body, string? secret)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url)) { Content = new StringContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(secret is null ? "application/x-www-form-urlencoded" : "application/json");
        if (secret is not null)
        {
            request.Headers.Add("X-WC-Webhook-Signature", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body))));
            request.Headers.Add("X-WC-Webhook-Topic", "order.updated");
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
