using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.MissingSales;
using CouponPortal.Intake;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal.MissingSale;

/// <summary>Gathers what a question is answered from. What of it the partner may learn is decided by <see cref="MissingSales"/>.</summary>
public sealed class MissingSaleLookup(IDbContextFactory<PortalDbContext> contexts, Catalog catalog, TimeProvider time)
{
    private const int MostOrders = 50;

    /// <summary>Whether the partner has, or ever had, this code at the shop; a Public code is everybody's who is approved for its offer.</summary>
    public async Task<bool> IsOwnCodeAsync(Actor actor, int shopId, string code, CancellationToken cancel)
    {
        if (actor.Self() is not { } me)
        {
            return false;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.Coupons.AnyAsync(
            c => c.AdvertiserId == shopId && c.NormalCode == code
                && (c.OwnerId == me || c.Partners.Any(p => p.PartnerId == me)
                    || (c.Visibility == CouponVisibility.Public && db.ApprovalPeriods.Any(p => p.OfferId == c.OfferId && p.PartnerId == me))),
            cancel))
        {
            return true;
        }

        var before = await db.CouponPeriods.Where(p => p.NormalCode == code && db.Coupons.Any(c => c.Id == p.CouponId && c.AdvertiserId == shopId && c.NormalCode == code)).ToListAsync(cancel);
        return before.Exists(p => p.Terms().PartnerIds.Contains(me));
    }

    public async Task<MissingSaleFacts> GatherAsync(int me, OwnShop shop, OwnShopBook book, MissingSaleQuestion question, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (zone, rules) = (LocalDays.Zone(shop.Zone), catalog.Current.Advertiser(shop.Id));
        var rows = await OrdersAsync(db, me, shop.Id, question, zone, cancel);
        return new(
            me,
            await db.Partners.Where(p => p.Id == me).Select(p => p.Name).SingleAsync(cancel),
            id => book.Offer(id),
            zone,
            rows.ConvertAll(r => new MissingSaleOrder(r, TraceJson.Read(r.Trace), TraceJson.ReadAssists(r.Assists), DaysOf(rules, question.Code, me, r.OrderTime, zone))),
            rows.Count == 0 && question is { OrderId: { } number, Code: { } code } ? await HitsAsync(db, shop.Id, number, code, cancel) : [],
            FaultOf(rules, question, me, question.Day is { } day ? LocalDays.StartUtc(day, zone).AddHours(12) : time.GetUtcNow().UtcDateTime));
    }

    // Nothing of a request but what became of it: its text is the shop's.
    private async Task<IReadOnlyList<MissingSaleHit>> HitsAsync(PortalDbContext db, int shopId, string number, string code, CancellationToken cancel) =>
        [.. (await RefusedHits.FindAsync(db, shopId, number, code, time.GetUtcNow().UtcDateTime, cancel)).Select(h => new MissingSaleHit(h.Id, h.Verdict, h.Reason))];

    private static async Task<List<Conversion>> OrdersAsync(PortalDbContext db, int me, int shopId, MissingSaleQuestion question, TimeZoneInfo zone, CancellationToken cancel)
    {
        var orders = db.Conversions.AsNoTracking().Where(c => c.AdvertiserId == shopId && (c.Flags & ConversionFlags.Test) == ConversionFlags.None);
        if (question.OrderId is { } number)
        {
            return await orders.Where(c => c.OrderId == number).OrderBy(c => c.Id).Take(MostOrders).ToListAsync(cancel);
        }

        if (question.Times(zone) is not var (start, end) || question.Amounts is not var (least, most))
        {
            return [];
        }

        var (currency, code) = (question.Currency, question.Code);
        orders = orders.Where(c => c.OrderTime >= start && c.OrderTime < end);
        orders = code is null ? orders : orders.Where(c => c.SentCodes.Contains(code) || c.CouponCode == code);
        var own = await orders.Where(c => c.PartnerId == me && c.Currency == currency && ((c.Amount >= least && c.Amount <= most) || (c.Amount - c.Reversed >= least && c.Amount - c.Reversed <= most)))
            .OrderBy(c => c.Id).Take(MostOrders).ToListAsync(cancel);

        // A claim stands in the trace as a number that a comma or the line's end follows.
        var (within, last) = ($"\"partner_id\":{me},", $"\"partner_id\":{me}}}");
        var claimed = orders.Where(c => c.PartnerId == null || c.PartnerId != me);
        claimed = code is null
            ? claimed.Where(c => c.SuppressedPartnerId == me || c.CounterfactualPartnerId == me || c.Trace.Contains(within) || c.Trace.Contains(last) || c.Assists.Contains(within) || c.Assists.Contains(last))
            : claimed;
        return [.. own, .. await claimed.OrderBy(c => c.Id).Take(MostOrders).ToListAsync(cancel)];
    }

    private static (DateOnly? First, DateOnly? Last)? DaysOf(AdvertiserRules? rules, string? code, int me, DateTime at, TimeZoneInfo zone)
    {
        if (rules is null || code is null || OwnAt(rules, code, me, at).FirstOrDefault() is not { } coupon)
        {
            return null;
        }

        return (coupon.StartsAt is { } start ? LocalDays.DayOf(start, zone) : null, coupon.EndsAt is { } end ? LocalDays.DayOf(end.AddTicks(-1), zone) : null);
    }

    private static TraceReason FaultOf(AdvertiserRules? rules, MissingSaleQuestion question, int me, DateTime at)
    {
        if (rules is null || question.Code is not { } code)
        {
            return TraceReason.None;
        }

        var faults = OwnAt(rules, code, me, at).Select(c => rules.FaultOf(c.Standing, at)).ToList();
        return rules.IsSuppressed(code, at) ? TraceReason.CodeSuppressed : faults.Contains(TraceReason.None) ? TraceReason.None : faults.FirstOrDefault();
    }

    private static IEnumerable<CouponTerms> OwnAt(AdvertiserRules rules, string code, int me, DateTime at) => rules.CouponsAt(code, at).Where(c => c.PartnerIds.Contains(me));
}
