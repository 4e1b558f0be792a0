using System.Net;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.MissingSales;
using CouponPortal.Features.Cases;
using CouponPortal.Features.PartnerPortal.MissingSale;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.PartnerPortal;

/// <summary>A case from the partner's question to staff's answer.</summary>
public sealed class SaleCaseTests
{
    private static readonly MissingSaleDraft Missing = new() { AdvertiserId = Ames, Code = "ANASALE", OrderId = "LOST-1" };

    [Theory, BothEngines]
    public async Task Case_goes_from_partner_to_staff_and_back_until_the_order_is_credited(DatabaseProvider engine)
    {
        await using var network = await MoneyNetwork.CreateAsync(engine);
        await network.AddHitAsync("GET /postback?order_id=LOST-1&coupon_code=ANASALE");
        var (own, list, details, decide) = (network.Service<OwnCases>(), network.Service<CaseList>(), network.Service<CaseDetails>(), network.Service<DecideCase>());

        var opened = Done(await own.OpenAsync(MoneyNetwork.Ana, Missing, " She has a receipt. "));
        Assert.Equal((SaleCaseState.Open, MissingSaleFinding.NotAccepted, "She has a receipt."), (opened.State, opened.Finding, Assert.Single(opened.Messages).Text));
        Assert.Contains("Its amount could not be read.", opened.Answer);

        Assert.Equal(opened.Id, Assert.Single((await list.FindAsync(MoneyNetwork.AmesManager, new(), new())).Rows).Id);
        Assert.Empty((await list.FindAsync(MoneyNetwork.BondManager, new(), new())).Rows);
        var story = (await details.FindAsync(MoneyNetwork.AmesManager, opened.Id))!;
        Assert.Equal(("LOST-1", true), (story.Row.OrderId, story.MayDecide));
        Assert.Contains("order_id=LOST-1", Assert.Single(story.Hits).Raw, StringComparison.Ordinal);

        var asked = Done(await decide.RunAsync(MoneyNetwork.AmesManager, opened.Id, new() { State = SaleCaseState.NeedsMore, Text = "Which day?", Version = 1 }));
        var answered = Done(await own.ReplyAsync(MoneyNetwork.Ana, opened.Id, "Monday.", asked.Version));
        Assert.Equal((SaleCaseState.Open, 3), (answered.State, answered.Messages.Count));

        // Only an order that is the partner's now can close it.
        foreach (var order in (string[])["", "rubbish", network.Ids.Format(await network.KeyOfAsync("BOCANARY-1"))])
        {
            Assert.Equal(["conversion_id"], Errors(await decide.RunAsync(MoneyNetwork.AmesManager, opened.Id, new() { State = SaleCaseState.Credited, ConversionId = order, Version = answered.Version })));
        }

        await network.OrderAsync("LOST-1", "15.00", "ANASALE");
        var key = await network.KeyOfAsync("LOST-1");
        Assert.Contains((await details.FindAsync(MoneyNetwork.AmesManager, opened.Id))!.Orders, o => o.Row.Id == key && !o.WasTold);
        Done(await decide.RunAsync(MoneyNetwork.AmesManager, opened.Id, new() { State = SaleCaseState.Credited, ConversionId = network.Ids.Format(key), Version = answered.Version }));

        var seen = (await own.OneAsync(MoneyNetwork.Ana, opened.Id))!;
        Assert.Equal((SaleCaseState.Credited, key, true), (seen.State, seen.ConversionKey, seen.IsDecided));
        Assert.IsType<Outcome<OwnCase>.Conflict>(await own.ReplyAsync(MoneyNetwork.Ana, opened.Id, "Thanks", seen.Version));
    }

    [Theory, BothEngines]
    public async Task Case_is_there_for_its_partner_and_its_advertisers_staff_alone(DatabaseProvider engine)
    {
        await using var network = await MoneyNetwork.CreateAsync(engine);
        var (own, details, decide) = (network.Service<OwnCases>(), network.Service<CaseDetails>(), network.Service<DecideCase>());
        var opened = Done(await own.OpenAsync(MoneyNetwork.Ana, Missing, "Mine"));
        var reply = new CaseReply { State = SaleCaseState.Declined, Text = "No", Version = 1 };

        foreach (var actor in (Actor[])[MoneyNetwork.Bo, MoneyNetwork.AmesManager, Actor.System, new("nobody", Role.Partner, [])])
        {
            Assert.Null(await own.OneAsync(actor, opened.Id));
            Assert.IsType<Outcome<OwnCase>.NotFound>(await own.ReplyAsync(actor, opened.Id, "Hello", 1));
            Assert.Empty((await own.FindAsync(actor, new())).Rows);
        }

        foreach (var actor in (Actor[])[MoneyNetwork.Bo, MoneyNetwork.Ana, MoneyNetwork.BondManager])
        {
            Assert.Null(await details.FindAsync(actor, opened.Id));
            Assert.IsType<Outcome<SaleCase>.NotFound>(await decide.RunAsync(actor, opened.Id, reply));
        }

        Assert.IsType<Outcome<SaleCase>.Forbidden>(await decide.RunAsync(MoneyNetwork.AmesManager with { ReadOnly = true }, opened.Id, reply));
        Assert.Equal(["text"], Errors(await decide.RunAsync(MoneyNetwork.AmesManager, opened.Id, reply with { Text = " " })));
        Assert.Equal("stale", Assert.IsType<Outcome<SaleCase>.Conflict>(await decide.RunAsync(MoneyNetwork.AmesManager, opened.Id, reply with { Version = 0 })).Code);
        Done(await decide.RunAsync(MoneyNetwork.AmesManager, opened.Id, reply));
        Assert.Equal("stale", Assert.IsType<Outcome<SaleCase>.Conflict>(await decide.RunAsync(MoneyNetwork.AmesManager, opened.Id, reply)).Code);

        using var ana = await network.Host.PartnerSignedInAsync(Ana);
        using var bo = await network.Host.PartnerSignedInAsync(PortalNetwork.Bo);
        var (path, missing) = ($"/partner/missing-sale/cases/{opened.Id}", "/partner/missing-sale/cases/4711");
        var page = await TextAsync(ana, path, HttpStatusCode.OK);
        Assert.Contains("Declined", page, StringComparison.Ordinal);
        Assert.DoesNotContain("manager@ames.example", page, StringComparison.Ordinal);
        Assert.Equal(await TextAsync(bo, missing, HttpStatusCode.NotFound), await TextAsync(bo, path, HttpStatusCode.NotFound));
        await TextAsync(ana, $"/missing-sales/{opened.Id}", HttpStatusCode.NotFound);
        using var admin = await network.Host.SignedInAsync();
        Assert.Contains("ana@partner.example", await TextAsync(admin, $"/missing-sales/{opened.Id}", HttpStatusCode.OK), StringComparison.Ordinal);
        Assert.Contains($"Case {opened.Id}", await TextAsync(admin, "/missing-sales", HttpStatusCode.OK), StringComparison.Ordinal);
        await TextAsync(admin, "/missing-sales/4711", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Same_order_has_one_open_case_and_a_credited_one_has_none()
    {
        await using var network = await MoneyNetwork.CreateAsync(DatabaseProvider.Sqlite);
        var own = network.Service<OwnCases>();
        var opened = Done(await own.OpenAsync(MoneyNetwork.Ana, Missing, "Mine"));

        Assert.Equal("case_open", Assert.IsType<Outcome<OwnCase>.Conflict>(await own.OpenAsync(MoneyNetwork.Ana, Missing, "Mine")).Code);
        Assert.Equal("nothing_missing", Assert.IsType<Outcome<OwnCase>.Conflict>(await own.OpenAsync(MoneyNetwork.Ana, Missing with { OrderId = "A-1" }, "Mine")).Code);
        Assert.Equal(["note"], Errors(await own.OpenAsync(MoneyNetwork.Ana, Missing, " ")));
        Assert.Equal(["note"], Errors(await own.OpenAsync(MoneyNetwork.Ana, Missing, new string('x', 2_001))));
        Assert.IsType<Outcome<OwnCase>.Invalid>(await own.OpenAsync(MoneyNetwork.Ana, Missing with { Code = "BOCANARY1" }, "Mine"));
        Assert.IsType<Outcome<OwnCase>.Forbidden>(await own.OpenAsync(MoneyNetwork.AmesManager, Missing, "Mine"));
        Assert.IsType<Outcome<OwnCase>.Forbidden>(await own.OpenAsync(MoneyNetwork.Ana with { ReadOnly = true }, Missing, "Mine"));
        Assert.Single((await own.FindAsync(MoneyNetwork.Ana, new())).Rows, c => c.Id == opened.Id);
    }

    [Fact]
    public async Task Api_asks_opens_answers_and_shows_a_partner_no_name_of_staff()
    {
        await using var network = await MoneyNetwork.CreateAsync(DatabaseProvider.Sqlite);
        const string Question = "\"advertiser_id\":1,\"code\":\"ANASALE\",\"order_id\":\"LOST-1\"";

        var answer = await network.Host.SendAsync(Partner, HttpMethod.Post, "missing-sales/ask", "{" + Question + "}");
        var opened = await network.Host.SendAsync(Partner, HttpMethod.Post, "missing-sales", "{" + Question + ",\"note\":\"Mine\"}");
        Assert.Equal((200, 201), (answer.Status, opened.Status));
        Assert.Equal("never_arrived", answer.Json.GetProperty("finding").GetString());
        var id = opened.Json.GetProperty("id").GetInt32();

        var declined = await network.Host.SendAsync(Manager, HttpMethod.Patch, $"missing-sales/{id}", """{"state":"declined","text":"Returned"}""");
        var shown = await network.Host.GetAsync(Partner, $"missing-sales/{id}");

        Assert.Equal(("declined", "declined"), (declined.Json.GetProperty("state").GetString(), shown.Json.GetProperty("state").GetString()));
        Assert.Contains(Manager, declined.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Manager, shown.Text, StringComparison.Ordinal);
        Assert.Equal(404, (await network.Host.GetAsync(Stranger, $"missing-sales/{id}")).Status);
        Assert.Equal(0, (await network.Host.GetAsync(Stranger, "missing-sales")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(1, (await network.Host.GetAsync(Manager, "missing-sales?state=declined")).Json.GetProperty("data").GetArrayLength());
    }

    private static T Done<T>(Outcome<T> outcome) => outcome is Outcome<T>.Done done ? done.Value : throw new InvalidOperationException(outcome.ToString());

    private static IEnumerable<string> Errors<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Invalid>(outcome).Errors.ByField.Keys;

    private static async Task<string> TextAsync(HttpClient client, string path, HttpStatusCode expected)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(expected == answer.StatusCode, $"{path}: {answer.StatusCode} {text}");
        return text[text.IndexOf("<main", StringComparison.Ordinal)..text.IndexOf("</main>", StringComparison.Ordinal)];
    }
}
