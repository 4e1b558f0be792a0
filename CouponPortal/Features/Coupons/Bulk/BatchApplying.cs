using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>Writes a batch chunk by chunk, each judged again and stored in one short transaction under the advertiser's lock.</summary>
internal sealed class BatchApplying(IDbContextFactory<PortalDbContext> contexts, CouponBatch batch, string by, TimeProvider time)
{
    private const int ChunkRows = 500;

    public async Task RunAsync(IEnumerable<CouponEntry> entries, Action<IReadOnlyList<EntryVerdict>>? told, CancellationToken cancel)
    {
        var counts = new BatchCounts();
        JudgeEntries judge;
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            judge = new(await BatchScene.ReadAsync(db, batch.AdvertiserId, cancel), batch.Kind.Creates());
        }

        foreach (var chunk in EntryChunks.Of(entries, () => ChunkRows))
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            await db.LockCouponsAsync(batch.AdvertiserId, cancel);
            var rows = await judge.JudgeAsync(db, chunk, cancel);
            counts.Add(rows);
            await WriteAsync(db, rows, cancel);
            await SetAsync(db, counts, CouponBatchState.Applying, null, cancel);
            await transaction.CommitAsync(cancel);
            told?.Invoke([.. rows.Select(r => r.Verdict)]);
        }

        await using var end = await contexts.CreateDbContextAsync(cancel);
        await SetAsync(end, counts, CouponBatchState.Applied, time.GetUtcNow().UtcDateTime, cancel);
    }

    private async Task WriteAsync(PortalDbContext db, IReadOnlyList<JudgedEntry> rows, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var written = new List<(JudgedEntry Row, Coupon Coupon, CouponTerms? Before)>();
        foreach (var row in rows.Where(r => r.IsAlive))
        {
            var coupon = row.Existing is null ? new Coupon { CreatedAt = now, CreatedBy = by, BatchId = batch.Id, Version = 0 } : db.Attach(row.Existing).Entity;
            var before = row.Existing?.Terms();
            Set(coupon, row, now);
            if (row.Existing is null)
            {
                db.Coupons.Add(coupon);
            }
            else
            {
                db.CouponBatchRows.Add(new CouponBatchRow { BatchId = batch.Id, CouponId = coupon.Id, Before = JsonSerializer.Serialize(row.Before), VersionAfter = coupon.Version });
            }

            foreach (var (offer, partner) in row.Approvals)
            {
                await Approvals.ApproveAsync(db, offer.Id, partner, now, cancel);
            }

            written.Add((row, coupon, before));
        }

        await db.SaveChangesAsync(cancel);
        foreach (var (row, coupon, before) in written)
        {
            row.Existing = coupon;
            await CouponHistoryWriter.RecordAsync(db, coupon, before, by, now, cancel);
        }
    }

    private void Set(Coupon coupon, JudgedEntry row, DateTime now)
    {
        var (after, terms) = (row.After!, row.Terms!);
        (coupon.AdvertiserId, coupon.OfferId, coupon.Code, coupon.NormalCode) = (batch.AdvertiserId, after.OfferId, after.Code, terms.Code);
        (coupon.Visibility, coupon.Status) = (after.Visibility, after.Status);
        (coupon.StartDate, coupon.EndDate, coupon.StartsAt, coupon.EndsAt) = (after.StartDate, after.EndDate, terms.StartsAt, terms.EndsAt);
        (coupon.Description, coupon.IsDescriptionPlainText, coupon.InternalNote) = (after.Description, after.IsDescriptionPlainText, after.InternalNote);
        coupon.SetPartners(terms.PartnerIds);
        (coupon.UpdatedAt, coupon.Version) = (now, coupon.Version + 1);
    }

    private Task<int> SetAsync(PortalDbContext db, BatchCounts counts, CouponBatchState state, DateTime? appliedAt, CancellationToken cancel) => db.CouponBatches
        .Where(b => b.Id == batch.Id && b.State == CouponBatchState.Applying)
        .ExecuteUpdateAsync(
            set => set.SetProperty(b => b.State, state).SetProperty(b => b.Version, b => b.Version + 1).SetProperty(b => b.AppliedAt, appliedAt)
                .SetProperty(b => b.Done, counts.Done).SetProperty(b => b.Total, b => b.Total < counts.Done ? counts.Done : b.Total)
                .SetProperty(b => b.Created, counts.Created).SetProperty(b => b.Updated, counts.Updated)
                .SetProperty(b => b.Unchanged, counts.Unchanged).SetProperty(b => b.Refused, counts.Refused),
            cancel);
}
