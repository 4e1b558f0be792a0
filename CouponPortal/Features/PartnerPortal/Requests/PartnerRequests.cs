using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal.Requests;

/// <summary>A partner's own wish and its answer. Who decided is not the partner's to know.</summary>
/// <param name="CodeId">Of the code that was made, where the partner may see it now.</param>
/// <param name="TimeZone">IANA name of the advertiser's zone.</param>
public sealed record PartnerRequest(
    int Id, string Wish, string OfferName, string AdvertiserName, string TimeZone, string Note, CodeRequestState State, string Answer, string GrantedCode, int? CodeId, DateTime RequestedAt, DateTime? DecidedAt);

public sealed class PartnerRequests(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>Newest first.</summary>
    public async Task<Page<PartnerRequest>> FindAsync(Actor actor, CodeRequestState? state, PageRequest page, CancellationToken cancel)
    {
        var me = actor.Self() ?? 0;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var own = db.OfPartner(actor, db.Coupons);
        return await db.CodeRequests.Where(r => r.PartnerId == me && (state == null || r.State == state)).OrderByDescending(r => r.RequestedAt).ThenByDescending(r => r.Id)
            .Select(r => new PartnerRequest(
                r.Id, r.Wish, db.Offers.Where(o => o.Id == r.OfferId).Select(o => o.Name).First(), db.Advertisers.Where(a => a.Id == r.AdvertiserId).Select(a => a.Name).First(),
                db.Advertisers.Where(a => a.Id == r.AdvertiserId).Select(a => a.TimeZone).First(), r.Note, r.State, r.Answer, r.GrantedCode,
                own.Where(c => c.Id == r.CouponId).Select(c => (int?)c.Id).FirstOrDefault(), r.RequestedAt, r.DecidedAt))
            .ToPageAsync(page, cancel);
    }
}
