using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Accounts;

/// <summary>What an actor may give to somebody: the network admin everything, a manager staff roles for the advertisers that he manages himself.</summary>
internal static class RightsCheck
{
    /// <returns>With nothing that the role does not use.</returns>
    public static async Task<Rights> CheckedAsync(PortalDbContext db, Actor actor, Rights rights, FieldErrors errors, CancellationToken cancel)
    {
        if (!actor.IsNetworkAdmin && rights.Role is (Role.NetworkAdmin or Role.Partner))
        {
            errors.Add("role", "Managers invite staff of their own advertisers. Ask your network administrator for anybody else.");
        }

        switch (rights.Role)
        {
            case Role.AdvertiserManager or Role.AdvertiserViewer:
                var ids = rights.AdvertiserIds.Distinct().Order().ToArray();
                var known = await db.Advertisers.VisibleTo(actor).Where(a => ids.Contains(a.Id)).CountAsync(cancel);
                if (ids.Length == 0)
                {
                    errors.Add("advertiser_ids", "Choose at least one advertiser.");
                }
                else if (known < ids.Length)
                {
                    errors.Add("advertiser_ids", "One of these advertisers does not exist.");
                }

                return new Rights { Role = rights.Role, AdvertiserIds = ids };
            case Role.Partner:
                if (rights.PartnerId is not { } partner || !await db.Partners.AnyAsync(p => p.Id == partner, cancel))
                {
                    errors.Add("partner_id", "Choose a partner.");
                }

                return new Rights { Role = Role.Partner, PartnerId = rights.PartnerId };
            case Role.NetworkAdmin:
                return new Rights { Role = Role.NetworkAdmin };
            default:
                throw new InvalidOperationException($"No check for {rights.Role}.");
        }
    }
}
