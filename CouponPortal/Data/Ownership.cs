using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Feeds;
using CouponPortal.Domain.Offers;

namespace CouponPortal.Data;

/// <summary>
/// Ownership in the query: what an actor may read as staff, or as the partner that it is. A foreign row and a missing row are the same.
/// Partners read the portal's staff resources through their own projections, so the staff queries give them nothing.
/// </summary>
public static class Ownership
{
    public static IQueryable<Advertiser> VisibleTo(this IQueryable<Advertiser> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(a => actor.IsStaff && ids.Contains(a.Id));
    }

    public static IQueryable<Offer> VisibleTo(this IQueryable<Offer> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(o => actor.IsStaff && ids.Contains(o.AdvertiserId));
    }

    public static IQueryable<TrackingDomain> VisibleTo(this IQueryable<TrackingDomain> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(d => actor.IsStaff && ids.Contains(d.AdvertiserId));
    }

    public static IQueryable<Coupon> VisibleTo(this IQueryable<Coupon> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(c => actor.IsStaff && ids.Contains(c.AdvertiserId));
    }

    public static IQueryable<CouponBatch> VisibleTo(this IQueryable<CouponBatch> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(b => actor.IsStaff && ids.Contains(b.AdvertiserId));
    }

    public static IQueryable<CodeRequest> VisibleTo(this IQueryable<CodeRequest> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(r => actor.IsStaff && ids.Contains(r.AdvertiserId));
    }

    public static IQueryable<SuppressedCode> VisibleTo(this IQueryable<SuppressedCode> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(s => actor.IsStaff && ids.Contains(s.AdvertiserId));
    }

    public static IQueryable<CodeLeak> VisibleTo(this IQueryable<CodeLeak> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(l => actor.IsStaff && ids.Contains(l.AdvertiserId));
    }

    public static IQueryable<CodeSuccessor> VisibleTo(this IQueryable<CodeSuccessor> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(s => actor.IsStaff && ids.Contains(s.AdvertiserId));
    }

    public static IQueryable<MissedCode> VisibleTo(this IQueryable<MissedCode> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(m => actor.IsStaff && m.AdvertiserId != null && ids.Contains(m.AdvertiserId.Value));
    }

    public static IQueryable<Connection> VisibleTo(this IQueryable<Connection> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(c => actor.IsStaff && ids.Contains(c.AdvertiserId));
    }

    public static IQueryable<OrderFile> VisibleTo(this IQueryable<OrderFile> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(f => actor.IsStaff && ids.Contains(f.AdvertiserId));
    }

    public static IQueryable<Feed> VisibleTo(this IQueryable<Feed> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(f => actor.IsStaff && ids.Contains(f.AdvertiserId));
    }

    public static IQueryable<Conversion> VisibleTo(this IQueryable<Conversion> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(c => actor.IsStaff && ids.Contains(c.AdvertiserId));
    }

    public static IQueryable<Click> VisibleTo(this IQueryable<Click> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(c => actor.IsStaff && c.AdvertiserId != null && ids.Contains(c.AdvertiserId.Value));
    }

    public static IQueryable<Hit> VisibleTo(this IQueryable<Hit> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(h => actor.IsStaff && h.AdvertiserId != null && ids.Contains(h.AdvertiserId.Value));
    }
}
