using System.Net;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Delivery;
using CouponPortal.Features.PartnerPortal.Codes;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.PartnerPortal;

/// <summary>"Does it work right now?" says what an order and a visitor would get at that moment.</summary>
public sealed class CodeWorksTests
{
    private static readonly Actor AnaUser = TestStore.PartnerUser(Ana);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Verdict_of_the_link_is_what_a_visitor_gets(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var works = host.Services.GetRequiredService<CodeWorks>();
        var codes = host.Services.GetRequiredService<PartnerCodes>();
        await CreateAsync(host, "RUNS", "");
        await CreateAsync(host, "RESTS", ""","status":"paused" """);
        await CreateAsync(host, "LATER", ""","start_date":"2031-01-01" """);
        await CreateAsync(host, "OVER", ""","end_date":"2020-01-01" """);
        await CreateAsync(host, "TWICE", "");
        await CreateAsync(host, "TWICE", "", offer: Tea);
        using var visitor = host.Visitor();
        var origin = visitor.BaseAddress!.ToString();

        var rows = (await codes.FindAsync(AnaUser, new(), new PageRequest(SortBy: "code"), Cancel)).Rows;
        Assert.Equal(["LATER", "OVER", "RESTS", "RUNS", "TWICE", "TWICE"], rows.Select(r => r.Code));
        foreach (var row in rows)
        {
            var verdict = works.Of(row, origin);
            var url = row.TrackingUrl(origin).Url ?? origin + row.Code;
            using var answer = await visitor.GetAsync(new Uri(url), Cancel);
            var location = answer.Headers.Location?.Host;
            await using var db = host.Db();
            var click = await db.Clicks.AsNoTracking().OrderByDescending(c => c.Id).FirstAsync(Cancel);

            Assert.True(verdict.Link.Works == (click.Outcome == VisitOutcome.Delivered && click.PartnerId == Ana), $"{row.Code}: {verdict.Link} but {click.Outcome}");
            Assert.Equal(verdict.Link.Works ? HttpStatusCode.Found : HttpStatusCode.NotFound, answer.StatusCode);
            Assert.True(!verdict.Link.Works || verdict.Link.Sentence.Contains(location!, StringComparison.Ordinal), verdict.Link.Sentence);
            Assert.Equal(row.Code is "RUNS" or "TWICE", verdict.Code.Works);
        }

    }

    [Theory, BothEngines]
    public async Task Verdict_of_the_code_names_what_stands_in_the_way(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        await CreateAsync(host, "RUNS", "");
        await CreateAsync(host, "STRONG", ""","visibility":"exclusive" """);
        await CreateAsync(host, "RESTS", ""","status":"paused" """);
        await CreateAsync(host, "LATER", ""","start_date":"2031-01-01" """);
        await CreateAsync(host, "OVER", ""","end_date":"2020-01-01" """);
        await CreateAsync(host, "GONE", "");
        Assert.Equal(201, (await host.SendAsync(Admin, HttpMethod.Post, "suppressed-codes", """{"advertiser_id":1,"code":"GONE"}""")).Status);
        Assert.Equal(201, (await host.SendAsync(Admin, HttpMethod.Post, "coupons", """{"code":"OPEN","offer_id":10,"visibility":"public"}""")).Status);

        Assert.Equal((true, "An order with it is yours, unless the shopper last came by another partner's link."), await OfAsync(host, "RUNS"));
        Assert.Equal((true, "An order with it is yours, whichever link the shopper came by."), await OfAsync(host, "STRONG"));
        Assert.Equal((false, "The shop has paused it: orders with it are not credited to you."), await OfAsync(host, "RESTS"));
        Assert.Equal((false, "It starts on 1 Jan 2031."), await OfAsync(host, "LATER"));
        Assert.Equal((false, "It ended: 1 Jan 2020 was its last day."), await OfAsync(host, "OVER"));
        Assert.Equal((false, "The shop has put the code on its list of suppressed codes: orders with it are credited to nobody."), await OfAsync(host, "GONE"));
        Assert.Equal((false, "It names no partner: an order with it is yours only where the shopper came by your link."), await OfAsync(host, "OPEN"));

        await host.SendAsync(Admin, HttpMethod.Patch, "offers/10", """{"status":"paused"}""");
        Assert.Equal((false, "Its offer is paused: orders with it are not credited to you."), await OfAsync(host, "RUNS"));
        await host.SendAsync(Admin, HttpMethod.Patch, "offers/10", """{"status":"active"}""");
        await host.SendAsync(Admin, HttpMethod.Patch, "advertisers/1", """{"attribution_priority":"coupon_code"}""");
        Assert.Equal((true, "An order with it is yours, also where the shopper last came by another partner's link."), await OfAsync(host, "RUNS"));
        await host.SendAsync(Admin, HttpMethod.Patch, "partners/5", """{"status":"paused"}""");
        Assert.Equal((false, "Your account is paused: orders are not credited to you. Ask your network."), await OfAsync(host, "RUNS"));
    }

    private static async Task<(bool, string)> OfAsync(PortalHost host, string code)
    {
        var rows = await host.Services.GetRequiredService<PartnerCodes>().FindAsync(AnaUser, new(Code: code), new(), Cancel);
        var verdict = host.Services.GetRequiredService<CodeWorks>().Of(Assert.Single(rows.Rows), "https://portal.example/").Code;
        return (verdict.Works, verdict.Sentence);
    }

    private static async Task CreateAsync(PortalHost host, string code, string more, int offer = Shoes) =>
        Assert.Equal(201, (await host.SendAsync(Admin, HttpMethod.Post, "coupons", $$"""{"code":"{{code}}","offer_id":{{offer}},"partner_id":5{{more}}}""")).Status);
}
