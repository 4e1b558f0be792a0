using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Offers;
using CouponPortal.Features.ScanTool;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Features.ScanTool;

/// <summary>The Scan Tool foretells the redirect: in every world that can be thought of here, for every visitor, it says what the redirect then does.</summary>
public sealed partial class ScanTogetherTests
{
    private const int Worlds = 36;
    private const string CountryHeader = "X-Test-Country";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scan_and_redirect_come_to_the_same_outcome_and_the_same_address_and_a_scan_records_nothing()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite, ("Geo:CountryHeader", CountryHeader));
        using var browser = host.Visitor();
        var outcomes = new HashSet<string>();
        for (var seed = 0; seed < Worlds; seed++)
        {
            var random = new Random(seed);
            var code = $"WORLD{seed}";
            await BuildAsync(host, code, seed % 9, random);
            foreach (var visitor in Visitors(random))
            {
                var before = await ClicksAsync(host);
                var link = $"/{Typed(code, random)}?sub1=s%20{seed}&source_id=%C3%A4{Query(random)}";
                var scanned = await ScanAsync(host, "http://127.0.0.1" + link, visitor);
                Assert.Equal(before, await ClicksAsync(host));

                var (outcome, location) = await VisitAsync(host, browser, link, visitor);

                Assert.True((outcome, location) == (Outcome(scanned), scanned.GetProperty("destination").GetString()), $"World {seed}, {visitor}: the redirect: {outcome} {location}; the scan: {scanned}");
                outcomes.Add(outcome.Split(' ')[0]);
            }
        }

        Assert.Empty(new HashSet<string>(["delivered", "no_owner", "coupon_paused", "ended", "not_started", "not_targeted", "capped", "offer_paused", "partner_paused", "unassigned", "robot"]).Except(outcomes));
    }

    private static async Task BuildAsync(PortalHost host, string code, int kind, Random random)
    {
        var (main, spare) = (await OfferAsync(host, "{coupon_code}/{transaction_id}?o={offer_id}"), await OfferAsync(host, "spare"));
        await using (var db = host.Db())
        {
            var offers = await db.Offers.Where(o => o.Id == main || o.Id == spare).ToDictionaryAsync(o => o.Id, Cancel);
            Shape(offers[main], random, spare);
            Shape(offers[spare], random, main);
            await db.SaveChangesAsync(Cancel);
        }

        foreach (var partner in new[] { PortalNetwork.Ana, PortalNetwork.Bo })
        {
            await host.SendAsync(PortalNetwork.Admin, HttpMethod.Post, "approvals", JsonSerializer.Serialize(new { offer_id = spare, partner_id = partner, status = "approved" }));
        }

        int[] partners = kind switch { 0 => [], 1 => [PortalNetwork.Ana, PortalNetwork.Bo], 2 => [PortalNetwork.Cy], _ => [PortalNetwork.Ana] };
        var body = JsonSerializer.Serialize(new
        {
            code,
            offer_id = main,
            visibility = "private",
            partner_ids = partners,
            status = kind == 3 ? "paused" : "active",
            start_date = kind == 4 ? "2027-01-01" : null,
            end_date = kind == 5 ? "2026-10-01" : null,
        });
        var made = await host.SendAsync(PortalNetwork.Admin, HttpMethod.Post, "coupons", body);
        Assert.True(made.Status == 201, made.Text);
    }

    private static async Task<int> OfferAsync(PortalHost host, string path)
    {
        var answer = await host.SendAsync(PortalNetwork.Admin, HttpMethod.Post, "offers", JsonSerializer.Serialize(new { advertiser_id = PortalNetwork.Ames, name = "Offer", base_destination_url = "https://ames.example/" + path }));
        return answer.Json.GetProperty("id").GetInt32();
    }

    private static void Shape(Offer offer, Random random, int other)
    {
        offer.Status = random.Next(6) == 0 ? OfferStatus.Paused : OfferStatus.Active;
        offer.FallbackUrl = random.Next(2) == 0 ? $"https://ames.example/fallback{offer.Id}?x=1#top" : null;
        offer.Targeting = random.Next(3) switch
        {
            0 => OfferTargeting.None,
            1 => new() { Country = new(Mode(), ["DE", "AT"], Unknown()), Device = random.Next(2) == 0 ? new(Mode(), ["mobile"]) : null },
            _ => new() { Language = new(Mode(), ["de"], Unknown()), Referrer = random.Next(2) == 0 ? new(Mode(), ["youtube.com"], Unknown()) : null },
        };
        offer.SmartSwitch = random.Next(3) switch
        {
            0 => SmartSwitch.None,
            1 => new() { Steps = [new([new SwitchTarget(OfferId: other)])] },
            _ => new() { Steps = [new([new SwitchTarget(OfferId: other)], When: [SwitchReason.Cap]), new([new SwitchTarget(Url: "https://other.example/{coupon_code}")])] },
        };
        offer.Caps = random.Next(2) == 0 ? OfferCaps.None : new()
        {
            Limits = [new(random.Next(2) == 0 ? CapScope.Offer : CapScope.Partner, null, CapMetric.Clicks, CapPeriod.Day, 1) { Visits = (CapVisits)random.Next(3) }],
        };

        TargetMode Mode() => random.Next(2) == 0 ? TargetMode.Allow : TargetMode.Deny;

        UnknownRule Unknown() => random.Next(2) == 0 ? UnknownRule.LetIn : UnknownRule.Refuse;
    }

    private static IEnumerable<Guest> Visitors(Random random) => Enumerable.Range(0, 4).Select(_ => new Guest(
        Visitor.All[random.Next(Visitor.All.Count)].UserAgent,
        random.Next(3) switch { 0 => "DE", 1 => "US", _ => null },
        random.Next(3) switch { 0 => "de-AT,en;q=0.5", 1 => "en", _ => null },
        random.Next(3) switch { 0 => "https://www.youtube.com/watch?v=1", 1 => "https://notyoutube.com/", _ => null }));

    // As it is, with what stood behind it in a text, and with a letter for a digit: WORLD has an O and an L.
    private static string Typed(string code, Random random) => random.Next(4) switch { 0 => code + ").", 1 => code.Replace('O', '0'), _ => code };

    private static string Query(Random random) => random.Next(3) == 0 ? "&oid=999999" : "";

    private static async Task<JsonElement> ScanAsync(PortalHost host, string url, Guest visitor)
    {
        var answer = await host.SendAsync(PortalNetwork.Manager, HttpMethod.Post, "scan", JsonSerializer.Serialize(new { url, user_agent = visitor.Agent, country = visitor.Country, language = visitor.Language, referrer = visitor.Referrer }));
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }

    private static async Task<(string Outcome, string? Location)> VisitAsync(PortalHost host, HttpClient browser, string link, Guest visitor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(link, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("User-Agent", visitor.Agent);
        foreach (var (name, value) in new[] { (CountryHeader, visitor.Country), ("Accept-Language", visitor.Language), ("Referer", visitor.Referrer) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = await browser.SendAsync(request, Cancel);
        await using var db = host.Db();
        var click = await db.Clicks.AsNoTracking().OrderByDescending(c => c.Id).FirstAsync(Cancel);
        Assert.Equal(answer.Headers.Location is null ? HttpStatusCode.NotFound : HttpStatusCode.Found, answer.StatusCode);
        return (Said(SnakeCase.Of(click.Outcome), click.OfferId, click.PartnerId, click.CouponId, click.Chain), answer.Headers.Location is { } to ? ClickId().Replace(to.OriginalString, Scan.SampleClickId) : null);
    }

    private static string Outcome(JsonElement scan) => Said(
        scan.GetProperty("outcome").GetString()!, Number(scan, "offer_id"), Number(scan, "partner_id"), Number(scan, "coupon_id"),
        string.Join('>', scan.GetProperty("chain").EnumerateArray().Select(c => (Number(c, "offer_id")?.ToString(CultureInfo.InvariantCulture) ?? VisitChain.Url) + (c.GetProperty("why").GetString() is { } why ? ":" + why : ""))));

    private static string Said(string outcome, int? offer, int? partner, int? coupon, string? chain) => string.Create(CultureInfo.InvariantCulture, $"{outcome} offer {offer} partner {partner} coupon {coupon} by {chain}");

    private static int? Number(JsonElement of, string name) => of.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt32() : null;

    private static async Task<int> ClicksAsync(PortalHost host)
    {
        await using var db = host.Db();
        return await db.Clicks.CountAsync(Cancel);
    }

    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex ClickId();

    private sealed record Guest(string Agent, string? Country, string? Language, string? Referrer);
}
