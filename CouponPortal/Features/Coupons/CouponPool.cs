using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>Codes of an offer that wait for a partner.</summary>
public sealed record PoolOffer(Named Offer, string Advertiser, int Count);

/// <summary>The pool: Private codes without a partner, which nobody can use until one is assigned (S3).</summary>
public sealed class CouponPool(IDbContextFactory<PortalDbContext> contexts, Catalog catalog, TimeProvider time)
{
    /// <summary>By name of the offer; empty where nothing waits.</summary>
    public async Task<IReadOnlyList<PoolOffer>> CountAsync(Actor actor, CouponFilter filter, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var match = await CouponMatch.OfAsync(db, catalog, actor, filter with { Unassigned = true, OfferId = null }, time.GetUtcNow().UtcDateTime, cancel);
        var counts = Enumerable.Range(0, match.Count).CountBy(i => match[i].Standing.OfferId).ToDictionary();
        var ids = counts.Keys.ToArray();
        var offers = await db.Offers.VisibleTo(actor).Where(o => ids.Contains(o.Id))
            .Join(db.Advertisers, o => o.AdvertiserId, a => a.Id, (o, a) => new { o.Id, o.Name, Advertiser = a.Name }).OrderBy(o => o.Name).ThenBy(o => o.Id).ToListAsync(cancel);
        return offers.ConvertAll(o => new PoolOffer(new(o.Id, o.Name), o.Advertiser, counts[o.Id]));
    }
}
