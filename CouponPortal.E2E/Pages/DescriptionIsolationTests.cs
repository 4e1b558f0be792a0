using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CouponPortal.E2E.Support;

namespace CouponPortal.E2E.Pages;

/// <summary>
/// The corpus of attacks in a real browser, in the frame that partners see: cleaned as it is stored, and raw as if the cleaning had failed. Neither may show
/// a dialog, ask for anything, move the page, or reach it.
/// </summary>
public sealed class DescriptionIsolationTests(Browser browser, DemoPortal portal)
{
    private const string Marker = "isolation-marker";

    [Fact]
    public async Task Corpus_runs_nothing_and_loads_nothing_in_the_frame_of_a_description()
    {
        var payloads = Payloads();
        var cleaned = await CleanedAsync(payloads);
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        await page.OpenLiveAsync("/coupons/new");
        await page.GetByText("The description is HTML").ClickAsync();
        await page.Locator("#description").FillAsync(Marker);
        var frame = page.Locator("iframe.description-frame");
        await frame.WaitForAsync();
        var (document, sandbox) = (await frame.GetAttributeAsync("srcdoc"), await frame.GetAttributeAsync("sandbox"));
        Assert.Contains(Marker, document, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-scripts", sandbox, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-same-origin", sandbox, StringComparison.Ordinal);

        var (seen, arrived, refused) = (new ConcurrentBag<string>(), new ConcurrentBag<string>(), new ConcurrentBag<string>());
        page.Dialog += (_, dialog) =>
        {
            seen.Add("dialog: " + dialog.Message);
            _ = dialog.DismissAsync();
        };
        page.Popup += (_, popup) => seen.Add("popup: " + popup.Url);
        page.Request += (_, request) => seen.Add("request: " + request.Url);
        page.RequestFinished += (_, request) => arrived.Add(request.Url);
        page.RequestFailed += (_, request) => refused.Add($"{request.Failure} {request.Url}");
        var address = page.Url;

        // As stored: nothing at all. A stored text has no handler and nothing that loads, seen by the browser's own parser.
        Assert.Empty(await page.EvaluateAsync<string[]>(Show, new { htmls = cleaned, document, sandbox, marker = Marker }));
        Assert.Empty(await page.EvaluateAsync<string[]>(Inspect, cleaned));
        Assert.Empty(seen);
        Assert.Empty(session.ForeignRequests);

        // Raw: what Chromium would have asked for is refused by the frame's policy before it leaves.
        Assert.Empty(await page.EvaluateAsync<string[]>(Show, new { htmls = payloads, document, sandbox, marker = Marker }));
        Assert.DoesNotContain(seen, s => !s.StartsWith("request: ", StringComparison.Ordinal));
        Assert.Empty(arrived);
        Assert.All(refused, r => Assert.StartsWith("csp ", r, StringComparison.Ordinal));
        Assert.Equal(address, page.Url);
    }

    // Twenty frames at a time, each awaited until it has loaded and a while longer for timers and animations. "top" is what an attack would reach for.
    private const string Show = """
        async ({ htmls, document: template, sandbox, marker }) => {
          const faults = [];
          const before = document.documentElement.outerHTML.length;
          for (let i = 0; i < htmls.length; i += 20) {
            const frames = htmls.slice(i, i + 20).map(html => {
              const frame = document.createElement('iframe');
              frame.setAttribute('sandbox', sandbox);
              frame.srcdoc = template.replace(marker, () => html);
              return frame;
            });
            await Promise.all(frames.map(frame => new Promise(done => { frame.onload = done; document.body.append(frame); })));
            await new Promise(done => setTimeout(done, 150));
            for (const frame of frames) {
              let reached = false;
              try { reached = frame.contentDocument !== null; } catch { reached = false; }
              if (reached) faults.push('same origin: ' + frame.srcdoc);
              frame.remove();
            }
          }
          if (Math.abs(document.documentElement.outerHTML.length - before) > 2000) faults.push('the page around the frames changed');
          return faults;
        }
        """;

    private const string Inspect = """
        htmls => htmls.flatMap(html => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('*')]
          .filter(e => [...e.attributes].some(a => a.name.startsWith('on') || ['src', 'srcset', 'style', 'action', 'data', 'background', 'ping', 'id', 'class', 'name'].includes(a.name))
            || ['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'LINK', 'META', 'BASE', 'STYLE', 'FORM', 'IMG', 'SVG', 'VIDEO'].includes(e.tagName) && !['HEAD'].includes(e.parentElement?.tagName))
          .map(e => e.outerHTML))
        """;

    /// <summary>What is stored of each, asked by the API that stores it.</summary>
    private async Task<IReadOnlyList<string>> CleanedAsync(IReadOnlyList<string> payloads)
    {
        using var client = new HttpClient { BaseAddress = portal.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoPortal.ApiKey);
        var cancel = TestContext.Current.CancellationToken;
        using var created = await client.PostAsJsonAsync(new Uri("/api/v1/coupons", UriKind.Relative), new { code = "ISOLATION1", offer_id = 1 }, cancel);
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("id").GetInt32();
        var cleaned = new List<string>();
        foreach (var description in payloads)
        {
            using var answer = await client.PatchAsJsonAsync(new Uri($"/api/v1/coupons/{id}", UriKind.Relative), new { description, is_description_plain_text = false }, cancel);
            Assert.True(answer.IsSuccessStatusCode, $"{description}: {await answer.Content.ReadAsStringAsync(cancel)}");
            cleaned.Add((await answer.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("description").GetString()!);
        }

        return cleaned;
    }

    private static List<string> Payloads()
    {
        using var stream = typeof(DescriptionIsolationTests).Assembly.GetManifestResourceStream("xss-payloads.txt") ?? throw new InvalidOperationException("The list of payloads is not embedded.");
        using var reader = new StreamReader(stream);
        var payloads = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("# ", StringComparison.Ordinal)).ToList();
        Assert.True(payloads.Count >= 200, $"{payloads.Count} payloads");
        return payloads;
    }
}
