using System.Collections.Frozen;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;

namespace CouponPortal.Data.Catalog;

/// <summary>What the hot path needs to know, immutable; replaced as a whole when something changes.</summary>
public sealed class CatalogSnapshot
{
    private static readonly AdvertiserRules[] Nobody = [];
    private readonly FrozenDictionary<int, AdvertiserRules> _advertisers;
    private readonly FrozenDictionary<int, AdvertiserRules> _byOffer;
    private readonly FrozenDictionary<string, AdvertiserRules> _byHost;
    private readonly FrozenDictionary<string, AdvertiserRules[]> _byCode;

    public CatalogSnapshot(long version, byte[] idKey, string? defaultTrackingDomain, IReadOnlyList<AdvertiserRules> advertisers)
    {
        Version = version;
        Ids = new PublicIds(idKey);
        DefaultTrackingDomain = defaultTrackingDomain;
        _advertisers = advertisers.ToFrozenDictionary(a => a.Advertiser.Id);
        _byOffer = advertisers.SelectMany(a => a.Offers, (a, o) => (a, o.Id)).ToFrozenDictionary(x => x.Id, x => x.a);
        _byHost = advertisers.Where(a => a.Advertiser.TrackingDomain is not null)
            .ToFrozenDictionary(a => a.Advertiser.TrackingDomain!, StringComparer.OrdinalIgnoreCase);
        _byCode = advertisers.SelectMany(a => a.Codes, (a, c) => (a, c)).GroupBy(x => x.c, x => x.a, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.OrderBy(a => a.Advertiser.Id).ToArray(), StringComparer.Ordinal);
        Single = advertisers.Count == 1 ? advertisers[0] : null;
    }

    public long Version { get; }

    public PublicIds Ids { get; }

    public string? DefaultTrackingDomain { get; }

    /// <summary>The advertiser of an installation that has just one.</summary>
    public AdvertiserRules? Single { get; }

    public AdvertiserRules? Advertiser(int? id) => id is { } key ? _advertisers.GetValueOrDefault(key) : null;

    public AdvertiserRules? ByOffer(int? offerId) => offerId is { } key ? _byOffer.GetValueOrDefault(key) : null;

    /// <summary>The advertiser whose own tracking domain this host is.</summary>
    /// <param name="host">Without a port; a final dot says no more than that the name is whole.</param>
    public AdvertiserRules? ByHost(string? host) => host is not null ? _byHost.GetValueOrDefault(host.TrimEnd('.')) : null;

    /// <summary>Advertisers that have, or had, a coupon of this code, by id.</summary>
    public IReadOnlyList<AdvertiserRules> ByCode(string normalCode) => _byCode.GetValueOrDefault(normalCode, Nobody);

    public IEnumerable<AdvertiserRules> Advertisers => _advertisers.Values;
}
