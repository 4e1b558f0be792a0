using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Offers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Offers;

public sealed record ApprovalFilter(int? OfferId = null, int? PartnerId = null, ApprovalStatus? Status = null, int? AdvertiserId = null);

public sealed record ApprovalRow(
    int OfferId, string OfferName, int PartnerId, string PartnerName, int AdvertiserId, string AdvertiserName, string TimeZone, ApprovalStatus Status, DateTime UpdatedAt);

public sealed record PartnerName(int Id, string Name);

public sealed class ApprovalList(IDbContextFactory<PortalDbContext> contexts)
{
    private const int PartnerBits = 32;

    /// <summary>Pending first, then the latest change.</summary>
    public async Task<Page<ApprovalRow>> FindAsync(Actor actor, ApprovalFilter filter, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await (
            from approval in Where(db, actor, filter)
            join offer in db.Offers on approval.OfferId equals offer.Id
            join advertiser in db.Advertisers on offer.AdvertiserId equals advertiser.Id
            join partner in db.Partners on approval.PartnerId equals partner.Id
            orderby approval.Status == ApprovalStatus.Pending ? 0 : 1, approval.UpdatedAt descending, offer.Id, partner.Id
            select new ApprovalRow(
                offer.Id, offer.Name, partner.Id, partner.Name, advertiser.Id, advertiser.Name, advertiser.TimeZone, approval.Status, approval.UpdatedAt))
            .ToPageAsync(page, cancel);
    }

    /// <summary>Ordered by offer, then partner. An approval has no id of its own: the cursor is the pair of ids in one number.</summary>
    public async Task<Slice<Approval>> SliceAsync(Actor actor, ApprovalFilter filter, long? after, int limit, CancellationToken cancel)
    {
        var (offerId, partnerId) = ((int)((after ?? 0) >> PartnerBits), (int)(after ?? 0));
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Where(db, actor, filter).AsNoTracking()
            .Where(a => a.OfferId > offerId || (a.OfferId == offerId && a.PartnerId > partnerId))
            .OrderBy(a => a.OfferId).ThenBy(a => a.PartnerId)
            .ToSliceAsync(limit, a => ((long)a.OfferId << PartnerBits) | (uint)a.PartnerId, cancel);
    }

    /// <summary>Up to twenty partners that <paramref name="text"/> may mean: the one with this id or exactly this name alone, else those whose name holds it.</summary>
    public async Task<IReadOnlyList<PartnerName>> PartnersAsync(Actor actor, string text, CancellationToken cancel)
    {
        const int Enough = 20;
        text = text.Trim();
        if (!actor.IsStaff || text.Length == 0)
        {
            return [];
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var lower = text.ToLowerInvariant();
        var id = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var exact = await db.Partners.Where(p => p.Id == id || p.Name.ToLower() == lower).OrderBy(p => p.Id).Take(2).Select(p => new PartnerName(p.Id, p.Name)).ToListAsync(cancel);
        return exact.Count == 1 ? exact : await db.Partners.Where(p => p.Id == id || p.Name.Contains(text) || p.Name.ToLower().Contains(lower))
            .OrderBy(p => p.Name).ThenBy(p => p.Id).Take(Enough).Select(p => new PartnerName(p.Id, p.Name)).ToListAsync(cancel);
    }

    private static IQueryable<Approval> Where(PortalDbContext db, Actor actor, ApprovalFilter filter)
    {
        // A partner's key reads the partner's own standing, and nobody else's.
        var (isPartner, me) = (!actor.IsStaff, actor.PartnerId ?? 0);
        var offers = isPartner ? db.Offers : db.Offers.VisibleTo(actor);
        if (filter.AdvertiserId is { } advertiserId)
        {
            offers = offers.Where(o => o.AdvertiserId == advertiserId);
        }

        var rows = db.Approvals.Where(a => offers.Any(o => o.Id == a.OfferId));
        rows = isPartner ? rows.Where(a => a.PartnerId == me) : rows;
        if (filter.OfferId is { } offerId)
        {
            rows = rows.Where(a => a.OfferId == offerId);
        }

        if (filter.PartnerId is { } partnerId)
        {
            rows = rows.Where(a => a.PartnerId == partnerId);
        }

        return filter.Status is { } status ? rows.Where(a => a.Status == status) : rows;
    }
}
