using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Suppressed;

/// <summary>Ends suppressed codes, and removes those that were a mistake.</summary>
public sealed class EndSuppressedCode(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <summary>Ends it now. It stays on record, because orders from before are judged by it; one that never began goes away.</summary>
    /// <returns>The code that no longer is suppressed.</returns>
    public async Task<Outcome<string>> EndAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.SuppressedCodes.VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel);
        if (row is null)
        {
            return new Outcome<string>.NotFound();
        }

        if (!actor.Manages(row.AdvertiserId))
        {
            return new Outcome<string>.Forbidden(SaveSuppressedCode.ReadOnlySentence);
        }

        var now = time.GetUtcNow().UtcDateTime;
        if (row.StartsAt > now)
        {
            db.SuppressedCodes.Remove(row);
        }
        else if (row.EndsAt is null || row.EndsAt > now)
        {
            row.EndsAt = now;
            row.EndDate = LocalDays.DayOf(now, await SaveSuppressedCode.ZoneAsync(db, row.AdvertiserId, cancel));
        }

        await db.SaveChangesAsync(cancel);
        return Outcome.Done(row.Code);
    }

    /// <summary>Takes it from the list as if it had never been there; refused once an order was judged by it, which must stay explainable.</summary>
    /// <returns>The code.</returns>
    public async Task<Outcome<string>> RemoveAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.SuppressedCodes.VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel);
        if (row is null)
        {
            return new Outcome<string>.NotFound();
        }

        if (!actor.Manages(row.AdvertiserId))
        {
            return new Outcome<string>.Forbidden(SaveSuppressedCode.ReadOnlySentence);
        }

        var (starts, ends) = (row.StartsAt ?? DateTime.UnixEpoch, row.EndsAt ?? DateTime.MaxValue);
        var judged = await db.Conversions.CountAsync(
            c => c.AdvertiserId == row.AdvertiserId && c.Outcome == AttributionOutcome.Suppressed && c.CouponCode == row.Code && c.OrderTime >= starts && c.OrderTime < ends
                && (c.Flags & ConversionFlags.Test) == ConversionFlags.None,
            cancel);
        if (judged > 0)
        {
            return new Outcome<string>.Conflict("in_use", $"{judged} {(judged == 1 ? "order was" : "orders were")} judged by it, so it stays on record. End it instead.");
        }

        db.SuppressedCodes.Remove(row);
        await db.SaveChangesAsync(cancel);
        return Outcome.Done(row.Code);
    }
}
