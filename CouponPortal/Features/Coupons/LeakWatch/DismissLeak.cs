using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Intake;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.LeakWatch;

/// <summary>Staff says that a sign is no leak, or that it is one after all.</summary>
public sealed class DismissLeak(IDbContextFactory<PortalDbContext> contexts, OpenLeaks open)
{
    /// <param name="isLeak">False takes it off the watch until its sign has gone; true puts it back.</param>
    public async Task<Outcome<CodeLeak>> RunAsync(Actor actor, int couponId, bool isLeak, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.CodeLeaks.VisibleTo(actor).SingleOrDefaultAsync(l => l.CouponId == couponId, cancel) is not { } leak)
        {
            return new Outcome<CodeLeak>.NotFound();
        }

        if (!actor.Manages(leak.AdvertiserId))
        {
            return new Outcome<CodeLeak>.Forbidden("Your account may read the leak watch, not change it. Ask a manager of this advertiser.");
        }

        if (leak.State == LeakState.Over)
        {
            return Outcome.Done(leak, "Its sign had gone already; nothing changed.");
        }

        leak.State = isLeak ? LeakState.Open : LeakState.Dismissed;
        await db.SaveChangesAsync(cancel);

        // Other nodes follow with their next look, within a minute; this one need not.
        open.Set(couponId, isLeak);
        return Outcome.Done(leak);
    }
}
