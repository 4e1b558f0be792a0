using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Catalog;

/// <summary>Whose tracking domain a host name is.</summary>
public sealed class TrackingHosts
{
    private readonly FrozenDictionary<string, (int AdvertiserId, bool IsVerified)> _domains;

    private TrackingHosts(IEnumerable<(string Host, int AdvertiserId, bool IsVerified)> domains) =>
        _domains = domains.ToFrozenDictionary(d => d.Host, d => (d.AdvertiserId, d.IsVerified), StringComparer.OrdinalIgnoreCase);

    public static TrackingHosts None { get; } = new([]);

    /// <param name="host">Without a port; a final dot says no more than that the name is whole.</param>
    /// <returns>
    /// The advertiser whose domain it is, verified or not: the network admin has said so, and what comes by that name is a shopper or an order, which must not be lost
    /// because a proof has still to be found. Null when it is nobody's.
    /// </returns>
    public int? AdvertiserOf(string? host) => host is not null && _domains.TryGetValue(host.TrimEnd('.'), out var domain) ? domain.AdvertiserId : null;

    /// <summary>Whether links are made with it, and certificates asked for.</summary>
    public bool IsVerified(string host) => _domains.TryGetValue(host.TrimEnd('.'), out var domain) && domain.IsVerified;

    internal static async Task<TrackingHosts> ReadAsync(PortalDbContext db, CancellationToken cancel)
    {
        var rows = await db.TrackingDomains.AsNoTracking().Select(d => new { d.Host, d.AdvertiserId, IsVerified = d.VerifiedAt != null }).ToListAsync(cancel);
        return rows.Count == 0 ? None : new(rows.Select(r => (r.Host, r.AdvertiserId, r.IsVerified)));
    }
}
