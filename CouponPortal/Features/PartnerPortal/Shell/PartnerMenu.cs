using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal.Shell;

/// <summary>What the partner's menu depends on.</summary>
/// <param name="HasCodes">A code exists that the partner may use, on an offer that it is approved for (S3).</param>
public sealed record PartnerMenuFacts(string? PartnerName, bool HasCodes);

public sealed class PartnerMenu(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<PartnerMenuFacts> ReadAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Self() is not { } me)
        {
            return new(null, false);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        return new(await db.Partners.Where(p => p.Id == me).Select(p => p.Name).SingleOrDefaultAsync(cancel), await db.HasCouponsAsync(actor, cancel));
    }
}
