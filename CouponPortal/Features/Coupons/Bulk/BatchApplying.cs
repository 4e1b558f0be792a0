using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Coupons;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>Writes a batch chunk by chunk, each judged again and stored in one short transaction under the advertiser's lock.</summary>
internal sealed class BatchApplying(Database database, CouponBatch batch, string by, TimeProvider time)
{
    private const int LookAheadRows = 5_000;
    private const int Large = 100_000;
    private readonly BatchCounts _counts = new();
    private readonly ChunkSize _size = new(database, time);

    /// <exception cref="BatchRefusedException">Nothing, or not all, was written, and a row was refused of a batch that is all or nothing.</exception>
    /// <exception cref="BatchStoppedException">It was cancelled; some of it may be written.</exception>
    public async Task RunAsync(IEnumerable<CouponEntry> entries, Action<IReadOnlyList<EntryVerdict>>? told, CancellationToken cancel)
    {
        if (batch.AllOrNothing)
        {
            await LookAheadAsync(entries, told, cancel);
        }

        await WriteAllAsync(entries, told, cancel);
        await EndAsync(cancel);
    }

    // The store's page cache is gone before the catalog grows by as many codes.
    private async Task WriteAllAsync(IEnumerable<CouponEntry> entries, Action<IReadOnlyList<EntryVerdict>>? told, CancellationToken cancel)
    {
        using var store = CouponStore.Open(database);
        var judge = await JudgeAsync(codes => store.Find(batch.AdvertiserId, codes), cancel);
        foreach (var chunk in EntryChunks.Of(entries, () => _size.Rows))
        {
            cancel.ThrowIfCancellationRequested();
            _size.Begin();
            var rows = await WriteAsync(store, judge, chunk, cancel);
            _size.End(rows.Count);
            told?.Invoke([.. rows.Select(r => r.Verdict)]);
        }
    }

    // Most refusals are found before anything is written, so that nothing has to be taken back that somebody may have seen already.
    private async Task LookAheadAsync(IEnumerable<CouponEntry> entries, Action<IReadOnlyList<EntryVerdict>>? told, CancellationToken cancel)
    {
        var judge = await JudgeAsync(null, cancel);
        var counts = new BatchCounts();
        await using var db = database.CreateDbContext();
        BatchRefusedException? refusal = null;
        foreach (var chunk in EntryChunks.Of(entries, () => LookAheadRows))
        {
            var rows = await judge.JudgeAsync(db, chunk, cancel);
            refusal ??= RefusalOf(rows);
            counts.Add(rows);
            told?.Invoke([.. rows.Select(r => r.Verdict)]);
        }

        if (refusal is not null)
        {
            await db.CouponBatches.Where(b => b.Id == batch.Id).ExecuteUpdateAsync(set => set.SetProperty(b => b.Refused, counts.Refused), cancel);
            throw refusal;
        }
    }

    private async Task<JudgeEntries> JudgeAsync(Func<IReadOnlyCollection<string>, List<int>>? find, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        return new(await BatchScene.ReadAsync(db, batch.AdvertiserId, cancel), batch.Kind.Creates(), find);
    }

    private async Task<IReadOnlyList<JudgedEntry>> WriteAsync(CouponStore store, JudgeEntries judge, IReadOnlyList<CouponEntry> chunk, CancellationToken cancel)
    {
        var db = await store.BeginAsync(batch.AdvertiserId, cancel);
        var rows = await judge.JudgeAsync(db, chunk, cancel);
        if (batch.AllOrNothing && RefusalOf(rows) is { } refusal)
        {
            throw refusal;
        }

        var changes = new ChangedRows(batch.AdvertiserId, by, time.GetUtcNow().UtcDateTime);
        foreach (var row in rows.Where(r => r.IsAlive))
        {
            Write(changes, row);
        }

        await changes.RecordAsync(db, cancel);
        store.Write(changes.Chunk);
        if (changes.Chunk.Added is { Count: > 0 } added)
        {
            (batch.FirstCouponId, batch.LastCouponId) = (batch.FirstCouponId ?? added[0].Id, added[^1].Id);
        }

        _counts.Add(rows);
        store.NoteApplied(batch, _counts);
        store.Commit();
        return rows;
    }

    private void Write(ChangedRows changes, JudgedEntry row)
    {
        changes.Chunk.Approved.AddRange(row.Approvals?.Select(a => (a.Offer.Id, a.PartnerId)) ?? []);
        if (row.Existing is null)
        {
            row.Existing = changes.Add(row, batch.Id);
        }
        else
        {
            changes.Change(row);
            changes.Chunk.Kept.Add(new CouponBatchRow { BatchId = batch.Id, CouponId = row.Existing.Id, Before = JsonSerializer.Serialize(row.Before), VersionAfter = row.Existing.Version });
        }
    }

    private static BatchRefusedException? RefusalOf(IReadOnlyList<JudgedEntry> rows) => rows.FirstOrDefault(r => r.Errors.Any) is { } refused
        ? new($"Line {refused.Entry.Line} was refused, so nothing was applied: {refused.Errors}")
        : null;

    private async Task EndAsync(CancellationToken cancel)
    {
        if (_counts.Done >= Large)
        {
            // The catalog grows next by what was written: without this the process would for ever keep the room of both.
            SpentMemory.GiveBack();
        }

        await using var db = database.CreateDbContext();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var applied = await db.MoveAsync(
            batch.Id,
            CouponBatchState.Applying,
            CouponBatchState.Applied,
            set => set.SetProperty(b => b.AppliedAt, time.GetUtcNow().UtcDateTime).SetProperty(b => b.Total, _counts.Done)
                .SetProperty(b => b.Done, _counts.Done).SetProperty(b => b.Unchanged, _counts.Unchanged).SetProperty(b => b.Refused, _counts.Refused),
            cancel);
        if (!applied)
        {
            throw new BatchStoppedException();
        }

        db.NoteBatch(batch, AuditAct.Applied, batch.MadeBy, ("created", _counts.Created), ("updated", _counts.Updated), ("unchanged", _counts.Unchanged), ("refused", _counts.Refused));
        await db.TellCatalogOfCouponsAsync(batch.AdvertiserId, cancel);
        await transaction.CommitAsync(cancel);
    }
}
