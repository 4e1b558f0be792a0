using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data;

/// <summary>The host names that links are made with: the advertiser's chosen one once it is verified, else the network's. A link must never be handed out that leads nowhere.</summary>
internal sealed class LinkDomains
{
    private readonly Dictionary<int, string> _own;

    private LinkDomains(Dictionary<int, string> own, string? network) => (_own, Network) = (own, network);

    /// <summary>The network's default; null = the address the portal is opened at.</summary>
    public string? Network { get; }

    /// <returns>Null when the advertiser has no verified domain in use.</returns>
    public string? Own(int advertiserId) => _own.GetValueOrDefault(advertiserId);

    public string? Of(int advertiserId) => Own(advertiserId) ?? Network;

    public static async Task<LinkDomains> ReadAsync(PortalDbContext db, IEnumerable<int> advertiserIds, CancellationToken cancel)
    {
        int[] ids = [.. advertiserIds.Distinct()];
        var own = await db.Advertisers.Where(a => ids.Contains(a.Id) && a.TrackingDomain != null)
            .Join(db.TrackingDomains.Where(d => d.VerifiedAt != null), a => new { Id = a.Id, Host = a.TrackingDomain! }, d => new { Id = d.AdvertiserId, d.Host }, (a, d) => new { a.Id, d.Host })
            .ToDictionaryAsync(r => r.Id, r => r.Host, cancel);
        return new(own, await db.NetworkStates.Where(n => n.Id == NetworkState.TheId).Select(n => n.DefaultTrackingDomain).SingleOrDefaultAsync(cancel));
    }
}
