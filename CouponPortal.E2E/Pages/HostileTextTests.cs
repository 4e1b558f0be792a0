using System.Collections.Concurrent;
using System.Text;
using CouponPortal.E2E.Support;

namespace CouponPortal.E2E.Pages;

/// <summary>Texts that people, shops and browsers send, in a real browser: nothing of them runs, and nobody else is sent them, in no frame of a circuit either.</summary>
public sealed class HostileTextTests(Browser browser, HostilePortal portal) : IClassFixture<HostilePortal>
{
    private static readonly string[] Lists =
    [
        "/", "/coupons?text=ZQA7", "/coupons?sort=code", "/suppressed-codes", "/offers", "/partners", "/approvals", "/advertisers", "/conversions?range=all&columns=order_id,offer,partner,advertiser,event,sub1,sub2,sub3,door,amount",
        "/conversions?range=all&page=2&columns=order_id,sub1,sub2,coupon_code", "/conversions?range=all&page=4", "/clicks?range=all&columns=time,checks,destination,referrer,sub1,user_agent,advertiser", "/inbox", "/inbox?verdict=refused", "/inbox?verdict=held",
        "/connections", "/feeds", "/integrations", "/reports/offers", "/reports/partners", "/reports/advertisers", "/reports/coupons", "/reports/attribution", "/reports/analytics?by=sub1,sub2&columns=conversions", "/settings/attribution", "/coupons/generate", "/coupons/new",
    ];

    private static readonly string[] PartnerLists =
    [
        "/partner", "/partner/codes", "/partner/offers", "/partner/clicks?range=all", "/partner/conversions?range=all", "/partner/conversions?range=all&page=2", "/partner/conversions?range=all&page=3", "/partner/payouts", "/partner/requests", "/partner/missing-sale",
    ];

    [Fact]
    public async Task Corpus_in_every_text_runs_nothing_and_asks_nobody_on_any_page_of_staff()
    {
        Assert.True(portal.Corpus.Count >= 200, $"{portal.Corpus.Count} payloads");
        await TourAsync(DemoPortal.Admin, [.. Lists, .. portal.Pages], least: 300);
    }

    [Fact]
    public async Task Corpus_in_every_text_runs_nothing_and_asks_nobody_on_any_page_of_a_partner() =>
        await TourAsync(DemoPortal.Partner, [.. PartnerLists, .. portal.PartnerPages], least: 100);

    private async Task TourAsync(string email, string[] paths, int least)
    {
        var (session, page) = await portal.SignInAsync(browser, email);
        await using var closing = session;
        var (ran, shown) = (new ConcurrentQueue<string>(), 0);
        page.Dialog += (_, dialog) =>
        {
            ran.Enqueue($"{page.Url}: dialog {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.Popup += (_, popup) => ran.Enqueue($"{page.Url}: popup {popup.Url}");
        page.PageError += (_, error) => ran.Enqueue($"{page.Url}: {error}");

        // The policy would stop a script that got in: that it had to would be a find as well.
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal) || (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal)))
            {
                ran.Enqueue($"{page.Url}: console {message.Text}");
            }
        };
        foreach (var path in paths)
        {
            await page.OpenLiveAsync(path);
            shown += await page.EvaluateAsync<int>("() => (document.body.innerText.match(/alert\\(|evil\\.example|javascript:/g) ?? []).length");
            foreach (var odd in await page.EvaluateAsync<string[]>(Inspect))
            {
                ran.Enqueue($"{path}: {odd}");
            }
        }

        Assert.True(ran.IsEmpty, string.Join('\n', ran.Take(40)));
        Assert.Empty(session.ForeignRequests);
        Assert.True(shown > least, $"Only {shown} of the texts were on the pages: nothing is proved.");
    }

    [Theory]
    [InlineData(DemoPortal.Staff)]
    [InlineData("partner@demo.example")]
    public async Task No_frame_of_another_persons_circuit_bears_the_mark(string email)
    {
        var (session, page) = await portal.SignInAsync(browser, email);
        await using var closing = session;
        var (frames, found) = (0, new ConcurrentQueue<string>());
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        {
            Interlocked.Increment(ref frames);
            var text = frame.Text ?? Encoding.Latin1.GetString(frame.Binary ?? []);
            if (text.Contains(HostilePortal.Mark, StringComparison.OrdinalIgnoreCase))
            {
                found.Enqueue($"{page.Url}: {text[..Math.Min(200, text.Length)]}");
            }
        };
        string[] paths = ["/", "/coupons?text=zqa7", "/conversions?range=all&sub1=zqa7", "/clicks?range=all", "/inbox", "/partners?text=zqa7", "/approvals", $"/?advertiser_id={portal.Advertiser}", $"/coupons?advertiser_id={portal.Advertiser}", $"/settings/attribution?advertiser={portal.Advertiser}", "/coupons/new", .. portal.Pages.Where(p => !p.StartsWith("/partners/", StringComparison.Ordinal))];
        foreach (var path in paths)
        {
            await page.GotoAsync(path);
            await page.Locator("[data-live='yes'], main.plain").WaitForAsync();
        }

        Assert.Empty(found);
        Assert.True(frames > 20, $"{frames} frames");
    }

    // What no page of the portal has by itself.
    private const string Inspect = """
        () => [...document.querySelectorAll('main *, nav *')]
          .filter(e => [...e.attributes].some(a => a.name.startsWith('on') || /^\s*javascript:/i.test(a.value) && ['href', 'src', 'action', 'formaction', 'xlink:href'].includes(a.name))
            || ['SCRIPT', 'OBJECT', 'EMBED', 'META', 'BASE', 'STYLE', 'LINK', 'MARQUEE', 'VIDEO', 'AUDIO'].includes(e.tagName))
          .map(e => e.outerHTML.slice(0, 200))
        """;
}
