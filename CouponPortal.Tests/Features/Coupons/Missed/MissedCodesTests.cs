using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.Missed;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons.Missed;

public sealed class MissedCodesTests
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    [Theory, BothEngines]
    public async Task Misses_are_counted_once_with_what_was_meant_and_become_a_coupon_in_one_step(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.CreatedAsync(Draft("SNAP10", Ann) with { OfferId = Hats });
        await MissAsync(world, Shop, "SNAPIO0", hoursAgo: 30, "youtube.com");
        await MissAsync(world, Shop, "SNAP1O", hoursAgo: 5, "youtube.com", "youtube.com", null, "blog.example");
        await MissAsync(world, OtherShop, "SNAP1O", hoursAgo: 4, "other.example");
        await MissAsync(world, null, "NOBODYS", hoursAgo: 3, (string?)null);
        await MissAsync(world, Shop, "TOOYOUNG", hoursAgo: 0, (string?)null);
        var (counter, list) = (new MissCounter(world.Database, world.Time), new MissedCodeList(world.Database, world.Catalog, world.Time));

        await counter.RunAsync(Stop);
        await counter.RunAsync(Stop);

        var rows = (await list.FindAsync(Viewer, new(), new(), Stop)).Rows;
        Assert.Equal(["SNAP1O", "SNAPIO0"], rows.Select(r => r.Missed.Code));
        Assert.Equal((4L, "SNAP10", (int?)Ann, Hats), (rows[0].Missed.Visits, rows[0].Meant?.Code, rows[0].Meant?.PartnerId, rows[0].Meant?.OfferId ?? 0));
        Assert.Equal([("youtube.com", 2L), ("blog.example", 1L)], MissedReferrers.Read(rows[0].Missed.Referrers));
        Assert.Null(Assert.Single((await list.FindAsync(Stranger, new(), new(), Stop)).Rows).Meant);
        Assert.Contains("NOBODYS", (await list.FindAsync(Admin, new(), new(), Stop)).Rows.Select(r => r.Missed.Code));
        Assert.Empty((await list.FindAsync(PartnerUser, new(), new(), Stop)).Rows);

        // What comes later is added to it.
        await MissAsync(world, Shop, "SNAP1O", hoursAgo: -1, "youtube.com");
        world.Time.Advance(TimeSpan.FromHours(2));
        await counter.RunAsync(Stop);
        Assert.Equal(5, (await list.FindAsync(Viewer, new(), new(), Stop)).Rows[0].Missed.Visits);
        Assert.Contains("TOOYOUNG", (await list.FindAsync(Viewer, new(), new(), Stop)).Rows.Select(r => r.Missed.Code));

        var judge = new JudgeMissedCode(world.Database, world.Save);
        var id = rows[0].Missed.Id;
        Assert.IsType<Outcome<CouponRow>.Forbidden>(await judge.MakeCouponAsync(Viewer, id, Hats, Ann, Stop));
        Assert.IsType<Outcome<CouponRow>.NotFound>(await judge.MakeCouponAsync(Stranger, id, Hats, Ann, Stop));
        Assert.NotEmpty(Assert.IsType<Outcome<CouponRow>.Invalid>(await judge.MakeCouponAsync(Manager, id, OtherOffer, Ann, Stop)).Errors.For("offer_id"));
        var made = Done(await judge.MakeCouponAsync(Manager, id, Hats, Ann, Stop)).Coupon;
        Assert.Equal(("SNAP1O", CouponVisibility.Private, (int?)Ann), (made.Code, made.Visibility, made.OwnerId));
        Assert.DoesNotContain("SNAP1O", (await list.FindAsync(Viewer, new(), new(), Stop)).Rows.Select(r => r.Missed.Code));
        Assert.Equal("SNAP1O", Assert.Single((await list.FindAsync(Viewer, new(MissedCodeState.Bound), new(), Stop)).Rows).Missed.Code);
    }

    [Theory, BothEngines]
    public async Task Ignored_code_leaves_the_list_and_comes_back_and_a_code_that_became_a_coupon_is_missed_no_more(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await MissAsync(world, Shop, "ADMINPHP", hoursAgo: 5, (string?)null);
        await MissAsync(world, Shop, "SUMMER", hoursAgo: 5, (string?)null);
        var (counter, list, judge) = (new MissCounter(world.Database, world.Time), new MissedCodeList(world.Database, world.Catalog, world.Time), new JudgeMissedCode(world.Database, world.Save));
        await counter.RunAsync(Stop);
        var id = (await list.FindAsync(Manager, new(Code: "admin"), new(), Stop)).Rows.Single().Missed.Id;

        Assert.IsType<Outcome<MissedCode>.Forbidden>(await judge.IgnoreAsync(Viewer, id, isIgnored: true, Stop));
        Done(await judge.IgnoreAsync(Manager, id, isIgnored: true, Stop));
        Assert.Equal(["SUMMER"], (await list.FindAsync(Manager, new(), new(), Stop)).Rows.Select(r => r.Missed.Code));
        Assert.Equal(["ADMINPHP"], (await list.FindAsync(Manager, new(MissedCodeState.Ignored), new(), Stop)).Rows.Select(r => r.Missed.Code));

        await world.CreatedAsync(Draft("SUMMER", Ben));
        Assert.Empty((await list.FindAsync(Manager, new(), new(), Stop)).Rows);
        Done(await judge.IgnoreAsync(Manager, id, isIgnored: false, Stop));
        Assert.Equal(["ADMINPHP"], (await list.FindAsync(Manager, new(), new(), Stop)).Rows.Select(r => r.Missed.Code));
    }

    [Theory, BothEngines]
    public async Task Somebody_who_tries_codes_fills_no_more_than_the_list_holds_and_pushes_nothing_out_that_is_typed_often(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await MissAsync(world, Shop, "OFTEN", hoursAgo: 5, null, null, null);
        await world.ChangeAsync(db =>
        {
            db.Clicks.AddRange(Enumerable.Range(0, MissedCode.MostOpen + 300).Select(i => Miss(world, Shop, $"TRY{i:D6}", hoursAgo: 2, i, null)));
            return Task.CompletedTask;
        });

        await new MissCounter(world.Database, world.Time).RunAsync(Stop);

        Assert.Equal(MissedCode.MostOpen, await world.ReadAsync(db => db.MissedCodes.CountAsync()));
        Assert.Equal(3, await world.ReadAsync(db => db.MissedCodes.Where(m => m.Code == "OFTEN").Select(m => m.Visits).SingleAsync()));
    }

    private static int _next;

    private static Task MissAsync(CouponWorld world, int? advertiser, string code, int hoursAgo, params string?[] referrers) => world.ChangeAsync(db =>
    {
        db.Clicks.AddRange(referrers.Select(r => Miss(world, advertiser, code, hoursAgo, Interlocked.Increment(ref _next), r)));
        return Task.CompletedTask;
    });

    private static Click Miss(CouponWorld world, int? advertiser, string code, int hoursAgo, int number, string? referrer) => new()
    {
        Id = EventKey.First(world.Time.GetUtcNow().UtcDateTime.AddHours(-hoursAgo).AddSeconds(hoursAgo == 0 ? -1 : 0)) + number + 1,
        AdvertiserId = advertiser,
        CouponCode = code,
        Outcome = VisitOutcome.UnknownCode,
        Referrer = referrer,
    };
}
