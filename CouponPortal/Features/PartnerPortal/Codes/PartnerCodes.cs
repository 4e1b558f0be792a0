using System.Linq.Expressions;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal.Codes;

/// <param name="Text">Part of the code, of the description or of the offer's or the shop's name.</param>
/// <param name="Code">The whole code, without regard to case.</param>
/// <param name="IsOwn">Those that name this partner alone.</param>
public sealed record PartnerCodeFilter(
    string? Text = null, int? OfferId = null, PartnerCodeState? State = null, string? Code = null, int? AdvertiserId = null, CouponVisibility? Visibility = null, CouponStatus? Status = null, bool IsOwn = false);

/// <summary>An offer to filter by.</summary>
public sealed record CodeOffer(int Id, string Name);

/// <summary>The codes that a partner may use, and nothing of anybody else's.</summary>
public sealed class PartnerCodes(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    private const int MaxText = 200, MostOffers = 200;

    /// <summary>Sorts by code, offer or end; else newest first.</summary>
    public async Task<Page<PartnerCode>> FindAsync(Actor actor, PartnerCodeFilter filter, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await Sorted(db, Matching(db, actor, filter), page).Select(Facts(db, actor)).ToPageAsync(page, cancel);
        return new(await ReadAsync(db, actor, found.Rows, cancel), found.Total);
    }

    /// <summary>By id, after <paramref name="after"/>.</summary>
    public async Task<Slice<PartnerCode>> SliceAsync(Actor actor, PartnerCodeFilter filter, long? after, int limit, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await Matching(db, actor, filter).Where(c => c.Id > (after ?? 0)).OrderBy(c => c.Id).Select(Facts(db, actor)).ToSliceAsync(limit, c => c.Id, cancel);
        return new(await ReadAsync(db, actor, found.Rows, cancel), found.NextAfter);
    }

    /// <returns>Null for a missing code, and for one that is not the partner's to see.</returns>
    public async Task<PartnerCode?> OneAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await db.OfPartner(actor, db.Coupons.Where(c => c.Id == id)).Select(Facts(db, actor)).ToListAsync(cancel);
        return (await ReadAsync(db, actor, found, cancel)).SingleOrDefault();
    }

    /// <summary>Running codes whose last day is near, the soonest first.</summary>
    public async Task<IReadOnlyList<PartnerCode>> EndingAsync(Actor actor, TimeSpan within, int most, CancellationToken cancel)
    {
        var (now, until) = (Now, Now + within);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await db.OfPartner(actor).Where(c => c.Status == CouponStatus.Active && c.EndsAt > now && c.EndsAt <= until && (c.StartsAt == null || c.StartsAt <= now))
            .OrderBy(c => c.EndsAt).ThenBy(c => c.Id).Take(most).Select(Facts(db, actor)).ToListAsync(cancel);
        return await ReadAsync(db, actor, found, cancel);
    }

    /// <summary>Offers that the partner has codes on.</summary>
    public async Task<IReadOnlyList<CodeOffer>> OffersAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var ids = db.OfPartner(actor).Select(c => c.OfferId);
        return await db.Offers.Where(o => ids.Contains(o.Id)).OrderBy(o => o.Name).ThenBy(o => o.Id).Take(MostOffers).Select(o => new CodeOffer(o.Id, o.Name)).ToListAsync(cancel);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private IQueryable<Coupon> Matching(PortalDbContext db, Actor actor, PartnerCodeFilter filter)
    {
        var (rows, now) = (db.OfPartner(actor), Now);
        if (filter.Text?.Trim() is { Length: > 0 } typed)
        {
            var text = (typed.Length > MaxText ? typed[..MaxText] : typed).ToUpperInvariant();
            var named = db.Offers.Join(db.Advertisers, o => o.AdvertiserId, a => a.Id, (o, a) => new { o.Id, Offer = o.Name, Shop = a.Name })
                .Where(o => o.Offer.ToUpper().Contains(text) || o.Shop.ToUpper().Contains(text)).Select(o => o.Id);
            rows = rows.Where(c => c.NormalCode.Contains(text) || c.Description.ToUpper().Contains(text) || named.Contains(c.OfferId));
        }

        if (filter.Code?.Trim().ToUpperInvariant() is { } code)
        {
            rows = rows.Where(c => c.NormalCode == code);
        }

        var me = actor.Self() ?? 0;
        rows = filter.OfferId is { } offer ? rows.Where(c => c.OfferId == offer) : rows;
        rows = filter.AdvertiserId is { } advertiser ? rows.Where(c => c.AdvertiserId == advertiser) : rows;
        rows = filter.Visibility is { } visibility ? rows.Where(c => c.Visibility == visibility) : rows;
        rows = filter.Status is { } status ? rows.Where(c => c.Status == status) : rows;
        rows = filter.IsOwn ? rows.Where(c => c.OwnerId == me) : rows;
        return filter.State is not { } state ? rows : state switch
        {
            PartnerCodeState.Paused => rows.Where(c => c.Status == CouponStatus.Paused),
            PartnerCodeState.Ended => rows.Where(c => c.Status == CouponStatus.Active && c.EndsAt <= now),
            PartnerCodeState.NotStarted => rows.Where(c => c.Status == CouponStatus.Active && c.StartsAt > now && (c.EndsAt == null || c.EndsAt > now)),
            PartnerCodeState.Running => rows.Where(c => c.Status == CouponStatus.Active && (c.StartsAt == null || c.StartsAt <= now) && (c.EndsAt == null || c.EndsAt > now)),
        };
    }

    private static IQueryable<Coupon> Sorted(PortalDbContext db, IQueryable<Coupon> rows, PageRequest page) => (page.SortBy, page.Descending) switch
    {
        ("code", false) => rows.OrderBy(c => c.NormalCode).ThenBy(c => c.Id),
        ("code", true) => rows.OrderByDescending(c => c.NormalCode).ThenBy(c => c.Id),
        ("offer", false) => rows.OrderBy(c => db.Offers.Where(o => o.Id == c.OfferId).Select(o => o.Name).First()).ThenBy(c => c.Id),
        ("offer", true) => rows.OrderByDescending(c => db.Offers.Where(o => o.Id == c.OfferId).Select(o => o.Name).First()).ThenBy(c => c.Id),

        // What never ends comes last.
        ("end", false) => rows.OrderBy(c => c.EndsAt == null).ThenBy(c => c.EndsAt).ThenBy(c => c.Id),
        ("end", true) => rows.OrderBy(c => c.EndsAt == null).ThenByDescending(c => c.EndsAt).ThenBy(c => c.Id),
        _ => rows.OrderByDescending(c => c.Id),
    };

    // The columns that are read: the internal note and the partner list are not among them.
    private static Expression<Func<Coupon, PartnerCode>> Facts(PortalDbContext db, Actor actor)
    {
        var me = actor.Self() ?? 0;
        return c => new PartnerCode(
            c.Id, c.Code, c.NormalCode, c.Visibility, c.Status, c.OwnerId == me, c.StartDate, c.EndDate, c.StartsAt, c.EndsAt, c.Description, c.IsDescriptionPlainText,
            c.OfferId, db.Offers.Where(o => o.Id == c.OfferId).Select(o => o.Name).First(), db.Offers.Where(o => o.Id == c.OfferId).Select(o => o.Status).First(),
            c.AdvertiserId, db.Advertisers.Where(a => a.Id == c.AdvertiserId).Select(a => a.Name).First(), db.Advertisers.Where(a => a.Id == c.AdvertiserId).Select(a => a.TimeZone).First(),
            null)
        {
            PartnerId = me,
            PartnerStatus = PartnerStatus.Active,
            NetworkDomain = null,
            NeedsOffer = false,
            ReadAt = default,
        };
    }

    private async Task<IReadOnlyList<PartnerCode>> ReadAsync(PortalDbContext db, Actor actor, IReadOnlyList<PartnerCode> rows, CancellationToken cancel)
    {
        if (rows.Count == 0 || actor.Self() is not { } me)
        {
            return [];
        }

        var now = Now;
        var twins = await CodeTwins.ReadAsync(db, rows.Select(r => r.NormalCode), now, cancel);
        var status = await db.Partners.Where(p => p.Id == me).Select(p => p.Status).SingleAsync(cancel);
        var domains = await LinkDomains.ReadAsync(db, rows.Select(r => r.AdvertiserId), cancel);
        var visits = await EndedVisits.OfAsync(db, [.. rows.Where(r => r.IsOwn && r.EndsAt <= now).Select(r => (r.Id, r.AdvertiserId))], now, cancel);
        string[] own = [.. rows.Where(r => r.IsOwn).Select(r => r.NormalCode).Distinct(StringComparer.Ordinal)];
        var successors = (await db.CodeSuccessors.AsNoTracking().Where(s => s.PartnerId == me && own.Contains(s.Code)).OrderBy(s => s.Id).ToListAsync(cancel)).ToLookup(s => (s.AdvertiserId, s.Code));
        return [.. rows.Select(r => r with
        {
            VisitsAfterEnd = visits.GetValueOrDefault(r.Id),
            Successor = r.IsOwn ? successors[(r.AdvertiserId, r.NormalCode)].LastOrDefault() : null,
            PartnerStatus = status,
            OwnDomain = domains.Own(r.AdvertiserId),
            NetworkDomain = domains.Network,
            ReadAt = now,
            NeedsOffer = twins.NeedsOffer(r.NormalCode, r.AdvertiserId, r.OfferId, domains.Own(r.AdvertiserId) is not null),
        })];
    }
}
