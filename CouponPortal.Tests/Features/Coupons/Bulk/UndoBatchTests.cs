using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.Bulk.BulkWorld;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons.Bulk;

public sealed class UndoBatchTests
{
    private static readonly EventKey Keys = new(0);

    [Theory, BothEngines]
    public async Task Undo_of_an_add_removes_what_nobody_used_or_changed(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        var old = await bulk.World.CreatedAsync(Draft("OLD", Ann));
        var (batch, rows) = await bulk.ApplyAsync(CouponBatchKind.Add, Adding(Draft("CLICKED", Ann), Draft("EDITED", Ann), Draft("LIST", Ann, Ben), Draft("QUIET", Ann)));
        bulk.World.Time.Advance(TimeSpan.FromMinutes(5));
        await bulk.World.ChangeAsync(db => ClickAsync(db, bulk.World, rows[0].CouponId!.Value));
        var edited = await bulk.World.ReadAsync(db => db.Coupons.SingleAsync(c => c.Code == "EDITED"));
        Done(await bulk.World.Save.UpdateAsync(Manager, edited.Id, CouponDraft.Of(edited) with { InternalNote = "mine" }));

        var undone = await bulk.UndoneAsync(batch.Id);

        Assert.Equal((CouponBatchState.Undone, Manager.Name, "2 coupons were left as they are."), (undone.State, undone.UndoneBy, undone.Message));
        Assert.Equal(["CLICKED 24 [11] Paused ..", "EDITED 24 [11] Active ..", "OLD 24 [11] Active .."], await bulk.CouponsAsync());
        Assert.Equal(
            [("CLICKED", "A click or an order used it since, so it was paused and not removed."), ("EDITED", "Somebody changed it since.")],
            (await bulk.List.LeftAsync(Manager, batch.Id, new PageRequest())).Rows.Select(l => (l.Code, l.Reason)));
        Assert.Equal(["manager@shop.example", $"manager@shop.example (undo of bulk change {batch.Id})"], (await bulk.World.PeriodsAsync(rows[0].CouponId!.Value)).Select(p => p.ChangedBy));
        Assert.Empty((await bulk.List.LeftAsync(Stranger, batch.Id, new PageRequest())).Rows);
        Assert.Equal(0, await bulk.World.ReadAsync(db => db.CouponPartners.CountAsync()));
        Assert.Equal(1, old.Version);
    }

    [Theory, BothEngines]
    public async Task Undo_of_a_change_restores_what_still_is_as_the_batch_left_it(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        var shoes = await bulk.World.CreatedAsync(Draft("MOVE", Ann) with { EndDate = new(2026, 5, 31) });
        await bulk.World.CreatedAsync(Draft("MOVE", Ann) with { OfferId = Hats });
        var edited = await bulk.World.CreatedAsync(Draft("EDITED", Ann));
        bulk.World.Time.Advance(TimeSpan.FromMinutes(5));
        var (batch, _) = await bulk.ApplyAsync(
            CouponBatchKind.Assign,
            Changing(1, "EDITED", d => d with { PartnerIds = [Ben] }),
            Changing(2, "MOVE", d => d with { PartnerIds = [Ben] }, 1),
            Changing(3, "MOVE", d => d with { PartnerIds = [Ben] }, 2));
        bulk.World.Time.Advance(TimeSpan.FromMinutes(5));
        var now = await bulk.World.ReadAsync(db => db.Coupons.SingleAsync(c => c.Id == edited.Id));
        Done(await bulk.World.Save.UpdateAsync(Manager, edited.Id, CouponDraft.Of(now) with { PartnerIds = [Cat] }));

        var undone = await bulk.UndoneAsync(batch.Id);

        Assert.Equal((CouponBatchState.Undone, "1 coupon was left as it is."), (undone.State, undone.Message));
        Assert.Equal(["EDITED 24 [13] Active ..", "MOVE 24 [11] Active ..2026-05-31", "MOVE 448 [11] Active .."], await bulk.CouponsAsync());
        Assert.Equal(["11", "12", "11"], (await bulk.World.PeriodsAsync(shoes.Id)).Select(p => p.PartnerIds));
        Assert.Equal(["Somebody changed it since."], (await bulk.List.LeftAsync(Manager, batch.Id, new PageRequest())).Rows.Select(l => l.Reason));
    }

    [Theory, BothEngines]
    public async Task Former_owner_is_not_restored_over_a_code_that_another_took_meanwhile(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        await bulk.World.CreatedAsync(Draft("MOVE", Ann));
        var (batch, _) = await bulk.ApplyAsync(CouponBatchKind.Assign, Changing(1, "MOVE", d => d with { PartnerIds = [Ben] }));
        await bulk.World.CreatedAsync(Draft("MOVE", Ben) with { OfferId = Hats });

        await bulk.UndoneAsync(batch.Id);

        Assert.Equal(["MOVE 24 [12] Active ..", "MOVE 448 [12] Active .."], await bulk.CouponsAsync());
        Assert.Contains("on offer Hats (ID 448) as coupon 2, of Ben", Assert.Single((await bulk.List.LeftAsync(Manager, batch.Id, new PageRequest())).Rows).Reason, StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task Batches_are_undone_one_after_the_other_the_last_first(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        await bulk.World.CreatedAsync(Draft("OLD", Ann));
        var (added, _) = await bulk.ApplyAsync(CouponBatchKind.Add, Adding(Draft("NEW", Ann)));
        var (paused, _) = await bulk.ApplyAsync(CouponBatchKind.Status, Changing(1, "NEW", d => d with { Status = CouponStatus.Paused }), Changing(2, "OLD", d => d with { Status = CouponStatus.Paused }));
        var (given, _) = await bulk.ApplyAsync(CouponBatchKind.Assign, Changing(1, "NEW", d => d with { PartnerIds = [Ben] }), Changing(2, "OLD", d => d with { PartnerIds = [Ben] }));

        var ends = new List<(CouponBatchState, string)>();
        foreach (var id in (int[])[given.Id, paused.Id, added.Id])
        {
            var end = await bulk.UndoneAsync(id);
            ends.Add((end.State, end.Message));
        }

        Assert.All(ends, e => Assert.Equal((CouponBatchState.Undone, ""), e));
        Assert.Equal(["OLD 24 [11] Active .."], await bulk.CouponsAsync());
    }

    [Theory, BothEngines]
    public async Task One_coupon_of_a_batch_is_undone_alone(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        var old = await bulk.World.CreatedAsync(Draft("OLD", Ann));
        var (added, rows) = await bulk.ApplyAsync(CouponBatchKind.Add, Adding(Draft("ONE", Ann), Draft("TWO", Ann)));
        var (paused, _) = await bulk.ApplyAsync(CouponBatchKind.Status, Changing(1, "OLD", d => d with { Status = CouponStatus.Paused }));

        Done(await bulk.Undo.UndoOneAsync(Manager, added.Id, rows[0].CouponId!.Value));
        Done(await bulk.Undo.UndoOneAsync(Manager, paused.Id, old.Id));

        Assert.Equal(["OLD 24 [11] Active ..", "TWO 24 [11] Active .."], await bulk.CouponsAsync());
        Assert.IsType<Outcome<CouponBatch>.NotFound>(await bulk.Undo.UndoOneAsync(Manager, added.Id, old.Id));
        Assert.Equal(CouponBatchState.Applied, (await bulk.EndAsync(added.Id)).State);
    }

    [Fact]
    public async Task Batch_is_undone_within_a_day_and_once()
    {
        await using var bulk = await BulkWorld.NewAsync(DatabaseProvider.Sqlite);
        var (late, _) = await bulk.ApplyAsync(CouponBatchKind.Add, Adding(Draft("LATE", Ann)));
        bulk.World.Time.Advance(CouponBatch.UndoWindow);
        var (soon, _) = await bulk.ApplyAsync(CouponBatchKind.Add, Adding(Draft("SOON", Ann)));
        await bulk.UndoneAsync(soon.Id);

        Assert.Contains("more than 24 hours ago", Assert.IsType<Outcome<CouponBatch>.Conflict>(await bulk.Undo.UndoAsync(Manager, late.Id)).Message, StringComparison.Ordinal);
        Assert.IsType<Outcome<CouponBatch>.Conflict>(await bulk.Undo.UndoAsync(Manager, soon.Id));
        Assert.Equal(["LATE 24 [11] Active .."], await bulk.CouponsAsync());
    }

    [Theory, BothEngines]
    public async Task Cancelled_half_way_a_batch_keeps_nothing(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        var id = await bulk.NewAsync(CouponBatchKind.Add, 0);
        Outcome<CouponBatch>? cancelled = null;

        // The first chunk is stored when it is told of.
        Done(await bulk.Batches.ApplyAsync(
            Manager,
            id,
            Adding([.. Enumerable.Range(0, 6_000).Select(i => Draft($"CODE{i}", Ann))]),
            _ => cancelled ??= bulk.Undo.CancelAsync(Manager, id).GetAwaiter().GetResult()));
        var batch = await bulk.EndAsync(id);

        Done(cancelled!);
        Assert.Equal((CouponBatchState.Cancelled, Manager.Name), (batch.State, batch.UndoneBy));
        Assert.Empty(await bulk.CouponsAsync());
    }

    private static Task ClickAsync(PortalDbContext db, CouponWorld world, int couponId)
    {
        var now = world.Time.GetUtcNow().UtcDateTime;
        db.Clicks.Add(new Click { Id = Keys.Next(now), AdvertiserId = Shop, OfferId = Shoes, PartnerId = Ann, CouponId = couponId, CouponCode = "CLICKED" });
        return Task.CompletedTask;
    }
}
