using CouponPortal.Data;
using CouponPortal.Data.Coupons;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>Turns judged rows into what is written of their coupons: the row itself, the partner list, the dated history.</summary>
/// <param name="by">Who did it, as the history says it.</param>
/// <param name="now">UTC.</param>
internal sealed class ChangedRows(int advertiserId, string by, DateTime now)
{
    private readonly List<(Coupon Coupon, CouponTerms Before)> _changed = [];

    public CouponChunk Chunk { get; } = new() { Now = now };

    public Coupon Add(JudgedEntry row, int batchId)
    {
        var coupon = new Coupon { CreatedAt = now, CreatedBy = by, BatchId = batchId };
        CouponWriter.Apply(coupon, row.After!, row.Terms!, advertiserId, now);
        Chunk.Added.Add(coupon);
        return coupon;
    }

    public void Change(JudgedEntry row) => Change(row.Existing!, coupon => CouponWriter.Apply(coupon, row.After!, row.Terms!, advertiserId, now));

    public void Change(Coupon coupon, Action<Coupon> apply)
    {
        var before = coupon.Terms();
        apply(coupon);
        (coupon.UpdatedAt, coupon.Version) = (now, coupon.Version + 1);
        Chunk.Changed.Add(coupon);
        _changed.Add((coupon, before));
        if (!before.PartnerIds.SequenceEqual(coupon.PartnerIds))
        {
            Chunk.Relisted.Add(coupon);
        }
    }

    /// <summary>Adds the periods of all changes; call it once, before the chunk is written.</summary>
    public async Task RecordAsync(PortalDbContext db, CancellationToken cancel)
    {
        if (_changed.Count == 0)
        {
            return;
        }

        var ids = _changed.Select(c => c.Coupon.Id).ToArray();
        var last = (await InParts.ReadAsync(
            ids,
            part => db.CouponPeriods.Where(p => part.Contains(p.CouponId)).GroupBy(p => p.CouponId).Select(g => new { g.Key, From = g.Max(p => p.From) }),
            cancel)).ToDictionary(g => g.Key, g => g.From);
        foreach (var (coupon, before) in _changed)
        {
            Chunk.Periods.AddRange(CouponHistoryWriter.Next(coupon, before, last.TryGetValue(coupon.Id, out var from) ? from : null, by, now));
        }
    }
}
