using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
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

        draft = draft with { Code = draft.Code.Trim(), PartnerIds = [.. draft.PartnerIds.Distinct().Order()] };
        await using var db = await contexts.CreateDbContextAsync(cancel);

        // On SQLite this is BEGIN IMMEDIATE, the writer's place in the queue; on PostgreSQL it is READ COMMITTED, which sees what was committed before the lock.
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var coupon = id is { } key ? await LockedAsync(db, actor, key, cancel) : new Coupon();
        if (coupon is null)
        {
            return new Outcome<CouponRow>.NotFound();
        }

        var (errors, offer) = await CouponReferences.CheckAsync(db, actor, coupon, draft, cancel);
        if (offer is null || errors.Any)
        {
            return new Outcome<CouponRow>.Invalid(errors);
        }

        if (!actor.Manages(offer.AdvertiserId))
        {
            return new Outcome<CouponRow>.Forbidden(ReadOnlySentence);
        }

        if (id is not null && coupon.Version != draft.Version)
        {
            return Saving.Stale<CouponRow>();
        }

        await db.LockCouponsAsync(offer.AdvertiserId, cancel);
        var advertiser = await db.Advertisers.AsNoTracking().SingleAsync(a => a.Id == offer.AdvertiserId, cancel);
        var terms = draft.Terms(coupon.Id, LocalDays.Zone(advertiser.TimeZone));
        if (await CouponObstacles.FindAsync(db, advertiser.Id, advertiser.TimeZone, terms, cancel) is { } obstacle)
        {
            return new Outcome<CouponRow>.Conflict("code_taken", obstacle);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var before = id is null ? null : coupon.Terms();
        Apply(coupon, draft, terms, advertiser, now);
        if (id is null)
        {
            (coupon.CreatedAt, coupon.CreatedBy) = (now, actor.Name);
            db.Coupons.Add(coupon);
        }
        else
        {
            coupon.Version++;
        }

        var notices = new List<string>(CouponNotices.Of(coupon, advertiser));
        notices.AddRange(await ApproveAsync(db, offer, terms.PartnerIds, now, cancel));
        await db.SaveChangesAsync(cancel);
        await CouponHistoryWriter.RecordAsync(db, coupon, before, actor.Name, now, cancel);
        await transaction.CommitAsync(cancel);
        var saved = await list.OneAsync(actor, coupon.Id, cancel) ?? throw new InvalidOperationException($"Coupon {coupon.Id} was saved and is gone.");
        return Outcome.Done(saved, notices);
    }

    /// <summary>The coupon as it is once no other save of its advertiser runs: what was read before the lock may be old by then.</summary>
    private static async Task<Coupon?> LockedAsync(PortalDbContext db, Actor actor, int id, CancellationToken cancel)
    {
        var visible = db.Coupons.VisibleTo(actor).Where(c => c.Id == id);
        if (await visible.Select(c => (int?)c.AdvertiserId).SingleOrDefaultAsync(cancel) is not { } advertiserId)
        {
            return null;
        }

        await db.LockCouponsAsync(advertiserId, cancel);
        return await visible.Include(c => c.Partners).SingleOrDefaultAsync(cancel);
    }

    private static void Apply(Coupon coupon, CouponDraft draft, CouponTerms terms, Advertiser advertiser, DateTime now)
    {
        (coupon.AdvertiserId, coupon.OfferId, coupon.Code, coupon.NormalCode) = (advertiser.Id, draft.OfferId, draft.Code, terms.Code);
        (coupon.Visibility, coupon.Status) = (draft.Visibility, draft.Status);
        (coupon.StartDate, coupon.EndDate, coupon.StartsAt, coupon.EndsAt) = (draft.StartDate, draft.EndDate, terms.StartsAt, terms.EndsAt);
        (coupon.Description, coupon.IsDescriptionPlainText, coupon.InternalNote) = (draft.Description, draft.IsDescriptionPlainText, draft.InternalNote);
        coupon.SetPartners(terms.PartnerIds);
        coupon.UpdatedAt = now;
    }

    private static async Task<List<string>> ApproveAsync(PortalDbContext db, Offer offer, IReadOnlyList<int> partnerIds, DateTime now, CancellationToken cancel)
    {
        var notices = new List<string>();
        foreach (var partnerId in partnerIds)
        {
            if (await Approvals.ApproveAsync(db, offer.Id, partnerId, now, cancel))
            {
                var name = await db.Partners.Where(p => p.Id == partnerId).Select(p => p.Name).SingleAsync(cancel);
                notices.Add($"{name} was approved on offer {offer.Name}.");
            }
        }

        return notices;
    }
}
