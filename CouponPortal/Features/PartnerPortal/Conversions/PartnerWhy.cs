using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal.Conversions;

/// <summary>What a partner may know of one order.</summary>
/// <param name="Earned">Null when the order is not the partner's: then neither id nor amount is.</param>
public sealed record PartnerWhyView(string AdvertiserName, string Zone, DateTime OrderTime, PartnerStory Story, PartnerEarning? Earned);

/// <summary>The partner's own order. Minor units, after reversals.</summary>
public sealed record PartnerEarning(string? OrderId, ConversionStatus Status, long Amount, long Payout, string Currency);

/// <summary>Tells a partner why an order went as it did, if the order, a claim on it or a code of it is the partner's.</summary>
public sealed class PartnerWhy(IDbContextFactory<PortalDbContext> contexts)
{
    /// <returns>Null when there is no such order, it does not concern the actor, or the actor is no partner.</returns>
    public async Task<PartnerWhyView?> FindAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Self() is not { } me)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.Conversions.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancel);
        var (trace, assists) = (TraceJson.Read(row?.Trace), TraceJson.ReadAssists(row?.Assists));
        if (row is null || !PartnerSentences.Concern(me, row, trace, assists))
        {
            return null;
        }

        // Offers are named in lines about the partner's own codes and clicks alone.
        int[] offers = [.. trace.Where(l => l.PartnerId == me).Select(l => l.OfferId).OfType<int>().Distinct()];
        var names = await db.Offers.Where(o => offers.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Name, cancel);
        var ownName = await db.Partners.Where(p => p.Id == me).Select(p => p.Name).SingleAsync(cancel);
        var advertiser = await db.Advertisers.AsNoTracking().SingleAsync(a => a.Id == row.AdvertiserId, cancel);
        return new(
            advertiser.Name,
            advertiser.TimeZone,
            row.OrderTime,
            new PartnerSentences(me, ownName, o => names.GetValueOrDefault(o, $"offer {o}")).Tell(row, trace),
            row.PartnerId == me ? new(row.OrderId, row.Status, row.Amount - row.Reversed, row.Payout, row.Currency) : null);
    }
}
