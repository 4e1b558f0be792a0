using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.Bulk.BulkWorld;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons.Bulk;

/// <summary>Bulk acts at the same time as each other and as single saves. On PostgreSQL the second side is another node, with connections of its own.</summary>
public sealed class BulkRaceTests
{
    private const int Codes = 6_000;

    [Theory, BothEngines]
    public async Task Of_two_imports_of_the_same_codes_for_different_partners_each_code_has_one(DatabaseProvider engine)
    {
        await using var one = await BulkWorld.NewAsync(engine);
        await using var two = one.OtherNode();

        var both = await Task.WhenAll(
            Task.Run(() => one.ApplyAsync(CouponBatchKind.Add, Adding([.. Names().Select(c => Draft(c, Ann))]))),
            Task.Run(() => two.ApplyAsync(CouponBatchKind.Add, Adding([.. Names().Select(c => Draft(c, Ben) with { OfferId = Hats })]))));

        var batches = both.Select(b => b.Batch).ToList();
        Assert.All(batches, b => Assert.Equal((CouponBatchState.Applied, Codes), (b.State, b.Created + b.Refused)));
        Assert.Equal(Codes, batches.Sum(b => b.Created));
        await OneOwnerEachAsync(one);
        Assert.All(batches, b => Assert.Equal(b.Created, one.World.ReadAsync(db => db.Coupons.CountAsync(c => c.BatchId == b.Id)).GetAwaiter().GetResult()));
    }

    [Theory, BothEngines]
    public async Task Import_and_single_saves_of_the_same_codes_never_give_a_code_two_owners(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        var names = Names().ToList();

        var import = Task.Run(() => bulk.ApplyAsync(CouponBatchKind.Add, Adding([.. names.Select(c => Draft(c, Ann))])));
        var saves = await Task.WhenAll(Enumerable.Range(0, 4).Select(saver => Task.Run(async () =>
        {
            var saved = 0;
            for (var i = 0; i < 25; i++)
            {
                var outcome = await bulk.World.Save.CreateAsync(Manager, Draft(names[(((i * 4) + saver) * 59) % Codes], Ben) with { OfferId = Hats });
                saved += outcome is Outcome<CouponRow>.Done ? 1 : 0;
                Assert.True(outcome is Outcome<CouponRow>.Done or Outcome<CouponRow>.Conflict { Code: "code_taken" }, outcome.ToString());
            }

            return saved;
        })));
        var (batch, _) = await import;

        Assert.Equal((CouponBatchState.Applied, Codes, saves.Sum()), (batch.State, batch.Created + batch.Refused, batch.Refused));
        await OneOwnerEachAsync(bulk);
    }

    [Theory, BothEngines]
    public async Task Undo_and_edits_at_once_lose_no_edit(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        var (batch, _) = await bulk.ApplyAsync(CouponBatchKind.Add, Adding([.. Names().Select(c => Draft(c, Ann))]));
        var ids = await bulk.World.ReadAsync(db => db.Coupons.OrderBy(c => c.Id).Select(c => c.Id).ToListAsync());

        var undo = Task.Run(() => bulk.UndoneAsync(batch.Id));
        var edited = new List<int>();
        foreach (var id in ids.Where((_, i) => i % 120 == 119))
        {
            var edit = CouponDraft.Of(new Coupon { OfferId = Shoes, Code = $"RACE{ids.IndexOf(id):00000}", OwnerId = Ann }) with { InternalNote = "edited", Version = 1 };
            if (await bulk.World.Save.UpdateAsync(Manager, id, edit) is Outcome<CouponRow>.Done)
            {
                edited.Add(id);
            }
        }

        var undone = await undo;

        Assert.Equal(CouponBatchState.Undone, undone.State);
        Assert.Equal(edited, await bulk.World.ReadAsync(db => db.Coupons.Where(c => c.InternalNote == "edited").OrderBy(c => c.Id).Select(c => c.Id).ToListAsync()));
        Assert.Equal(edited.Count, await bulk.World.ReadAsync(db => db.Coupons.CountAsync()));
        Assert.Equal(edited.Count, (await bulk.List.LeftAsync(Manager, batch.Id, new PageRequest())).Total);
    }

    [Theory, BothEngines]
    public async Task Of_two_who_apply_one_batch_at_once_one_does(DatabaseProvider engine)
    {
        await using var one = await BulkWorld.NewAsync(engine);
        await using var two = engine == DatabaseProvider.Postgres ? one.OtherNode() : null;
        var entries = Adding([.. Names().Select(c => Draft(c, Ann))]);
        var id = await one.NewAsync(CouponBatchKind.Add, 0);

        var outcomes = await Task.WhenAll(new[] { one, two ?? one }.Select(side => Task.Run(() => side.Batches.ApplyAsync(Manager, id, entries))));
        await one.Runs.WaitAsync(id);
        await (two ?? one).Runs.WaitAsync(id);

        Assert.Single(outcomes.OfType<Outcome<CouponBatch>.Done>());
        Assert.Single(outcomes.OfType<Outcome<CouponBatch>.Conflict>());
        Assert.Equal((CouponBatchState.Applied, Codes), await one.World.ReadAsync(async db => ((await db.CouponBatches.SingleAsync()).State, await db.Coupons.CountAsync())));
    }

    [Theory, BothEngines]
    public async Task Batch_that_a_process_left_half_way_is_taken_back_by_the_next(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        var (batch, _) = await bulk.ApplyAsync(CouponBatchKind.Add, Adding(Draft("LEFT", Ann)));
        await bulk.World.ChangeAsync(async db => (await db.CouponBatches.SingleAsync()).State = CouponBatchState.Applying);
        await bulk.World.ChangeAsync(async db => (await db.CouponBatches.SingleAsync()).AppliedAt = null);

        await bulk.Runs.RecoverAsync(default);
        var recovered = await bulk.EndAsync(batch.Id);

        Assert.Equal((CouponBatchState.Failed, "The portal stopped while this was being applied, so nothing of it was kept."), (recovered.State, recovered.Message));
        Assert.Empty(await bulk.CouponsAsync());
    }

    private static IEnumerable<string> Names() => Enumerable.Range(0, Codes).Select(i => $"RACE{i:00000}");

    private static async Task OneOwnerEachAsync(BulkWorld bulk) => Assert.All(
        await bulk.World.ReadAsync(db => db.Coupons.GroupBy(c => c.NormalCode).Select(g => new { g.Key, Owners = g.Select(c => c.OwnerId).Distinct().Count(), Rows = g.Count() }).ToListAsync()),
        code => Assert.Equal((1, 1), (code.Owners, code.Rows)));
}
