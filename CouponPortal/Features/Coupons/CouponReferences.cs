using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>A draft's own rules and what it refers to, every fault at its field.</summary>
internal static class CouponReferences
{
    /// <param name="coupon">As stored; a new one has no id.</param>
    public static async Task<(FieldErrors Errors, Offer? Offer)> CheckAsync(PortalDbContext db, Actor actor, Coupon coupon, CouponDraft draft, CancellationToken cancel)
    {
        var errors = CouponRules.Check(draft.Code, draft.Visibility, draft.PartnerIds, draft.StartDate, draft.EndDate, draft.Description, draft.InternalNote);

        // A foreign offer is no other than a missing one (RULES §1).
        var offer = await db.Offers.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(o => o.Id == draft.OfferId, cancel);
        if (offer is null)
        {
            errors.Add("offer_id", draft.OfferId == 0 ? "Choose an offer." : $"Offer {draft.OfferId} was not found.");
        }
        else if (coupon.Id != 0 && coupon.AdvertiserId != offer.AdvertiserId)
        {
            // Its past orders are judged by the old advertiser's rules; a move would tear them from their history.
            errors.Add("offer_id", "This offer belongs to another advertiser. Create a new coupon there.");
        }
        else if (draft.AdvertiserId is { } sent && sent != offer.AdvertiserId)
        {
            errors.Add("advertiser_id", $"Offer {offer.Id} does not belong to advertiser {sent}.");
        }

        // A page takes any text; PostgreSQL refuses U+0000, and no other control character is anybody's intention.
        RefuseControls(errors, "description", draft.Description);
        RefuseControls(errors, "internal_note", draft.InternalNote);
        if (draft.PartnerIds.Count is > 0 and <= CouponRules.MaxPartners)
        {
            var known = await db.Partners.Where(p => draft.PartnerIds.Contains(p.Id)).Select(p => p.Id).ToListAsync(cancel);
            foreach (var missing in draft.PartnerIds.Except(known))
            {
                errors.Add("partner_ids", $"Partner {missing} was not found.");
            }
        }

        return (errors, offer);
    }

    private static void RefuseControls(FieldErrors errors, string field, string text)
    {
        if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
        {
            errors.Add(field, "Control characters are not allowed.");
        }
    }
}
