using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Partners;

/// <param name="Text">Part of the name or the e-mail address, or the id.</param>
public sealed record PartnerFilter(string? Text = null, PartnerStatus? Status = null, string? Email = null);

/// <param name="ApprovedOffers">Offers of the actor's advertisers that the partner is approved on.</param>
public sealed record PartnerRow(int Id, string Name, string Email, PartnerStatus Status, int ApprovedOffers);

public sealed record PartnerApproval(int OfferId, string OfferName, string AdvertiserName, string TimeZone, ApprovalStatus Status, DateTime UpdatedAt);

/// <summary>Staff of every advertiser sees the network's partners, and of their approvals its own advertisers' alone.</summary>
public sealed class PartnerList(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<Page<PartnerRow>> FindAsync(Actor actor, PartnerFilter filter, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var offers = db.Offers.VisibleTo(actor);
        return await Sorted(Where(db, actor, filter), page)
            .Select(p => new PartnerRow(
                p.Id, p.Name, p.Email, p.Status, db.Approvals.Count(a => a.PartnerId == p.Id && a.Status == ApprovalStatus.Approved && offers.Any(o => o.Id == a.OfferId))))
            .ToPageAsync(page, cancel);
    }

    /// <summary>Ordered by id, after <paramref name="after"/>.</summary>
    public async Task<Slice<Partner>> SliceAsync(Actor actor, PartnerFilter filter, long? after, int limit, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Where(db, actor, filter).AsNoTracking().Where(p => p.Id > (after ?? 0)).OrderBy(p => p.Id).ToSliceAsync(limit, p => p.Id, cancel);
    }

    /// <returns>Null when it is not there or the actor is no staff.</returns>
    public async Task<Partner?> OneAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Where(db, actor, new()).AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancel);
    }

    /// <summary>On the offers of the actor's advertisers, by name.</summary>
    public async Task<Page<PartnerApproval>> ApprovalsAsync(Actor actor, int partnerId, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await (
            from approval in db.Approvals
            where approval.PartnerId == partnerId
            join offer in db.Offers.VisibleTo(actor) on approval.OfferId equals offer.Id
            join advertiser in db.Advertisers on offer.AdvertiserId equals advertiser.Id
            orderby offer.Name, offer.Id
            select new PartnerApproval(offer.Id, offer.Name, advertiser.Name, advertiser.TimeZone, approval.Status, approval.UpdatedAt)).ToPageAsync(page, cancel);
    }

    private static IQueryable<Partner> Where(PortalDbContext db, Actor actor, PartnerFilter filter)
    {
        var rows = db.Partners.Where(p => actor.IsStaff);
        if (filter.Status is { } status)
        {
            rows = rows.Where(p => p.Status == status);
        }

        if (filter.Email?.ToLowerInvariant() is { } email)
        {
            rows = rows.Where(p => p.Email.ToLower() == email);
        }

        if (filter.Text is { } text)
        {
            var lower = text.ToLowerInvariant();
            var id = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

            // SQLite lowers ASCII alone, so the spelling as typed is asked for as well.
            rows = rows.Where(p => p.Id == id || p.Name.Contains(text) || p.Name.ToLower().Contains(lower) || p.Email.ToLower().Contains(lower));
        }

        return rows;
    }

    private static IOrderedQueryable<Partner> Sorted(IQueryable<Partner> rows, PageRequest page) => (page.SortBy, page.Descending) switch
    {
        ("name", false) => rows.OrderBy(p => p.Name).ThenBy(p => p.Id),
        ("name", true) => rows.OrderByDescending(p => p.Name).ThenByDescending(p => p.Id),
        ("email", false) => rows.OrderBy(p => p.Email).ThenBy(p => p.Id),
        ("email", true) => rows.OrderByDescending(p => p.Email).ThenByDescending(p => p.Id),
        ("status", false) => rows.OrderBy(p => p.Status).ThenBy(p => p.Id),
        ("status", true) => rows.OrderByDescending(p => p.Status).ThenByDescending(p => p.Id),
        (_, true) => rows.OrderByDescending(p => p.Id),
        _ => rows.OrderBy(p => p.Id),
    };
}
