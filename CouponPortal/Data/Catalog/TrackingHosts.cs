using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Catalog;

/// <summary>Whose tracking domain a host name is, and whether anything is served there.</summary>
public sealed class TrackingHosts
{
    private readonly FrozenDictionary<string, int> _served;
    private readonly FrozenSet<string> _closed;

    private TrackingHosts(IEnumerable<(string Host, int AdvertiserId, bool IsVerified)> domains)
    {
        var all = domains.ToArray();
        _served = all.Where(d => d.IsVerified).ToFrozenDictionary(d => d.Host, d => d.AdvertiserId, StringComparer.OrdinalIgnoreCase);
        _closed = all.Where(d => !d.IsVerified).Select(d => d.Host).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    public static TrackingHosts None { get; } = new([]);

    /// <param name="host">Without a port; a final dot says no more than that the name is whole.</param>
    /// <returns>The advertiser whose verified domain it is; null when it is nobody's.</returns>
    public int? AdvertiserOf(string? host) => host is not null && _served.TryGetValue(host.TrimEnd('.'), out var id) ? id : null;

    /// <summary>Whether it is somebody's and not verified: nothing is served there.</summary>
    public bool IsClosed(string host) => _closed.Count > 0 && _closed.Contains(host.TrimEnd('.'));

    /// <summary>Whether it is a tracking domain of any advertiser, verified or not.</summary>
    public bool Knows(string host) => AdvertiserOf(host) is not null || IsClosed(host);

    internal static async Task<TrackingHosts> ReadAsync(PortalDbContext db, CancellationToken cancel)
    {
        var rows = await db.TrackingDomains.AsNoTracking().Select(d => new { d.Host, d.AdvertiserId, IsVerified = d.VerifiedAt != null }).ToListAsync(cancel);
        return rows.Count == 0 ? None : new(rows.Select(r => (r.Host, r.AdvertiserId, r.IsVerified)));
    }
}
