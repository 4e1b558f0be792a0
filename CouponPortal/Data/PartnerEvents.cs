using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Data;

/// <summary>
/// Ownership in the query, for partners: the clicks, orders, messages and cases that are its own (beside <see cref="PartnerOwnership"/>). For staff there are none; they read theirs
/// by <see cref="Ownership"/>.
/// </summary>
public static class PartnerEvents
{
    public static IQueryable<Click> OwnOf(this IQueryable<Click> rows, Actor actor)
    {
        var me = actor.Self();
        return rows.Where(c => me != null && c.PartnerId == me);
    }

    /// <summary>Orders that are credited to it. Test orders are none: no partner hears of them.</summary>
    public static IQueryable<Conversion> OwnOf(this IQueryable<Conversion> rows, Actor actor)
    {
        var me = actor.Self() ?? 0;

        // Not null in the words of its partial index; ids begin with 1.
        return rows.Where(c => c.PartnerId != null && c.PartnerId == me && (c.Flags & ConversionFlags.Test) == ConversionFlags.None);
    }

    public static IQueryable<SaleCase> OwnOf(this IQueryable<SaleCase> rows, Actor actor)
    {
        var me = actor.Self();
        return rows.Where(c => me != null && c.PartnerId == me);
    }

    /// <summary>Cases of the advertisers that staff see.</summary>
    public static IQueryable<SaleCase> VisibleTo(this IQueryable<SaleCase> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(c => actor.IsStaff && ids.Contains(c.AdvertiserId));
    }

    /// <summary>Postbacks that the actor may see: the network admin all, a partner its own.</summary>
    public static IQueryable<PartnerPostback> ReadableBy(this IQueryable<PartnerPostback> rows, Actor actor)
    {
        var me = actor.Self();
        return actor.CanAdministrate ? rows : rows.Where(p => me != null && p.PartnerId == me);
    }

    public static IQueryable<PostbackMessage> ReadableBy(this IQueryable<PostbackMessage> rows, Actor actor)
    {
        var me = actor.Self();
        return actor.CanAdministrate ? rows : rows.Where(m => me != null && m.PartnerId == me);
    }

    /// <summary>May set up where this partner is told of its orders.</summary>
    public static bool MaySetUp(this Actor actor, int partnerId) => actor.CanAdministrate || (actor.Self() == partnerId && !actor.ReadOnly);
}
