using CouponPortal.Data;
using CouponPortal.Data.Identity;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Advertisers;

/// <summary>Whom a page names where only the network may act.</summary>
public sealed class NetworkContact(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<string?> AdminEmailAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await NetworkAdmins.EmailAsync(db, cancel);
    }
}
