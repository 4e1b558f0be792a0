using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>The dry run of a batch: verdicts and counts, nothing written but the batch's own row.</summary>
internal sealed class BatchJudging(Database database, CouponBatch batch, TimeProvider time)
{
    private const int ChunkRows = 5_000;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    public async Task RunAsync(IEnumerable<CouponEntry> entries, Action<IReadOnlyList<EntryVerdict>>? told, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var counts = await JudgeAsync(db, entries, told, cancel);
        await SetAsync(db, counts, CouponBatchState.Ready, cancel);
    }

    private async Task<BatchCounts> JudgeAsync(PortalDbContext db, IEnumerable<CouponEntry> entries, Action<IReadOnlyList<EntryVerdict>>? told, CancellationToken cancel)
    {
        var judge = new JudgeEntries(await BatchScene.ReadAsync(db, batch.AdvertiserId, cancel), batch.Kind.Creates());
        var counts = new BatchCounts();
        var last = time.GetTimestamp();
        foreach (var chunk in EntryChunks.Of(entries, () => ChunkRows))
        {
            var rows = await judge.JudgeAsync(db, chunk, cancel);
            counts.Add(rows);
            told?.Invoke([.. rows.Select(r => r.Verdict)]);
            if (time.GetElapsedTime(last) >= Every)
            {
                await SetAsync(db, counts, CouponBatchState.Reading, cancel);
                last = time.GetTimestamp();
            }
        }

        return counts;
    }

    private Task<int> SetAsync(PortalDbContext db, BatchCounts counts, CouponBatchState state, CancellationToken cancel) => db.CouponBatches
        .Where(b => b.Id == batch.Id && b.State == CouponBatchState.Reading)
        .ExecuteUpdateAsync(
            set => set.SetProperty(b => b.State, state).SetProperty(b => b.Version, b => b.Version + 1).SetProperty(b => b.Done, counts.Done)
                .SetProperty(b => b.Total, b => state == CouponBatchState.Ready || b.Total < counts.Done ? counts.Done : b.Total)
                .SetProperty(b => b.Created, counts.Created).SetProperty(b => b.Updated, counts.Updated)
                .SetProperty(b => b.Unchanged, counts.Unchanged).SetProperty(b => b.Refused, counts.Refused),
            cancel);
}
