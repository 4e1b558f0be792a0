using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Data.Catalog;

/// <summary>What of the catalog has to be read again.</summary>
public enum CatalogSubject
{
    Everything,

    /// <summary>The network's own row; it is read every time.</summary>
    Network,
    Partner,

    /// <summary>An advertiser with its offers and suppressed codes.</summary>
    Advertiser,

    /// <summary>The approvals of an offer's partner; the other id is the partner's.</summary>
    Approval,
    Coupon,

    /// <summary>All coupons of an advertiser, and the approvals on its offers.</summary>
    CouponsOfAdvertiser,

    /// <summary>The host names that are tracking domains; all of them are read.</summary>
    TrackingDomains,
}

/// <summary>Says that a save, the one that counted the catalog up to <see cref="Version"/>, has changed something. Written in that save's transaction.</summary>
public sealed record CatalogChange(CatalogSubject Subject, int SubjectId = 0, int OtherId = 0)
{
    public long Version { get; init; }

    /// <summary>What an entity that is being saved concerns; null when it concerns no catalog. Ask after the save: only then a new row has its id.</summary>
    public static CatalogChange? Of(object entity) => entity switch
    {
        Coupon coupon => new(CatalogSubject.Coupon, coupon.Id),
        CouponPartner partner => new(CatalogSubject.Coupon, partner.CouponId),
        CouponPeriod period => new(CatalogSubject.Coupon, period.CouponId),
        Approval approval => new(CatalogSubject.Approval, approval.OfferId, approval.PartnerId),
        ApprovalPeriod period => new(CatalogSubject.Approval, period.OfferId, period.PartnerId),
        Partner partner => new(CatalogSubject.Partner, partner.Id),
        PartnerPostback postback => new(CatalogSubject.Partner, postback.PartnerId),
        Advertiser advertiser => new(CatalogSubject.Advertiser, advertiser.Id),
        Offer offer => new(CatalogSubject.Advertiser, offer.AdvertiserId),
        SuppressedCode suppressed => new(CatalogSubject.Advertiser, suppressed.AdvertiserId),
        TrackingDomain => new(CatalogSubject.TrackingDomains),
        NetworkState => new(CatalogSubject.Network),
        _ => null,
    };
}
