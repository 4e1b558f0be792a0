using System.Linq.Expressions;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>
/// A filter as SQL, in two forms. <see cref="Found"/> lets the indexes of offer and partner find the rows: right where few match. <see cref="Walked"/>
/// hides those columns from SQLite's planner, which keeps no statistics, so that it walks an index in the list's order and stops at the page's end: right
/// where many match. Every condition but text is answered from the covering indexes of the coupon table.
/// </summary>
internal sealed class CouponMatch
{
    /// <summary>Up to this many coupons text is also looked for in descriptions and notes, which no index has.</summary>
    public const int MostTexts = 10_000;

    private const int MaxText = 200;

    // More offers than these would make a long statement; then the advertiser's column is asked instead.
    private const int MostOffers = 500, MostLists = 500;

    private readonly PortalDbContext _db;
    private readonly Actor _actor;
    private readonly CouponFilter _filter;
    private readonly DateTime _now;
    private readonly string? _text;
    private int[]? _offers;
    private (int First, int Last) _made;
    private int[] _onLists = [];
    private int[]? _used;

    private CouponMatch(PortalDbContext db, Actor actor, CouponFilter filter, DateTime now)
    {
        (_db, _actor, _filter, _now) = (db, actor, filter, now);
        _text = filter.Text?.Trim() is { Length: > 0 } text ? (text.Length > MaxText ? text[..MaxText] : text).ToUpperInvariant() : null;
    }

    /// <summary>Whether there is text, and so little else that it is looked for everywhere: each look costs a read of the table, so all ids are read at once.</summary>
    public bool HasDeepText { get; private set; }

    public bool HasText => _text is not null;

    public IQueryable<Coupon> Found => WithText(Narrowed(hidden: false));

    public IQueryable<Coupon> Walked => WithText(Narrowed(hidden: _db is SqlitePortalDbContext));

    public static async Task<CouponMatch> OfAsync(PortalDbContext db, Actor actor, CouponFilter filter, DateTime now, CancellationToken cancel)
    {
        var match = new CouponMatch(db, actor, filter, now);
        if (filter.OfferId is null && (filter.AdvertiserId is not null || !actor.IsNetworkAdmin))
        {
            var offers = filter.AdvertiserId is { } advertiser ? db.Offers.Where(o => o.AdvertiserId == advertiser) : db.Offers;
            var ids = await offers.VisibleTo(actor).OrderBy(o => o.Id).Select(o => o.Id).Take(MostOffers + 1).ToArrayAsync(cancel);
            match._offers = ids.Length <= MostOffers ? ids : null;
        }

        if (filter.BatchId is { } batch)
        {
            // No index has the batch; its coupons' ids are neighbours.
            match._made = await db.CouponBatches.VisibleTo(actor).Where(b => b.Id == batch)
                .Select(b => new Tuple<int, int>(b.FirstCouponId ?? 0, b.LastCouponId ?? int.MaxValue)).SingleOrDefaultAsync(cancel) is var (first, last) ? (first, last) : (1, 0);
        }

        if (filter.Use is { } use)
        {
            match._used = await CouponUses.IdsAsync(db, actor, use, now, clicks: true, cancel);
        }

        if (filter.PartnerId is { } partner)
        {
            match._onLists = await db.CouponPartners.Where(p => p.PartnerId == partner).Select(p => p.CouponId).Take(MostLists + 1).ToArrayAsync(cancel);
        }

        if (match._text is not null)
        {
            match.HasDeepText = await match.Narrowed(hidden: false).Take(MostTexts + 1).CountAsync(cancel) <= MostTexts;
        }

        return match;
    }

    private IQueryable<Coupon> Narrowed(bool hidden)
    {
        var rows = _db.Coupons.AsNoTracking().VisibleTo(_actor);
        if (_filter.Code?.Trim().ToUpperInvariant() is { } code)
        {
            rows = rows.Where(c => c.NormalCode == code);
        }

        rows = _filter.Ids is { } chosen ? rows.Where(c => chosen.Contains(c.Id)) : rows;
        rows = _used is { } used ? rows.Where(c => used.Contains(c.Id)) : rows;
        rows = _filter.AdvertiserId is { } advertiser ? rows.Where(c => c.AdvertiserId == advertiser) : rows;
        rows = _offers is { } offers && !hidden ? rows.Where(c => offers.Contains(c.OfferId)) : rows;
        rows = _filter.OfferId is { } offer ? rows.Where(hidden ? c => c.OfferId + 0 == offer : c => c.OfferId == offer) : rows;
        rows = _filter.PartnerId is { } partner ? rows.Where(OfPartner(partner, hidden)) : rows;
        rows = _filter.Visibility is { } visibility ? rows.Where(c => c.Visibility == visibility) : rows;
        rows = _filter.Status is { } status ? rows.Where(c => c.Status == status) : rows;
        rows = _filter.Unassigned ? rows.Where(InPool) : rows;
        rows = _filter.BatchId is { } batch ? rows.Where(c => c.Id >= _made.First && c.Id <= _made.Last && c.BatchId == batch) : rows;
        return _filter.State is { } state ? rows.Where(In(state, _now)) : rows;
    }

    private IQueryable<Coupon> WithText(IQueryable<Coupon> rows) => (_text, HasDeepText) switch
    {
        (null, _) => rows,
        (var part, false) => rows.Where(c => c.NormalCode.Contains(part)),
        (var part, true) => rows.Where(c => c.NormalCode.Contains(part) || c.Description.ToUpper().Contains(part) || c.InternalNote.ToUpper().Contains(part)),
    };

    /// <summary>The owner's column, and the few lists of several partners beside it by their ids: an EXISTS a row would be asked a million times.</summary>
    private Expression<Func<Coupon, bool>> OfPartner(int partner, bool hidden)
    {
        var listed = _onLists;
        return (hidden, listed.Length) switch
        {
            (false, 0) => c => c.OwnerId == partner,
            (true, 0) => c => c.OwnerId + 0 == partner,
            (false, <= MostLists) => c => c.OwnerId == partner || listed.Contains(c.Id),
            (true, <= MostLists) => c => c.OwnerId + 0 == partner || listed.Contains(c.Id),
            _ => c => c.OwnerId == partner || c.Partners.Any(p => p.PartnerId == partner),
        };
    }

    private static readonly Expression<Func<Coupon, bool>> InPool = c => c.OwnerId == null && c.Visibility == CouponVisibility.Private && c.Partners.Count == 0;

    /// <summary><see cref="CouponRow.StateOf"/> as SQL. Without date as the far end of time, because an OR of two ranges would lead SQLite away from the index that answers the rest.</summary>
    private static Expression<Func<Coupon, bool>> In(CouponState state, DateTime now) => state switch
    {
        CouponState.Paused => c => c.Status == CouponStatus.Paused,
        CouponState.Ended => c => c.Status == CouponStatus.Active && c.EndsAt <= now,
        CouponState.Scheduled => c => c.Status == CouponStatus.Active && c.StartsAt > now && (c.EndsAt ?? DateTime.MaxValue) > now,
        CouponState.Active => c => c.Status == CouponStatus.Active && (c.StartsAt ?? DateTime.UnixEpoch) <= now && (c.EndsAt ?? DateTime.MaxValue) > now,
    };
}
