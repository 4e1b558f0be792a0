using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>Creates and changes coupons: every rule of RULES §2, the approval of new partners and the dated history in one transaction.</summary>
public sealed class SaveCoupon(IDbContextFactory<PortalDbContext> contexts, CouponList list, TimeProvider time)
{
    public const string ReadOnlySentence = "Your account may read coupons, not change them. Ask a manager of this advertiser.";

    public Task<Outcome<CouponRow>> CreateAsync(Actor actor, CouponDraft draft, CancellationToken cancel = default) => SaveAsync(actor, null, draft, cancel);

    public Task<Outcome<CouponRow>> UpdateAsync(Actor actor, int id, CouponDraft draft, CancellationToken cancel = default) => SaveAsync(actor, id, draft, cancel);

    private async Task<Outcome<CouponRow>> SaveAsync(Actor actor, int? id, CouponDraft draft, CancellationToken cancel)
    {
        try
        {
            return await TryAsync(actor, id, draft, cancel);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Saving.Stale<CouponRow>();
        }
        catch (DbUpdateException error) when (UniqueViolation.Is(error))
        {
            // The approvals page approved the same pair in the same moment; now it is there.
            return await TryAsync(actor, id, draft, cancel);
        }
    }

    private async Task<Outcome<CouponRow>> TryAsync(Actor actor, int? id, CouponDraft draft, CancellationToken cancel)
    {
        if (!actor.ManagesSome)
        {
            return id is { } read && await list.OneAsync(actor, read, cancel) is null ? new Outcome<CouponRow>.NotFound() : new Outcome<CouponRow>.Forbidden(ReadOnlySentence);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);

        // On SQLite this is BEGIN IMMEDIATE, the writer's place in the queue; on PostgreSQL it is READ COMMITTED, which sees what was committed before the lock.
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var coupon = id is { } key ? await CouponWriter.LockedAsync(db, actor, key, cancel) : new Coupon();
        if (coupon is null)
        {
            return new Outcome<CouponRow>.NotFound();
        }

        var written = await CouponWriter.WriteAsync(db, actor, coupon, draft, time.GetUtcNow().UtcDateTime, cancel);
        if (written is not Outcome<Coupon>.Done done)
        {
            return written.Refused<CouponRow>();
        }

        await transaction.CommitAsync(cancel);
        var saved = await list.OneAsync(actor, coupon.Id, cancel) ?? throw new InvalidOperationException($"Coupon {coupon.Id} was saved and is gone.");
        return Outcome.Done(saved, done.Notices);
    }
}
