using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Identity;

/// <summary>Whom to ask for what only the network grants.</summary>
public static class NetworkAdmins
{
    /// <summary>The network's contact address, else that of the longest-standing active network admin; null when there is none.</summary>
    public static async Task<string?> EmailAsync(PortalDbContext db, CancellationToken cancel) =>
        await db.NetworkStates.Where(n => n.Id == NetworkState.TheId).Select(n => n.ContactEmail).SingleOrDefaultAsync(cancel)
        ?? await db.Users.Where(u => u.Role == Role.NetworkAdmin && !u.Disabled && u.Email != null).OrderBy(u => u.Id).Select(u => u.Email).FirstOrDefaultAsync(cancel);

    /// <summary>A sentence's end: "Ask your network administrator." and the address where there is one.</summary>
    public static async Task<string> AskAsync(PortalDbContext db, CancellationToken cancel) =>
        await EmailAsync(db, cancel) is { } email ? $"Ask your network administrator ({email})." : "Ask your network administrator.";
}
