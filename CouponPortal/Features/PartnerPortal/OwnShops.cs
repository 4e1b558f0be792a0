using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal;

/// <summary>An advertiser as its partners know it.</summary>
/// <param name="Zone">IANA name.</param>
public sealed record OwnShop(int Id, string Name, string Zone, string Currency);

/// <summary>The shops that a partner works or has worked for, and their offers, by name.</summary>
public sealed record OwnShopBook(IReadOnlyList<OwnShop> Shops, IReadOnlyDictionary<int, string> Offers)
{
    public static OwnShopBook None { get; } = new([], new Dictionary<int, string>());

    /// <summary>The days of all shops together: theirs when they share a zone, else UTC.</summary>
    public TimeZoneInfo ZoneOf(int? shopId) => shopId is { } id
        ? LocalDays.Zone(Shops.FirstOrDefault(s => s.Id == id)?.Zone ?? "UTC")
        : Shops.Select(s => s.Zone).Distinct().ToList() is [var one] ? LocalDays.Zone(one) : TimeZoneInfo.Utc;

    public string Zone(int? shopId) => Shops.FirstOrDefault(s => s.Id == shopId)?.Zone ?? "UTC";

    public string Shop(int? shopId) => Shops.FirstOrDefault(s => s.Id == shopId)?.Name ?? "–";

    public string Offer(int? offerId) => offerId is { } id ? Offers.GetValueOrDefault(id, $"Offer {id}") : "–";
}

public sealed class OwnShops(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<OwnShopBook> ReadAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Self() is not { } me)
        {
            return OwnShopBook.None;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await ReadAsync(db, me, cancel);
    }

    /// <summary>Whose partner it ever was: who holds a code or a click was approved once.</summary>
    internal static async Task<OwnShopBook> ReadAsync(PortalDbContext db, int me, CancellationToken cancel)
    {
        var offers = db.Offers.Where(o => db.ApprovalPeriods.Any(p => p.PartnerId == me && p.OfferId == o.Id));
        return new(
            await db.Advertisers.Where(a => offers.Any(o => o.AdvertiserId == a.Id)).OrderBy(a => a.Name).ThenBy(a => a.Id).Select(a => new OwnShop(a.Id, a.Name, a.TimeZone, a.Currency)).ToListAsync(cancel),
            await offers.ToDictionaryAsync(o => o.Id, o => o.Name, cancel));
    }
}
