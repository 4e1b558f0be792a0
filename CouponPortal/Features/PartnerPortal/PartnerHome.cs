using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Offers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal;

/// <summary>What the partner's first page says.</summary>
public sealed record PartnerHomeView(string PartnerName, int Codes, int ApprovedOffers);

public sealed class PartnerHome(IDbContextFactory<PortalDbContext> contexts)
{
    /// <returns>Null when the actor is no partner.</returns>
    public async Task<PartnerHomeView?> ReadAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Self() is not { } me)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        return new(
            await db.Partners.Where(p => p.Id == me).Select(p => p.Name).SingleAsync(cancel),
            await db.OfPartner(actor).CountAsync(cancel),
            await db.Approvals.CountAsync(a => a.PartnerId == me && a.Status == ApprovalStatus.Approved, cancel));
    }
}
