using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Payouts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Offers;

/// <param name="Text">Part of the name, or the id.</param>
public sealed record OfferFilter(string? Text = null, int? AdvertiserId = null, OfferStatus? Status = null);

public sealed record OfferRow(
    int Id, string Name, int AdvertiserId, string AdvertiserName, OfferStatus Status, PayoutTerms Payout, int Coupons, int ApprovedPartners);

/// <param name="MayManage">Whether the actor may change the offer and its approvals.</param>
public sealed record OfferDetail(Offer Offer, Advertiser Advertiser, int Coupons, bool MayManage);

/// <summary>An advertiser to choose from.</summary>
public sealed record AdvertiserChoice(int Id, string Name, string Currency);

public sealed class OfferList(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<Page<OfferRow>> FindAsync(Actor actor, OfferFilter filter, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = Where(db, actor, filter).Join(db.Advertisers, o => o.AdvertiserId, a => a.Id, (o, a) => new OfferAndAdvertiser { Offer = o, Advertiser = a });
        return await Sorted(rows, page)
            .Select(r => new OfferRow(
                r.Offer.Id, r.Offer.Name, r.Advertiser.Id, r.Advertiser.Name, r.Offer.Status,
                new PayoutTerms(r.Offer.PayoutType, r.Offer.PayoutValue, r.Offer.Currency),
                db.Coupons.Count(c => c.OfferId == r.Offer.Id),
                db.Approvals.Count(a => a.OfferId == r.Offer.Id && a.Status == ApprovalStatus.Approved)))
            .ToPageAsync(page, cancel);
    }

    /// <summary>Ordered by id, after <paramref name="after"/>.</summary>
    public async Task<Slice<Offer>> SliceAsync(Actor actor, OfferFilter filter, long? after, int limit, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Where(db, actor, filter).AsNoTracking().Where(o => o.Id > (after ?? 0)).OrderBy(o => o.Id).ToSliceAsync(limit, o => o.Id, cancel);
    }

    /// <returns>Null when it is not there or not the actor's.</returns>
    public async Task<OfferDetail?> OneAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.Offers.VisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancel) is not { } offer)
        {
            return null;
        }

        var advertiser = await db.Advertisers.AsNoTracking().SingleAsync(a => a.Id == offer.AdvertiserId, cancel);
        return new(offer, advertiser, await db.Coupons.CountAsync(c => c.OfferId == id, cancel), actor.Manages(offer.AdvertiserId));
    }

    /// <summary>The actor's advertisers by name, for a filter or a form; a network with more of them types the id.</summary>
    public async Task<IReadOnlyList<AdvertiserChoice>> AdvertisersAsync(Actor actor, CancellationToken cancel)
    {
        const int Enough = 500;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Advertisers.VisibleTo(actor).OrderBy(a => a.Name).ThenBy(a => a.Id).Take(Enough).Select(a => new AdvertiserChoice(a.Id, a.Name, a.Currency)).ToListAsync(cancel);
    }

    /// <summary>An advertiser's offers but one, by id, for a form to choose from; a network with more of them uses the API.</summary>
    public async Task<IReadOnlyList<(int Id, string Name)>> NamesAsync(Actor actor, int advertiserId, int but, CancellationToken cancel)
    {
        const int Enough = 1_000;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await db.Offers.VisibleTo(actor).Where(o => o.AdvertiserId == advertiserId && o.Id != but).OrderBy(o => o.Id).Take(Enough).Select(o => new { o.Id, o.Name }).ToListAsync(cancel);
        return rows.ConvertAll(o => (o.Id, o.Name));
    }

    private static IQueryable<Offer> Where(PortalDbContext db, Actor actor, OfferFilter filter)
    {
        var rows = db.Offers.VisibleTo(actor);
        if (filter.AdvertiserId is { } advertiserId)
        {
            rows = rows.Where(o => o.AdvertiserId == advertiserId);
        }

        if (filter.Status is { } status)
        {
            rows = rows.Where(o => o.Status == status);
        }

        if (filter.Text is { } text)
        {
            var lower = text.ToLowerInvariant();
            var id = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

            // SQLite lowers ASCII alone, so the spelling as typed is asked for as well.
            rows = rows.Where(o => o.Id == id || o.Name.Contains(text) || o.Name.ToLower().Contains(lower));
        }

        return rows;
    }

    private static IOrderedQueryable<OfferAndAdvertiser> Sorted(IQueryable<OfferAndAdvertiser> rows, PageRequest page) => (page.SortBy, page.Descending) switch
    {
        ("name", false) => rows.OrderBy(r => r.Offer.Name).ThenBy(r => r.Offer.Id),
        ("name", true) => rows.OrderByDescending(r => r.Offer.Name).ThenByDescending(r => r.Offer.Id),
        ("advertiser", false) => rows.OrderBy(r => r.Advertiser.Name).ThenBy(r => r.Offer.Id),
        ("advertiser", true) => rows.OrderByDescending(r => r.Advertiser.Name).ThenByDescending(r => r.Offer.Id),
        ("status", false) => rows.OrderBy(r => r.Offer.Status).ThenBy(r => r.Offer.Id),
        ("status", true) => rows.OrderByDescending(r => r.Offer.Status).ThenByDescending(r => r.Offer.Id),
        (_, true) => rows.OrderByDescending(r => r.Offer.Id),
        _ => rows.OrderBy(r => r.Offer.Id),
    };

    private sealed class OfferAndAdvertiser
    {
        public required Offer Offer { get; init; }

        public required Advertiser Advertiser { get; init; }
    }
}
