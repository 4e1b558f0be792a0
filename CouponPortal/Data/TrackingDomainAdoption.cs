using System.Security.Cryptography;
using CouponPortal.Domain.Advertisers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data;

/// <summary>Domains that advertisers had before there was a list of verified ones: their links are printed, so they serve on, and the next check tells how they stand.</summary>
internal static class TrackingDomainAdoption
{
    /// <returns>How many were taken over.</returns>
    public static async Task<int> AdoptTrackingDomainsAsync(this PortalDbContext db, DateTime now, CancellationToken cancel)
    {
        var bare = await db.Advertisers.AsNoTracking().Where(a => a.TrackingDomain != null && !db.TrackingDomains.Any(d => d.Host == a.TrackingDomain))
            .Select(a => new { a.Id, Host = a.TrackingDomain! }).ToListAsync(cancel);
        foreach (var row in bare)
        {
            var domain = New(row.Id, row.Host, "system", now);
            (domain.VerifiedAt, domain.Proof) = (now, DomainProof.TakenOver);
            db.TrackingDomains.Add(domain);
        }

        await db.SaveChangesAsync(cancel);
        return bare.Count;
    }

    /// <summary>An unverified domain, due to be checked at once.</summary>
    public static TrackingDomain New(int advertiserId, string host, string by, DateTime now) =>
        new() { AdvertiserId = advertiserId, Host = host, Token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), CreatedBy = by, CreatedAt = now, DueAt = now };
}
