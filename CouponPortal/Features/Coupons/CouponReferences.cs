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
        // A foreign offer is no other than a missing one (RULES §1).
        var offer = await db.Offers.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(o => o.Id == draft.OfferId, cancel);
        var known = draft.PartnerIds.Count is > 0 and <= CouponRules.MaxPartners
            ? await db.Partners.Where(p => draft.PartnerIds.Contains(p.Id)).Select(p => p.Id).ToListAsync(cancel)
            : [];
        return (Faults(draft, coupon.Id == 0 ? null : coupon.AdvertiserId, offer, known.Contains), offer);
    }

    /// <param name="advertiserId">Of the coupon as stored; null for a new one.</param>
    /// <param name="offer">The draft's offer; null when the actor sees none of that id.</param>
    /// <param name="isPartner">Asked only for lists that are not too long.</param>
    public static FieldErrors Faults(CouponDraft draft, int? advertiserId, Offer? offer, Func<int, bool> isPartner)
    {
        var errors = CouponRules.Check(draft.Code, draft.Visibility, draft.PartnerIds, draft.StartDate, draft.EndDate, draft.Description, draft.InternalNote);
        if (offer is null)
        {
            errors.Add("offer_id", draft.OfferId == 0 ? "Choose an offer." : $"Offer {draft.OfferId} was not found.");
        }
        else if (advertiserId is { } own && own != offer.AdvertiserId)
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
        if (draft.PartnerIds.Count <= CouponRules.MaxPartners)
        {
            foreach (var missing in draft.PartnerIds.Where(id => !isPartner(id)))
            {
                errors.Add("partner_ids", $"Partner {missing} was not found.");
            }
        }

        return errors;
    }

    private static void RefuseControls(FieldErrors errors, string field, string text)
    {
        if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
        {
            errors.Add(field, "Control characters are not allowed.");
        }
    }
}
