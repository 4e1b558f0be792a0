using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.Actions;
using CouponPortal.Tests.Features.Coupons.Bulk;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons.Actions;

public sealed class ActOnCouponsTests
{
    [Theory, BothEngines]
    public async Task Status_of_all_that_match_is_tried_and_then_changed(DatabaseProvider engine)
    {
        await using var bulk = await FilledAsync(engine);
        var acts = Acts(bulk);

        var prepared = Done(await acts.PrepareAsync(Manager, new(OfferId: Shoes), new CouponAct.Status(CouponStatus.Paused)));
        var tried = await bulk.EndAsync(prepared.Batches[0].Id);
        Assert.Equal((CouponBatchState.Ready, 3, 1, 0), (tried.State, tried.Updated, tried.Unchanged, tried.Refused));
        Assert.Equal(1, await PausedAsync(bulk));

        var applied = await bulk.EndAsync(Done(await acts.ApplyAsync(Manager, prepared))[0].Id);
        Assert.Equal((CouponBatchKind.Status, CouponBatchState.Applied, 3), (applied.Kind, applied.State, applied.Updated));
        Assert.Equal(4, await PausedAsync(bulk));
    }

    [Theory, BothEngines]
    public async Task Pool_is_given_to_partners_in_the_order_of_codes_a_number_each(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        foreach (var code in (string[])["P5", "P3", "P1", "P4", "P2"])
        {
            await bulk.World.CreatedAsync(Draft(code + "X"));
        }

        var prepared = Done(await Acts(bulk).PrepareAsync(Manager, new(Unassigned: true), new CouponAct.Assign([Ben, Ann], 2)));
        await bulk.EndAsync(prepared.Batches[0].Id);
        Assert.Equal(1, prepared.Left);
        await bulk.EndAsync(Done(await Acts(bulk).ApplyAsync(Manager, prepared))[0].Id);

        var owners = await bulk.World.ReadAsync(db => db.Coupons.OrderBy(c => c.NormalCode).Select(c => c.OwnerId).ToListAsync());
        Assert.Equal([Ben, Ben, Ann, Ann, null], owners);
    }

    [Theory, BothEngines]
    public async Task End_is_moved_by_days_and_codes_without_one_stay_without(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        await bulk.World.CreatedAsync(Draft("ENDS1", Ann) with { EndDate = new(2026, 3, 31) });
        await bulk.World.CreatedAsync(Draft("NEVER1", Ann));

        var prepared = Done(await Acts(bulk).PrepareAsync(Manager, new(), new CouponAct.End(null, 30)));
        var applied = await bulk.EndAsync(Done(await Acts(bulk).ApplyAsync(Manager, prepared))[0].Id);

        Assert.Equal((1, 1), (applied.Updated, applied.Unchanged));
        var ends = await bulk.World.ReadAsync(db => db.Coupons.OrderBy(c => c.NormalCode).Select(c => new { c.EndDate, c.EndsAt }).ToListAsync());
        Assert.Equal([new DateOnly(2026, 4, 30), null], ends.Select(e => e.EndDate));
        Assert.Equal(new DateTime(2026, 5, 1, 4, 0, 0, DateTimeKind.Utc), ends[0].EndsAt);
    }

    [Fact]
    public async Task Coupons_that_cannot_take_the_act_are_named_with_their_reason()
    {
        await using var bulk = await BulkWorld.NewAsync(DatabaseProvider.Sqlite);
        await bulk.World.CreatedAsync(Draft("OPEN1") with { Visibility = CouponVisibility.Public });

        var prepared = Done(await Acts(bulk).PrepareAsync(Manager, new(), new CouponAct.Assign([Ann], null)));
        await bulk.EndAsync(prepared.Batches[0].Id);

        Assert.StartsWith("OPEN1: A Public code names no partner", Assert.Single(prepared.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chosen_coupons_of_others_are_not_touched()
    {
        await using var bulk = await FilledAsync(DatabaseProvider.Sqlite);
        var ids = await bulk.World.ReadAsync(db => db.Coupons.Select(c => c.Id).ToListAsync());
        var pause = new CouponAct.Status(CouponStatus.Paused);

        Assert.IsType<Outcome<PreparedAct>.Conflict>(await Acts(bulk).PrepareAsync(Stranger, new(Ids: ids), pause));
        foreach (var actor in (Actor[])[Viewer, PartnerUser, ReadOnlyKey])
        {
            Assert.IsType<Outcome<PreparedAct>.Forbidden>(await Acts(bulk).PrepareAsync(actor, new(Ids: ids), pause));
        }
    }

    [Fact]
    public async Task Act_that_does_not_say_what_it_needs_is_refused_at_its_field()
    {
        await using var bulk = await FilledAsync(DatabaseProvider.Sqlite);

        Assert.Equal("partner_ids", await FaultAsync(new CouponAct.Assign([], null)));
        Assert.Equal("each", await FaultAsync(new CouponAct.Assign([Ann, Ben], null)));
        Assert.Equal("days", await FaultAsync(new CouponAct.End(null, 0)));

        async Task<string> FaultAsync(CouponAct act) => Assert.Single(Assert.IsType<Outcome<PreparedAct>.Invalid>(await Acts(bulk).PrepareAsync(Manager, new(), act)).Errors.ByField.Keys);
    }

    [Theory, BothEngines]
    public async Task Partners_are_found_by_id_name_and_email_and_the_others_are_named(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        await bulk.World.ChangeAsync(db =>
        {
            db.Partners.Add(new() { Id = 20, Name = "Twin, Ltd", Email = "twin@blog.example" });
            db.Partners.Add(new() { Id = 21, Name = "Ben", Email = "" });
            return Task.CompletedTask;
        });
        var names = new PartnerNames(bulk.World.Database);

        var read = await names.ReadAsync(Manager, "13, ANN@blog.example\nTwin, Ltd\n  ann's blog ;nobody\nBen");

        Assert.Equal([Cat, Ann, 20], read.Found.Select(p => p.Id));
        Assert.Equal(["“nobody” is no partner's id, name or e-mail.", "“Ben” means several partners: write the id, 12 or 21."], read.Faults);
        Assert.Empty((await names.ReadAsync(PartnerUser, "13")).Found);
    }

    private static ActOnCoupons Acts(BulkWorld bulk) => new(bulk.World.Database, bulk.World.Catalog, bulk.Batches, bulk.World.Time);

    private static Task<int> PausedAsync(BulkWorld bulk) => bulk.World.ReadAsync(db => db.Coupons.CountAsync(c => c.Status == CouponStatus.Paused));

    private static async Task<BulkWorld> FilledAsync(DatabaseProvider engine)
    {
        var bulk = await BulkWorld.NewAsync(engine);
        foreach (var draft in (CouponDraft[])[Draft("ONE1", Ann), Draft("TWO2", Ben), Draft("THREE3"), Draft("PAUSED4", Ann) with { Status = CouponStatus.Paused }, Draft("HAT5", Ann) with { OfferId = Hats }])
        {
            await bulk.World.CreatedAsync(draft);
        }

        return bulk;
    }
}
