using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Integrations;

public sealed record ConnectionFilter(int? AdvertiserId = null, ConnectionKind? Kind = null);

/// <param name="OfferName">Null = the code decides.</param>
/// <param name="Order">What the last delivery became; null when it was no order, or is gone.</param>
public sealed record ConnectionRow(Connection Connection, string AdvertiserName, string TimeZone, string? OfferName, LastOrder? Order);

/// <param name="PartnerName">Null = nobody is credited.</param>
public sealed record LastOrder(long Id, string? OrderId, ConversionStatus Status, long Amount, long Reversed, string Currency, string? CouponCode, string? PartnerName, bool IsTest);

/// <summary>Connections that an actor may see as staff.</summary>
public sealed class ConnectionList(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<Page<ConnectionRow>> FindAsync(Actor actor, ConnectionFilter filter, PageRequest page, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, Filtered(db, actor, filter).OrderBy(c => c.Name).ThenBy(c => c.Id)).ToPageAsync(page, cancel);
    }

    public async Task<Slice<ConnectionRow>> SliceAsync(Actor actor, ConnectionFilter filter, long? after, int limit, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, Filtered(db, actor, filter).Where(c => c.Id > (after ?? 0)).OrderBy(c => c.Id)).ToSliceAsync(limit, r => r.Connection.Id, cancel);
    }

    /// <returns>Null for a missing or a foreign one.</returns>
    public async Task<ConnectionRow?> OneAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, db.Connections.AsNoTracking().VisibleTo(actor).Where(c => c.Id == id)).SingleOrDefaultAsync(cancel);
    }

    private static IQueryable<Connection> Filtered(PortalDbContext db, Actor actor, ConnectionFilter filter)
    {
        var rows = db.Connections.AsNoTracking().VisibleTo(actor);
        rows = filter.AdvertiserId is { } advertiser ? rows.Where(c => c.AdvertiserId == advertiser) : rows;
        return filter.Kind is { } kind ? rows.Where(c => c.Kind == kind) : rows;
    }

    // Joins and no subqueries: SQLite has no APPLY.
    private static IQueryable<ConnectionRow> Rows(PortalDbContext db, IQueryable<Connection> connections) =>
        from c in connections
        join a in db.Advertisers on c.AdvertiserId equals a.Id
        join f in db.Offers on c.OfferId equals (int?)f.Id into offers
        from offer in offers.DefaultIfEmpty()
        join o in db.Conversions on c.LastConversionId equals (long?)o.Id into orders
        from order in orders.DefaultIfEmpty()
        join p in db.Partners on order.PartnerId equals (int?)p.Id into partners
        from partner in partners.DefaultIfEmpty()
        select new ConnectionRow(
            c, a.Name, a.TimeZone, offer == null ? null : offer.Name,
            order == null ? null : new LastOrder(order.Id, order.OrderId, order.Status, order.Amount, order.Reversed, order.Currency, order.CouponCode, partner == null ? null : partner.Name, (order.Flags & ConversionFlags.Test) != ConversionFlags.None));
}
