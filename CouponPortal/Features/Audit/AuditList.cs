using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Audit;

/// <summary>Reads the audit log, the newest first, for those who may (<see cref="AuditAccess"/>); for anybody else it is empty.</summary>
public sealed class AuditList(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <param name="before">Only entries with a smaller id: the last one of the slice before.</param>
    public async Task<Slice<AuditRow>> NewestAsync(Actor actor, AuditFilter filter, int limit, long? before, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var stop = await db.StopOnAsync(cancel);
        var rows = filter.ApplyTo(db.AuditRows.AsNoTracking().VisibleTo(actor), time.GetUtcNow().UtcDateTime);
        rows = before is { } end ? rows.Where(r => r.Id < end) : rows;
        return await rows.OrderByDescending(r => r.Id).ToSliceAsync(limit, r => r.Id, cancel);
    }

    /// <returns>Null when there is none, or it is not the actor's.</returns>
    public async Task<AuditRow?> OneAsync(Actor actor, long id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.AuditRows.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(r => r.Id == id, cancel);
    }
}
