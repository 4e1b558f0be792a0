using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery.Caps;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Offers.Caps;

/// <summary>Partners and coupons that caps name.</summary>
public sealed class CapSubjects(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>More than these make no list to choose from.</summary>
    private const int MostChoices = 300;

    /// <summary>Finds the coupons that are named by their code, and adds a fault for whatever is not there.</summary>
    /// <param name="offerId">0 of an offer that is being made, which has no coupon yet.</param>
    internal static async Task CheckAsync(PortalDbContext db, int offerId, IReadOnlyList<CapDraft> drafts, FieldErrors errors, CancellationToken cancel)
    {
        var codes = drafts.Where(d => d.Scope == CapScope.Coupon && d.Subject.Trim().Length > 0).Select(d => CouponCode.TryNormalise(d.Subject.Trim(), out var normal) ? normal : "").Distinct().ToList();
        var ids = drafts.Where(d => d is { Scope: CapScope.Coupon, CouponId: not null }).Select(d => d.CouponId!.Value).ToList();
        var partners = drafts.Where(d => d.Scope == CapScope.Partner).Select(d => int.TryParse(d.Subject.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0).ToList();
        var coupons = codes.Count + ids.Count == 0 ? [] : await db.Coupons.Where(c => c.OfferId == offerId && (codes.Contains(c.NormalCode) || ids.Contains(c.Id)))
            .Select(c => new { c.Id, c.NormalCode }).ToListAsync(cancel);
        var known = partners.Count == 0 ? [] : (await db.Partners.Where(p => partners.Contains(p.Id)).Select(p => p.Id).ToListAsync(cancel)).ToHashSet();
        foreach (var (index, draft) in drafts.Index())
        {
            switch (draft.Scope)
            {
                case CapScope.Partner when int.TryParse(draft.Subject.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !known.Contains(id):
                    errors.Add(CapDrafts.Field(index, "partner_id"), $"Partner {id} was not found.");
                    break;
                case CapScope.Coupon when draft.Subject.Trim() is { Length: > 0 } typed:
                    var normal = CouponCode.TryNormalise(typed, out var read) ? read : "";
                    draft.CouponId = coupons.Where(c => c.NormalCode == normal).Select(c => (int?)c.Id).Max();
                    if (draft.CouponId is null)
                    {
                        errors.Add(CapDrafts.Field(index, "coupon_id"), $"This offer has no coupon {Excerpt.Of(typed, 60)}.");
                    }

                    break;
                case CapScope.Coupon when draft.CouponId is { } coupon && !coupons.Exists(c => c.Id == coupon):
                    errors.Add(CapDrafts.Field(index, "coupon_id"), $"This offer has no coupon {coupon}.");
                    break;
            }
        }
    }

    /// <summary>Codes of coupons, by id.</summary>
    public async Task<IReadOnlyDictionary<int, string>> CodesAsync(Actor actor, IEnumerable<int> couponIds, CancellationToken cancel)
    {
        var ids = couponIds.Distinct().ToList();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Coupons.VisibleTo(actor).Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Code, cancel);
    }

    /// <summary>Partners that are approved on the offer, by name.</summary>
    public async Task<IReadOnlyList<PartnerName>> PartnersAsync(Actor actor, int offerId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Approvals.Where(a => a.OfferId == offerId && a.Status == Domain.Offers.ApprovalStatus.Approved && db.Offers.VisibleTo(actor).Any(o => o.Id == a.OfferId))
            .Join(db.Partners, a => a.PartnerId, p => p.Id, (_, p) => p).OrderBy(p => p.Name).ThenBy(p => p.Id).Take(MostChoices).Select(p => new PartnerName(p.Id, p.Name)).ToListAsync(cancel);
    }
}
