using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Data.Coupons;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>
/// Takes a batch back: changed coupons get their former state, created ones go. What somebody used or changed meanwhile stays and is noted with its reason. Each
/// chunk is dealt with for good, so that an interrupted undo goes on where it stopped. Also how an act that was cancelled or failed half-way keeps nothing.
/// </summary>
internal sealed class BatchUndoing(Database database, CouponBatch batch, string by, TimeProvider time)
{
    private const string Edited = "Somebody changed it since.";
    private readonly ChunkSize _size = new(database, time);

    /// <param name="only">One coupon of the batch; null for all. The batch's own state is then left as it is.</param>
    public async Task RunAsync(int? only, CancellationToken cancel)
    {
        using var store = CouponStore.Open(database);
        List<int> others;
        await using (var db = database.CreateDbContext())
        {
            var since = time.GetUtcNow().UtcDateTime - CouponBatch.UndoWindow;
            others = await db.CouponBatches.Where(b => b.AdvertiserId == batch.AdvertiserId && b.Id != batch.Id && b.State == CouponBatchState.Applied && b.AppliedAt > since)
                .Select(b => b.Id).ToListAsync(cancel);
        }

        await RestoreAsync(store, others, only, cancel);
        await RemoveAsync(store, only, cancel);
    }

    private async Task RestoreAsync(CouponStore store, List<int> others, int? only, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var rows = db.CouponBatchRows.AsNoTracking().Where(r => r.BatchId == batch.Id && r.Before != "" && r.Left == "" && (only == null || r.CouponId == only));
        var frozen = await FrozenCoupons.ReadAsync(db.Coupons.Where(c => rows.Any(r => r.CouponId == c.Id)), cancel);
        var judge = new JudgeEntries(await BatchScene.ReadAsync(db, batch.AdvertiserId, cancel), creates: false, codes => store.Find(batch.AdvertiserId, codes));
        var former = new FormerDrafts(rows);
        foreach (var chunk in EntryChunks.Of(frozen.Entries((_, id) => _ => former.Of(id)), () => _size.Rows))
        {
            cancel.ThrowIfCancellationRequested();
            _size.Begin();
            await former.ReadAsync([.. chunk.Select(e => e.CouponId!.Value)], cancel);
            await RestoreAsync(store, judge, chunk, former, others, only is null, cancel);
            _size.End(chunk.Count);
        }
    }

    private async Task RestoreAsync(
        CouponStore store, JudgeEntries judge, IReadOnlyList<CouponEntry> chunk, FormerDrafts former, List<int> others, bool isWhole, CancellationToken cancel)
    {
        var db = await store.BeginAsync(batch.AdvertiserId, cancel);
        var rows = await judge.JudgeAsync(db, chunk, cancel);
        var changes = new ChangedRows(batch.AdvertiserId, by, time.GetUtcNow().UtcDateTime);
        var restored = new List<(Coupon, int)>();
        foreach (var row in rows)
        {
            var kept = new CouponBatchRow { BatchId = batch.Id, CouponId = row.Entry.CouponId!.Value };
            if (row.Errors.Any)
            {
                var edited = row.Existing is not null && row.After!.Version != row.Existing.Version;
                (kept.Before, kept.VersionAfter, kept.Left) = (JsonSerializer.Serialize(row.After), row.After?.Version ?? 0, edited ? Edited : row.Errors.ToString());
                changes.Chunk.Kept.Add(kept);
                continue;
            }

            changes.Chunk.Forgotten.Add(kept);
            if (row.IsAlive)
            {
                changes.Change(row);
                restored.Add((row.Existing!, former.VersionOf(row.Existing!.Id)));
            }
        }

        await FormerVersions.FollowAsync(db, changes.Chunk, restored, others, cancel);
        await changes.RecordAsync(db, cancel);
        Write(store, changes.Chunk, rows.Count, isWhole);
    }

    private async Task RemoveAsync(CouponStore store, int? only, CancellationToken cancel)
    {
        if (batch is not { FirstCouponId: { } first, LastCouponId: { } last })
        {
            return;
        }

        var used = new UsedCoupons(batch);
        for (var after = first - 1; after < last;)
        {
            cancel.ThrowIfCancellationRequested();
            _size.Begin();
            var db = await store.BeginAsync(batch.AdvertiserId, cancel);
            await used.ReadAsync(db, time.GetUtcNow().UtcDateTime, cancel);
            var from = after;
            var created = await db.Coupons.Where(c => c.Id > from && c.Id <= last && c.BatchId == batch.Id && (only == null || c.Id == only))
                .OrderBy(c => c.Id).Take(_size.Rows).Select(c => new Created(c.Id, c.Version)).ToListAsync(cancel);
            after = created.Count == 0 ? last : created[^1].Id;
            await RemoveAsync(store, db, created, used, only is null, cancel);
            _size.End(created.Count);
        }
    }

    private async Task RemoveAsync(CouponStore store, PortalDbContext db, List<Created> created, UsedCoupons used, bool isWhole, CancellationToken cancel)
    {
        var ids = created.ConvertAll(c => c.Id).ToArray();
        var known = (await InParts.ReadAsync(ids, part => db.CouponBatchRows.AsNoTracking().Where(r => r.BatchId == batch.Id && part.Contains(r.CouponId)), cancel)).ToDictionary(r => r.CouponId);
        var changes = new ChangedRows(batch.AdvertiserId, by, time.GetUtcNow().UtcDateTime);
        var kept = new List<int>();
        foreach (var (id, version) in created)
        {
            var row = known.GetValueOrDefault(id);
            if (row?.Left.Length > 0)
            {
                continue;
            }

            if (used.Contains(id) || version != (row?.VersionAfter ?? 1))
            {
                kept.Add(id);
            }
            else
            {
                changes.Chunk.Removed.Add(id);
                changes.Chunk.Forgotten.AddRange(row is null ? [] : [row]);
            }
        }

        foreach (var coupon in await InParts.ReadAsync(kept, part => db.Coupons.AsNoTracking().Include(c => c.Partners).Where(c => part.Contains(c.Id)), cancel))
        {
            Keep(changes, coupon, used.Contains(coupon.Id));
        }

        await changes.RecordAsync(db, cancel);
        Write(store, changes.Chunk, created.Count, isWhole);
    }

    private void Keep(ChangedRows changes, Coupon coupon, bool isUsed)
    {
        var pauses = isUsed && coupon.Status == CouponStatus.Active;
        if (pauses)
        {
            changes.Change(coupon, c => c.Status = CouponStatus.Paused);
        }

        changes.Chunk.Kept.Add(new CouponBatchRow
        {
            BatchId = batch.Id,
            CouponId = coupon.Id,
            VersionAfter = coupon.Version,
            Left = (isUsed, pauses) switch
            {
                (true, true) => "A click or an order used it since, so it was paused and not removed.",
                (true, false) => "A click or an order used it since; it is paused.",
                _ => Edited,
            },
        });
    }

    private void Write(CouponStore store, CouponChunk chunk, int coupons, bool isWhole)
    {
        store.Write(chunk);
        if (isWhole)
        {
            store.NoteUndone(batch.Id, coupons);
        }

        store.Commit();
    }

    private readonly record struct Created(int Id, int Version);
}
