using System.Collections.Frozen;
using System.Collections.Immutable;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Coupons.Book;
using CouponPortal.Domain.Delivery.Screening;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Data.Catalog;

/// <summary>What the hot path needs to know, immutable; replaced by another one, which shares what is the same, when something changes.</summary>
public sealed class CatalogSnapshot
{
    private static readonly AdvertiserRules[] Nobody = [];
    private readonly Places _places;
    private readonly AdvertiserRules[] _advertisers;

    private CatalogSnapshot(NetworkState network, AdvertiserRules[] advertisers, Places places, CouponEdition coupons, ApprovalTimes approvals, PartnerSet activePartners)
    {
        Version = network.CatalogVersion;
        Ids = new PublicIds(network.IdKey);
        Blocked = network.Blocks.ToList();
        DefaultTrackingDomain = network.DefaultTrackingDomain;
        (Coupons, Approvals, ActivePartners) = (coupons, approvals, activePartners);
        (_advertisers, _places) = (Array.ConvertAll(advertisers, a => a.With(coupons, approvals, activePartners)), places);
    }

    public long Version { get; }

    public PublicIds Ids { get; }

    /// <summary>Whose visits no advertiser of the network wants.</summary>
    public BlockList Blocked { get; }

    public string? DefaultTrackingDomain { get; }

    /// <summary>The advertiser of an installation that has just one.</summary>
    public AdvertiserRules? Single => _advertisers is [var single] ? single : null;

    public IEnumerable<AdvertiserRules> Advertisers => _advertisers;

    public int CouponCount => Coupons.Count;

    internal CouponEdition Coupons { get; }

    internal ApprovalTimes Approvals { get; }

    internal PartnerSet ActivePartners { get; }

    /// <summary>By partner, those that have any. Set before the snapshot is published.</summary>
    internal ImmutableDictionary<int, PartnerPostback[]> Postbacks { get; set; } = ImmutableDictionary<int, PartnerPostback[]>.Empty;

    /// <summary>Set before the snapshot is published.</summary>
    public TrackingHosts Hosts { get; internal set; } = TrackingHosts.None;

    /// <summary>Where the partner is told of its orders; none for nobody.</summary>
    public IReadOnlyList<PartnerPostback> PostbacksOf(int? partnerId) => partnerId is { } id ? Postbacks.GetValueOrDefault(id, []) : [];

    /// <param name="advertisers">With whatever coupons, approvals and partners; they get the ones given here.</param>
    internal static CatalogSnapshot Of(
        NetworkState network, IEnumerable<AdvertiserRules> advertisers, CouponEdition coupons, ApprovalTimes approvals, PartnerSet activePartners)
    {
        AdvertiserRules[] all = [.. advertisers.OrderBy(a => a.Advertiser.Id)];
        return new(network, all, Places.Of(all), coupons, approvals, activePartners);
    }

    /// <summary>With the same advertisers and offers.</summary>
    internal CatalogSnapshot With(NetworkState network, CouponEdition coupons, ApprovalTimes approvals, PartnerSet activePartners) =>
        new(network, _advertisers, _places, coupons, approvals, activePartners);

    public AdvertiserRules? Advertiser(int? id) => id is { } key && _places.ById.TryGetValue(key, out var at) ? _advertisers[at] : null;

    public AdvertiserRules? ByOffer(int? offerId) => offerId is { } key && _places.ByOffer.TryGetValue(key, out var at) ? _advertisers[at] : null;

    /// <summary>The offer that another network's name for it means, in the whole network; null when none or several have it.</summary>
    public int? OfferByExternalCode(string code) => _places.ByOfferCode[code].Take(2).ToArray() is [var only] ? only : null;

    /// <summary>The advertiser whose own tracking domain this host is.</summary>
    /// <param name="host">Without a port; a final dot says no more than that the name is whole.</param>
    public AdvertiserRules? ByHost(string? host) => Advertiser(Hosts.AdvertiserOf(host));

    /// <summary>Advertisers that have, or had, a coupon of this code, by id.</summary>
    public AdvertiserRules[] ByCode(string normalCode)
    {
        var (least, several) = Coupons.AdvertisersOf(normalCode);
        return several is null ? Advertiser(least)?.Alone ?? Nobody : [.. several.Select(id => Advertiser(id)).OfType<AdvertiserRules>()];
    }

    /// <summary>Where in the list an advertiser stands; and offers by what other networks call them.</summary>
    private sealed record Places(FrozenDictionary<int, int> ById, FrozenDictionary<int, int> ByOffer, ILookup<string, int> ByOfferCode)
    {
        public static Places Of(AdvertiserRules[] all) => new(
            all.Index().ToFrozenDictionary(a => a.Item.Advertiser.Id, a => a.Index),
            all.Index().SelectMany(a => a.Item.Offers, (a, offer) => (a.Index, offer.Id)).ToFrozenDictionary(x => x.Id, x => x.Index),
            all.SelectMany(a => a.Offers).Where(o => o.ExternalCode is not null).ToLookup(o => o.ExternalCode!, o => o.Id, StringComparer.Ordinal));
    }
}
