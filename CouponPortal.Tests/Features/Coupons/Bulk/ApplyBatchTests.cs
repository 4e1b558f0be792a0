using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.Bulk.BulkWorld;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons.Bulk;

public sealed class ApplyBatchTests
{
    [Theory, BothEngines]
    public async Task Applied_rows_are_stored_as_a_single_save_stores_them(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        var whole = Draft("Summer10", Ann, Ben) with
        {
            Status = CouponStatus.Paused,
            StartDate = new(2026, 3, 1),
            EndDate = new(2026, 3, 31),
            Description = "Ten <b>percent</b><script>x</script>",
            IsDescriptionPlainText = false,
            InternalNote = "noted",
        };
        var alone = await bulk.World.CreatedAsync(whole with { Code = "OTHER10" });

        var (batch, rows) = await bulk.ApplyAsync(CouponBatchKind.Add, Adding(whole, Draft("POOL"), Exclusive("OWNED", Ben), Draft("no good", Ann)));

        Assert.Equal((CouponBatchState.Applied, 3, 0, 1, 4, 4), (batch.State, batch.Created, batch.Updated, batch.Refused, batch.Done, batch.Total));
        Assert.NotNull(batch.AppliedAt);
        await using var db = bulk.World.Database.CreateDbContext();
        var stored = await db.Coupons.Include(c => c.Partners).SingleAsync(c => c.Id == rows[0].CouponId);
        Assert.Equal(("Summer10", "SUMMER10", alone.StartsAt, alone.EndsAt, alone.Description), (stored.Code, stored.NormalCode, stored.StartsAt, stored.EndsAt, stored.Description));
        Assert.Equal([Ann, Ben], stored.PartnerIds);
        Assert.Equal((Manager.Name, (int?)batch.Id, 1, CouponStatus.Paused, "noted"), (stored.CreatedBy, stored.BatchId, stored.Version, stored.Status, stored.InternalNote));
        Assert.Equal((int?)Ben, await db.Coupons.Where(c => c.Code == "OWNED").Select(c => c.OwnerId).SingleAsync());
        Assert.Equal([Ann, Ben], await db.Approvals.Where(a => a.OfferId == Shoes && a.Status == ApprovalStatus.Approved).Select(a => a.PartnerId).Order().ToListAsync());
        Assert.Equal([(Ann, DateTime.MinValue, null), (Ben, DateTime.MinValue, null)], (await db.ApprovalPeriods.OrderBy(a => a.PartnerId).ToListAsync()).Select(a => (a.PartnerId, a.From, a.Until)));
        Assert.Equal(0, await db.CouponPeriods.CountAsync());
    }

    [Theory, BothEngines]
    public async Task Change_keeps_history_list_and_former_state(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        var coupon = await bulk.World.CreatedAsync(Draft("ALPHA", Ann, Ben));
        await bulk.World.CreatedAsync(Draft("BETA", Ann));
        bulk.World.Time.Advance(TimeSpan.FromHours(1));

        var (batch, rows) = await bulk.ApplyAsync(
            CouponBatchKind.Update,
            Changing(2, "ALPHA", d => d with { PartnerIds = [Cat], EndDate = new(2026, 12, 31) }),
            Changing(3, "BETA", d => d with { InternalNote = "only a note" }));

        Assert.Equal((2, 0), (batch.Updated, batch.Created));
        Assert.Equal(["Approves Cat on offer Shoes."], rows[0].Notices);
        Assert.Equal(["ALPHA 24 [13] Active ..2026-12-31", "BETA 24 [11] Active .."], await bulk.CouponsAsync());
        var periods = await bulk.World.PeriodsAsync(coupon.Id);
        Assert.Equal([("11,12", coupon.CreatedAt), ("13", bulk.World.Time.GetUtcNow().UtcDateTime)], periods.Select(p => (p.PartnerIds, p.ChangedAt)));
        Assert.Empty(await bulk.World.PeriodsAsync(rows[1].CouponId!.Value));
        Assert.Equal([2, 2], await bulk.World.ReadAsync(db => db.CouponBatchRows.Where(r => r.BatchId == batch.Id).Select(r => r.VersionAfter).ToListAsync()));
    }

    [Theory, BothEngines]
    public async Task All_or_nothing_writes_nothing_when_one_row_is_refused(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        var id = Done(await bulk.Batches.CreateAsync(Manager, new NewBatch(Shop, CouponBatchKind.Add) { AllOrNothing = true })).Id;

        Done(await bulk.Batches.ApplyAsync(Manager, id, Adding([.. Enumerable.Range(0, 3_000).Select(i => Draft($"CODE{i}", Ann)), Draft("WRONG", 99)])));
        var batch = await bulk.EndAsync(id);

        Assert.Equal((CouponBatchState.Failed, "Line 3002 was refused, so nothing was applied: Partner 99 was not found."), (batch.State, batch.Message));
        Assert.Equal((0, 0), await bulk.World.ReadAsync(async db => (await db.Coupons.CountAsync(), await db.Approvals.CountAsync())));
    }

    [Theory, BothEngines]
    public async Task Catalog_knows_the_codes_when_the_batch_is_applied_and_forgets_them_when_it_is_undone(DatabaseProvider engine)
    {
        var test = await TestDatabase.CreateAsync(engine);
        await using var bulk = await BulkWorld.OnAsync(test);

        var (batch, _) = await bulk.ApplyAsync(CouponBatchKind.Add, Adding(Draft("NEWCODE", Ann)));
        var known = test.Catalog.Current.ByCode("NEWCODE").Length;
        await bulk.UndoneAsync(batch.Id);

        Assert.Equal((1, 0), (known, test.Catalog.Current.ByCode("NEWCODE").Length));
    }

    [Fact]
    public async Task Rows_out_of_order_fail_the_batch_and_keep_nothing()
    {
        await using var bulk = await BulkWorld.NewAsync(DatabaseProvider.Sqlite);
        var entries = Adding([.. Enumerable.Range(0, 5_000).Select(i => Draft($"CODE{i:00000}", Ann))]).Append(new CouponEntry(6_000, "ALPHA", null, _ => Draft("ALPHA", Ann)));
        var id = await bulk.NewAsync(CouponBatchKind.Add, 0);

        Done(await bulk.Batches.ApplyAsync(Manager, id, entries));
        await bulk.Runs.WaitAsync(id);

        Assert.Equal(CouponBatchState.Failed, (await bulk.List.OneAsync(Manager, id))!.State);
        Assert.Empty(await bulk.CouponsAsync());
    }

    [Fact]
    public async Task Strangers_and_viewers_begin_no_batch_and_apply_none()
    {
        await using var bulk = await BulkWorld.NewAsync(DatabaseProvider.Sqlite);
        var id = await bulk.NewAsync(CouponBatchKind.Add, 1);

        Assert.IsType<Outcome<CouponBatch>.NotFound>(await bulk.Batches.CreateAsync(Stranger, new NewBatch(Shop, CouponBatchKind.Add)));
        Assert.IsType<Outcome<CouponBatch>.Forbidden>(await bulk.Batches.CreateAsync(Viewer, new NewBatch(Shop, CouponBatchKind.Add)));
        Assert.IsType<Outcome<CouponBatch>.NotFound>(await bulk.Batches.ApplyAsync(Stranger, id, []));
        Assert.IsType<Outcome<CouponBatch>.NotFound>(await bulk.Batches.ApplyAsync(PartnerUser, id, []));
        Assert.IsType<Outcome<CouponBatch>.Forbidden>(await bulk.Batches.ApplyAsync(ReadOnlyKey, id, []));
        Assert.IsType<Outcome<CouponBatch>.NotFound>(await bulk.Undo.CancelAsync(Stranger, id));
        Assert.IsType<Outcome<CouponBatch>.Forbidden>(await bulk.Undo.UndoAsync(Viewer, id));
        Assert.Null(await bulk.List.OneAsync(Stranger, id));
    }
}
