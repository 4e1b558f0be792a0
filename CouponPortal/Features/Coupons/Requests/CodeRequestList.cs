using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Requests;

public sealed record CodeRequestFilter(CodeRequestState? State = null, int? AdvertiserId = null, int? PartnerId = null, int? OfferId = null);

/// <summary>A partner's wish with the names around it, as staff see it.</summary>
/// <param name="TimeZone">IANA name of the advertiser's zone.</param>
/// <param name="Approval">Of the partner on the offer now; null = none.</param>
public sealed record CodeRequestRow(CodeRequest Request, string PartnerName, string OfferName, string AdvertiserName, string TimeZone, ApprovalStatus? Approval);

public sealed class CodeRequestList(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>Those that wait first and the oldest of them on top; then the last decided.</summary>
    public async Task<Page<CodeRequestRow>> FindAsync(Actor actor, CodeRequestFilter filter, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var ordered = Where(db, actor, filter).OrderBy(r => r.State == CodeRequestState.Pending ? 0 : 1)
            .ThenBy(r => r.State == CodeRequestState.Pending ? r.Id : -r.Id);
        return await Rows(db, ordered).ToPageAsync(page, cancel);
    }

    /// <summary>By id, after <paramref name="after"/>; of a partner its own.</summary>
    public async Task<Slice<CodeRequest>> SliceAsync(Actor actor, CodeRequestFilter filter, long? after, int limit, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Where(db, actor, filter).Where(r => r.Id > (after ?? 0)).OrderBy(r => r.Id).ToSliceAsync(limit, r => r.Id, cancel);
    }

    /// <returns>Null for a missing or a foreign one.</returns>
    public async Task<CodeRequestRow?> OneAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, db.CodeRequests.AsNoTracking().VisibleTo(actor).Where(r => r.Id == id)).SingleOrDefaultAsync(cancel);
    }

    /// <summary>For staff and for the partner who asked.</summary>
    /// <returns>Null for a missing or a foreign one.</returns>
    public async Task<CodeRequest?> RequestAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Where(db, actor, new()).SingleOrDefaultAsync(r => r.Id == id, cancel);
    }

    public async Task<IReadOnlyList<Named>> AdvertisersAsync(Actor actor, CancellationToken cancel)
    {
        const int Enough = 200;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Advertisers.VisibleTo(actor).OrderBy(a => a.Name).ThenBy(a => a.Id).Take(Enough).Select(a => new Named(a.Id, a.Name)).ToListAsync(cancel);
    }

    private static IQueryable<CodeRequest> Where(PortalDbContext db, Actor actor, CodeRequestFilter filter)
    {
        var me = actor.Self();
        var rows = db.CodeRequests.AsNoTracking();
        rows = me is null ? rows.VisibleTo(actor) : rows.Where(r => r.PartnerId == me);
        rows = filter.State is { } state ? rows.Where(r => r.State == state) : rows;
        rows = filter.AdvertiserId is { } advertiser ? rows.Where(r => r.AdvertiserId == advertiser) : rows;
        rows = filter.PartnerId is { } partner ? rows.Where(r => r.PartnerId == partner) : rows;
        return filter.OfferId is { } offer ? rows.Where(r => r.OfferId == offer) : rows;
    }

    private static IQueryable<CodeRequestRow> Rows(PortalDbContext db, IQueryable<CodeRequest> requests) => requests.Select(r => new CodeRequestRow(
        r,
        db.Partners.Where(p => p.Id == r.PartnerId).Select(p => p.Name).First(),
        db.Offers.Where(o => o.Id == r.OfferId).Select(o => o.Name).First(),
        db.Advertisers.Where(a => a.Id == r.AdvertiserId).Select(a => a.Name).First(),
        db.Advertisers.Where(a => a.Id == r.AdvertiserId).Select(a => a.TimeZone).First(),
        db.Approvals.Where(a => a.OfferId == r.OfferId && a.PartnerId == r.PartnerId).Select(a => (ApprovalStatus?)a.Status).FirstOrDefault()));
}
