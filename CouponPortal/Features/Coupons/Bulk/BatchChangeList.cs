using System.Globalization;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>What a batch did to one coupon.</summary>
/// <param name="IsLater">Somebody changed the coupon since: what stands after the arrows is not all the batch's work.</param>
public sealed record BatchChange(int CouponId, string Code, bool IsLater, IReadOnlyList<(string Field, string Before, string After)> Fields);

/// <summary>Before and after of each coupon that a bulk act changed, from the states that it kept.</summary>
public sealed class BatchChangeList(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>By coupon id; none for a foreign batch, and for one that was taken back.</summary>
    public async Task<IReadOnlyList<BatchChange>> PageAsync(Actor actor, int batchId, PageRequest page, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var mine = db.CouponBatches.VisibleTo(actor).Where(b => b.Id == batchId && b.State == CouponBatchState.Applied);
        var rows = await db.CouponBatchRows.AsNoTracking().Where(r => r.BatchId == batchId && r.Before != "" && mine.Any(b => b.Id == r.BatchId))
            .OrderBy(r => r.CouponId).Skip(page.SafeSkip).Take(page.SafeTake).ToListAsync(cancel);
        var ids = rows.ConvertAll(r => r.CouponId);
        var coupons = await db.Coupons.AsNoTracking().Include(c => c.Partners).Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancel);
        return [.. rows.Where(r => coupons.ContainsKey(r.CouponId)).Select(r => Of(r, coupons[r.CouponId]))];
    }

    private static BatchChange Of(CouponBatchRow row, Coupon coupon)
    {
        var fields = Fields(JsonSerializer.Deserialize<CouponDraft>(row.Before)!).Zip(Fields(CouponDraft.Of(coupon)));
        return new(coupon.Id, coupon.Code, coupon.Version != row.VersionAfter, [.. fields.Where(f => f.First.Value != f.Second.Value).Select(f => (f.First.Field, f.First.Value, f.Second.Value))]);
    }

    private static IEnumerable<(string Field, string Value)> Fields(CouponDraft c) =>
    [
        ("Code", c.Code), ("Offer", c.OfferId.ToString(CultureInfo.InvariantCulture)), ("Visibility", SnakeCase.Of(c.Visibility)), ("Partners", string.Join(", ", c.PartnerIds)), ("Status", SnakeCase.Of(c.Status)),
        ("Start date", Day(c.StartDate)), ("End date", Day(c.EndDate)), ("Description", c.Description), ("Internal note", c.InternalNote),
    ];

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
