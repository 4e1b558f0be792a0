using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Dashboard;

/// <summary>Whose figures a dashboard shows, and in which zone's days.</summary>
/// <param name="Actor">With the rights over the chosen advertiser alone, so that no query can show another's.</param>
/// <param name="AdvertiserIds">Null = every one.</param>
/// <param name="Zone">Of all of them; UTC where they have several, which have no day in common.</param>
/// <param name="HasSeveralZones">Then figures by day are of each advertiser's own.</param>
public sealed record DashboardScope(Actor Actor, int? AdvertiserId, IReadOnlyList<int>? AdvertiserIds, string Zone, bool HasSeveralZones)
{
    public TimeZoneInfo ZoneInfo => LocalDays.Zone(Zone);

    /// <returns>Null when the actor does not see the advertiser, or is nobody.</returns>
    public static async Task<DashboardScope?> OfAsync(PortalDbContext db, Actor actor, int? advertiserId, CancellationToken cancel)
    {
        if (actor is { IsStaff: false, PartnerId: null } || (advertiserId is { } asked && !actor.Sees(asked)))
        {
            return null;
        }

        var narrow = advertiserId is { } one ? actor with { Role = Role.AdvertiserViewer, AdvertiserIds = [one] } : actor;

        // A partner's orders are of whichever advertiser; it learns no more than whether they share a zone.
        var advertisers = narrow.IsStaff ? db.Advertisers.VisibleTo(narrow) : db.Advertisers;
        var zones = await advertisers.Select(a => a.TimeZone).Distinct().Take(2).ToListAsync(cancel);
        return advertiserId is not null && zones.Count == 0 ? null
            : new(narrow, advertiserId, narrow.IsNetworkAdmin || !narrow.IsStaff ? null : narrow.AdvertiserIds, zones is [var only] ? only : "UTC", zones.Count > 1);
    }
}
