using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>What the form says beside the code while it is typed. Advice alone: saving checks again, under the lock.</summary>
public sealed class CodeCheck(IDbContextFactory<PortalDbContext> contexts)
{
    /// <returns>Null when the code can be saved as things stand now; else what is wrong.</returns>
    public async Task<string?> FaultAsync(Actor actor, int couponId, CouponDraft draft, CancellationToken cancel = default)
    {
        if (CouponCode.Check(draft.Code) is var fault and not CodeFault.None)
        {
            return CouponCode.Message(fault);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var advertiser = await db.Offers.VisibleTo(actor).Where(o => o.Id == draft.OfferId)
            .Join(db.Advertisers, o => o.AdvertiserId, a => a.Id, (_, a) => new { a.Id, a.TimeZone }).SingleOrDefaultAsync(cancel);
        return advertiser is null
            ? null
            : await CouponObstacles.FindAsync(db, advertiser.Id, advertiser.TimeZone, draft.Terms(couponId, LocalDays.Zone(advertiser.TimeZone)), cancel);
    }
}
