using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data;

/// <summary>Where else a code is live: then its tracking URL must say which offer it means.</summary>
/// <param name="live">By normal code, the coupons of it that are active and not over.</param>
public sealed class CodeTwins(ILookup<string, (int Advertiser, int Offer)> live)
{
    public static async Task<CodeTwins> ReadAsync(PortalDbContext db, IEnumerable<string> normalCodes, DateTime now, CancellationToken cancel)
    {
        var codes = normalCodes.Distinct(StringComparer.Ordinal).ToArray();
        var live = await db.Coupons.Where(c => codes.Contains(c.NormalCode) && c.Status == CouponStatus.Active && (c.EndsAt == null || c.EndsAt > now))
            .Select(c => new { c.NormalCode, c.AdvertiserId, c.OfferId }).ToListAsync(cancel);
        return new(live.ToLookup(c => c.NormalCode, c => (c.AdvertiserId, c.OfferId), StringComparer.Ordinal));
    }

    /// <param name="ownDomain">Whether the advertiser has a tracking domain of its own: it knows the advertiser, a shared one has only the code to go by.</param>
    public bool NeedsOffer(string normalCode, int advertiserId, int offerId, bool ownDomain) =>
        live[normalCode].Any(t => t.Offer != offerId && (!ownDomain || t.Advertiser == advertiserId));
}
