using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Inbox;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Inbox;

public sealed class HitListTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Each_role_sees_its_own_hits_and_the_admin_those_of_nobody(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var list = new HitList(store.Store, store.Time);
        var own = await store.AddHitAsync();
        var foreign = await store.AddHitAsync(h => h.AdvertiserId = 2);
        var nobodys = await store.AddHitAsync(h => (h.AdvertiserId, h.Verdict, h.Reason) = (null, HitVerdict.Refused, "advertiser_unknown"));

        Assert.Equal([nobodys.Id, foreign.Id, own.Id], await IdsAsync(EventsDatabase.Admin));
        Assert.Equal([own.Id], await IdsAsync(EventsDatabase.Viewer));
        Assert.Equal([foreign.Id], await IdsAsync(EventsDatabase.Stranger));
        Assert.Empty(await IdsAsync(EventsDatabase.PartnerUser));
        Assert.Null(await list.OneAsync(EventsDatabase.Manager, nobodys.Id, Cancel));
        Assert.Null(await list.OneAsync(EventsDatabase.PartnerUser, own.Id, Cancel));

        async Task<long[]> IdsAsync(Actor actor) => [.. (await list.NewestAsync(actor, new(), 50, null, Cancel)).Rows.Select(h => h.Id)];
    }

    [Theory, BothEngines]
    public async Task Each_filter_finds_its_hit_alone(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var list = new HitList(store.Store, store.Time);
        await store.AddHitAsync();
        var wanted = await store.AddHitAsync(
            h => (h.AdvertiserId, h.Verdict, h.Door, h.Reason) = (2, HitVerdict.Held, "admitad", "amount_format"), EventsDatabase.Noon.AddDays(-5));

        HitFilter[] filters =
        [
            new() { AdvertiserId = 2 },
            new() { Verdict = HitVerdict.Held },
            new() { Door = "admitad" },
            new() { Reason = "amount_format" },
            new() { To = new DateOnly(2026, 1, 10) },
        ];

        foreach (var filter in filters)
        {
            Assert.Equal(wanted.Id, Assert.Single((await list.NewestAsync(EventsDatabase.Admin, filter, 50, null, Cancel)).Rows).Id);
        }

        Assert.Empty((await list.NewestAsync(EventsDatabase.Admin, new() { Door = "\0" }, 50, null, Cancel)).Rows);
    }
}
