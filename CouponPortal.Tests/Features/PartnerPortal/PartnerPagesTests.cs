using System.Net;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.PartnerPortal;

/// <summary>The partner's pages, files and API answers over HTTP: own rows, and nothing of anybody else's.</summary>
public sealed class PartnerPagesTests
{
    private static readonly string[] Canaries =
        ["CANARYNOTE", "CANARYPOOL", "CANARYFOREIGN", "CANARYPARTNER", "CANARYHIDDEN", "CANARYWISH", "CANARYSTAFF", "CANARYLINK", "Bo", "bo@partner.example"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Own_code_is_there_and_a_foreign_an_unassigned_and_a_missing_one_are_the_same_404(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var own = await CreateAsync(host, """{"code":"MINE10","offer_id":10,"partner_id":5,"internal_note":"CANARYNOTE"}""");
        var others = new[]
        {
            await CreateAsync(host, """{"code":"CANARYFOREIGN","offer_id":10,"partner_id":6}"""),
            await CreateAsync(host, """{"code":"CANARYPOOL","offer_id":10}"""),
            await CreateAsync(host, """{"code":"CANARYHIDDEN","offer_id":11,"visibility":"public"}"""),
            "4711",
        };
        using var ana = await host.PartnerSignedInAsync(Ana);
        using var admin = await host.SignedInAsync();

        foreach (var path in (string[])["/partner/codes/{0}", "/partner/codes/{0}/flyer", "/partner/codes/{0}/qr.png", "/partner/codes/{0}/qr.svg"])
        {
            using var mine = await GetAsync(ana, path, own);
            Assert.Equal(HttpStatusCode.OK, mine.StatusCode);
            var answers = new HashSet<string>(StringComparer.Ordinal);
            foreach (var id in others)
            {
                using var foreign = await GetAsync(ana, path, id);
                Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
                answers.Add(MainOf(await foreign.Content.ReadAsStringAsync(Cancel)));
            }

            Assert.Single(answers);
            using var staff = await GetAsync(admin, path, own);
            Assert.Equal(HttpStatusCode.NotFound, staff.StatusCode);
        }

        using var staffs = await GetAsync(ana, "/coupons/{0}/qr.svg", own);
        Assert.Equal(HttpStatusCode.NotFound, staffs.StatusCode);
        foreach (var id in others)
        {
            Assert.Equal(404, (await host.GetAsync(Partner, $"coupons/{id}")).Status);
        }
    }

    [Theory, BothEngines]
    public async Task No_answer_to_a_partner_holds_a_text_of_somebody_else(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var own = await FillAsync(host);
        using var ana = await host.PartnerSignedInAsync(Ana);
        var seen = new List<string>();
        foreach (var path in (string[])
            ["/partner", "/partner/codes", "/partner/codes?text=CANARY", "/partner/codes?sort=offer&dir=desc", "/partner/codes?state=running", "/partner/offers", "/partner/offers?text=CANARY", "/partner/requests", "/partner/requests/new",
             "/partner/requests/new?offer=11", $"/partner/codes/{own}", $"/partner/codes/{own}/flyer", $"/partner/codes/{own}/qr.svg"])
        {
            using var answer = await ana.GetAsync(new Uri(path, UriKind.Relative), Cancel);
            Assert.True(answer.IsSuccessStatusCode, path);
            Check(path, await answer.Content.ReadAsStringAsync(Cancel));
        }

        foreach (var path in (string[])["coupons", "coupons?code=CANARYFOREIGN", "coupons?partner_id=6", "coupons?partner_id=5", "coupons/export", $"coupons/{own}", "code-requests", "code-requests?partner_id=6", "offers", "approvals", "partners"])
        {
            Check(path, (await host.GetAsync(Partner, path)).Text);
        }

        Assert.Contains("MINE10", seen[1], StringComparison.Ordinal);
        Assert.Contains("Open to me", seen[5], StringComparison.Ordinal);

        void Check(string path, string text)
        {
            // What the address itself holds comes back in the search field.
            var plain = WebUtility.HtmlDecode(text).Replace("value=\"CANARY\"", "", StringComparison.Ordinal).Replace("text=CANARY", "", StringComparison.Ordinal);
            seen.Add(plain);
            foreach (var canary in Canaries.Where(c => c.Length > 2))
            {
                Assert.False(plain.Contains(canary, StringComparison.OrdinalIgnoreCase), $"{path} holds {canary}");
            }

            Assert.DoesNotContain(">Bo<", plain, StringComparison.Ordinal);
        }
    }

    [Theory, BothEngines]
    public async Task Api_shows_a_partners_key_its_own_codes_in_the_partners_form(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var own = await FillAsync(host);

        var list = (await host.GetAsync(Partner, "coupons")).Json.GetProperty("data").EnumerateArray().ToList();
        var one = (await host.GetAsync(Partner, $"coupons/{own}")).Json;

        Assert.Equal(["MINE10", "SHARED10"], list.Select(c => c.GetProperty("code").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["advertiser_id", "code", "description", "end_date", "id", "is_description_plain_text", "offer_id", "partner_id", "partner_ids", "start_date", "status", "tracking_url", "tracking_url_reason", "visibility"],
            one.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal((Ana, "[5]"), (one.GetProperty("partner_id").GetInt32(), one.GetProperty("partner_ids").GetRawText()));
        var shared = list.Single(c => c.GetProperty("code").GetString() == "SHARED10");
        Assert.Equal((JsonValueKind.Null, "[5]", JsonValueKind.Null), (shared.GetProperty("partner_id").ValueKind, shared.GetProperty("partner_ids").GetRawText(), shared.GetProperty("tracking_url").ValueKind));
        Assert.Equal(1, (await host.GetAsync(Partner, "coupons?partner_id=5")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(0, (await host.GetAsync(Partner, "coupons?partner_id=6")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(404, (await host.SendAsync(Partner, HttpMethod.Patch, $"coupons/{own}", """{"status":"paused"}""")).Status);
    }

    [Fact]
    public async Task Description_html_is_in_a_frame_of_its_own()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        var own = await CreateAsync(host, """{"code":"MINE10","offer_id":10,"partner_id":5,"is_description_plain_text":false,"description":"<b>Ten</b><script>alert(1)</script><img src=x onerror=alert(1)>"}""");
        using var ana = await host.PartnerSignedInAsync(Ana);

        using var answer = await GetAsync(ana, "/partner/codes/{0}", own);
        var page = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\"", page, StringComparison.Ordinal);
        Assert.Contains("srcdoc=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>Ten</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("onerror", page, StringComparison.Ordinal);
        Assert.DoesNotContain("alert(1)", page, StringComparison.Ordinal);
    }

    /// <returns>The id of Ana's own code.</returns>
    private static async Task<string> FillAsync(PortalHost host)
    {
        await using (var db = host.Db())
        {
            await db.Partners.Where(p => p.Id == Bo).ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, "CANARYPARTNER"), Cancel);
            db.Offers.Add(new Offer { Id = 12, AdvertiserId = Ames, Name = "CANARYHIDDEN", BaseDestinationUrl = "https://ames.example/CANARYLINK" });
            db.Offers.Add(new Offer { Id = 13, AdvertiserId = Ames, Name = "Open to me", BaseDestinationUrl = "https://ames.example/CANARYLINK", OpenToApplications = true });
            db.CodeRequests.AddRange(
                new CodeRequest { AdvertiserId = Ames, OfferId = Shoes, PartnerId = Bo, Wish = "CANARYWISH", RequestedAt = TestDatabase.Start },
                new CodeRequest { AdvertiserId = Ames, OfferId = Shoes, PartnerId = Ana, Wish = "MINE20", State = CodeRequestState.Declined, Answer = "No.", DecidedBy = "CANARYSTAFF", DecidedAt = TestDatabase.Start, RequestedAt = TestDatabase.Start });
            await db.SaveChangesAsync(Cancel);
        }

        await CreateAsync(host, """{"code":"CANARYFOREIGN","offer_id":10,"partner_id":6}""");
        await CreateAsync(host, """{"code":"CANARYPOOL","offer_id":10}""");
        await CreateAsync(host, """{"code":"CANARYHIDDEN","offer_id":12,"visibility":"public"}""");
        await CreateAsync(host, """{"code":"SHARED10","offer_id":10,"partner_ids":[5,6],"internal_note":"CANARYNOTE"}""");
        return await CreateAsync(host, """{"code":"MINE10","offer_id":10,"partner_id":5,"internal_note":"CANARYNOTE","description":"Ten off"}""");
    }

    private static Task<HttpResponseMessage> GetAsync(HttpClient client, string path, string id) => client.GetAsync(new Uri(path.Replace("{0}", id, StringComparison.Ordinal), UriKind.Relative), Cancel);

    private static string MainOf(string page) => page.Contains("<main", StringComparison.Ordinal)
        ? page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</main>", StringComparison.Ordinal)]
        : page;

    private static async Task<string> CreateAsync(PortalHost host, string body) => (await host.SendAsync(Admin, HttpMethod.Post, "coupons", body)).Json.GetProperty("id").ToString();
}
