using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Partners;
using CouponPortal.Features.Partners.Postbacks;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.PartnerPortal;

/// <summary>A partner sets up where it is told of its orders: its own, for its own offers, so many messages an hour.</summary>
public sealed class OwnPostbackTests
{
    [Theory, BothEngines]
    public async Task Partner_keeps_its_own_postbacks_and_knows_of_no_other(DatabaseProvider engine)
    {
        await using var network = await MoneyNetwork.CreateAsync(engine);
        var (save, list) = (network.Service<SavePostback>(), network.Service<PostbackList>());
        var foreign = Done(await save.CreateAsync(CouponPortal.Domain.Accounts.Actor.System, new() { PartnerId = PortalNetwork.Bo, Url = "https://tracker.example/bo-CANARY" })).Row;

        var own = Done(await save.CreateAsync(MoneyNetwork.Ana, new() { Url = "https://tracker.example/ana?o={order_id}", OfferId = Shoes })).Row;
        var hook = Done(await save.CreateAsync(MoneyNetwork.Ana, new() { PartnerId = Ana, Url = "https://tracker.example/hook", Form = PostbackForm.Webhook }));

        Assert.Equal((Ana, true), (own.PartnerId, hook.NewSecret is not null));
        Assert.Equal([own.Id, hook.Row.Id], (await list.SliceAsync(MoneyNetwork.Ana, new(), null, 10)).Rows.Select(r => r.Id));
        Assert.Empty((await list.SliceAsync(MoneyNetwork.Ana, new(PortalNetwork.Bo), null, 10)).Rows);
        Assert.Empty((await list.SliceAsync(MoneyNetwork.AmesManager, new(), null, 10)).Rows);

        // Another partner and an offer without approval count as missing.
        foreach (var (partner, offer, field) in new[] { (PortalNetwork.Bo, (int?)null, "partner_id"), (4711, null, "partner_id"), (Ana, Hats, "offer_id"), (Ana, 4711, "offer_id") })
        {
            Assert.Equal([field], Errors(await save.CreateAsync(MoneyNetwork.Ana, new() { PartnerId = partner, OfferId = offer, Url = "https://tracker.example/" })));
        }

        foreach (var id in (int[])[foreign.Id, 4711])
        {
            Assert.Null(await list.OneAsync(MoneyNetwork.Ana, id));
            Assert.IsType<Outcome<SavedPostback>.NotFound>(await save.ChangeAsync(MoneyNetwork.Ana, id, PostbackDraft.Of(foreign)));
            Assert.IsType<Outcome<string>.NotFound>(await save.DeleteAsync(MoneyNetwork.Ana, id));
            Assert.IsType<Outcome<PostbackMessage>.NotFound>(await save.TryAsync(MoneyNetwork.Ana, id));
        }

        Assert.IsType<Outcome<SavedPostback>.Forbidden>(await save.CreateAsync(MoneyNetwork.Ana with { ReadOnly = true }, new() { Url = "https://tracker.example/" }));
        Assert.IsType<Outcome<string>.NotFound>(await save.DeleteAsync(MoneyNetwork.Ana with { ReadOnly = true }, own.Id));
        Assert.IsType<Outcome<SavedPostback>.Forbidden>(await save.CreateAsync(MoneyNetwork.AmesManager, new() { PartnerId = Ana, Url = "https://tracker.example/" }));
        Assert.Equal(["url"], Errors(await save.CreateAsync(MoneyNetwork.Ana, new() { Url = "javascript:alert(1)" })));
    }

    [Theory, BothEngines]
    public async Task Log_has_its_own_messages_and_tests_are_counted(DatabaseProvider engine)
    {
        await using var network = await MoneyNetwork.CreateAsync(engine);
        var (save, list) = (network.Service<SavePostback>(), network.Service<PostbackList>());
        var own = Done(await save.CreateAsync(MoneyNetwork.Ana, new() { Url = "https://127.0.0.1:9/ana" })).Row;
        var foreign = Done(await save.CreateAsync(MoneyNetwork.Bo, new() { Url = "https://127.0.0.1:9/bo" })).Row;
        var theirs = Done(await save.TryAsync(MoneyNetwork.Bo, foreign.Id));

        for (var i = 0; i < PostbackLimits.PerHour; i++)
        {
            Done(await save.TryAsync(MoneyNetwork.Ana, own.Id));
        }

        Assert.Equal("too_many_requests", Assert.IsType<Outcome<PostbackMessage>.Conflict>(await save.TryAsync(MoneyNetwork.Ana, own.Id)).Code);
        Done(await save.TryAsync(CouponPortal.Domain.Accounts.Actor.System, own.Id));
        Assert.IsType<Outcome<PostbackMessage>.NotFound>(await list.ReplayAsync(MoneyNetwork.Ana, theirs.Id));
        Assert.IsType<Outcome<PostbackMessage>.NotFound>(await list.ReplayAsync(MoneyNetwork.Ana, 4711));
        Assert.All((await list.MessagesAsync(MoneyNetwork.Ana, new(), null, 50)).Rows, m => Assert.Equal(Ana, m.PartnerId));
        Assert.Empty((await list.MessagesAsync(MoneyNetwork.Ana, new(PortalNetwork.Bo), null, 50)).Rows);
    }

    private static T Done<T>(Outcome<T> outcome) => outcome is Outcome<T>.Done done ? done.Value : throw new InvalidOperationException(outcome.ToString());

    private static IEnumerable<string> Errors<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Invalid>(outcome).Errors.ByField.Keys;
}
