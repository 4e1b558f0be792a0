using CouponPortal.Data;
using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Intake;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Dashboard;

/// <summary>One currency's orders of today and of yesterday. Amounts in minor units.</summary>
public sealed record CurrencyDay(string Currency, int OrdersToday, long AmountToday, int OrdersYesterday, long AmountYesterday);

/// <summary>Orders of one local day by what their credit rests on; a basis without orders is absent.</summary>
public sealed record BasisDay(DateOnly Day, IReadOnlyDictionary<AttributionBasis, int> Orders);

/// <summary>What somebody should look at, and where.</summary>
public sealed record Attention(string Text, int Count, string Href);

/// <param name="Zone">IANA name of the zone whose days are counted.</param>
public sealed record DashboardView(string Zone, IReadOnlyList<CurrencyDay> Currencies, IReadOnlyList<BasisDay> Days, IReadOnlyList<Attention> Attention);

/// <summary>The figures of the first page: for staff their advertisers', for a partner its own credited orders.</summary>
public sealed class DashboardFigures(IDbContextFactory<PortalDbContext> contexts, SilentDoors silent, TimeProvider time)
{
    public const int Days = 30;
    private const int EndingWithinDays = 14;

    // Zones are whole quarters of an hour apart, so that quarters add up to local days exactly, on both engines and in any zone.
    private const long QuarterMicroseconds = 15L * 60 * 1_000_000;

    public async Task<DashboardView> GetAsync(Actor actor, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var zoneName = await ZoneAsync(db, actor, cancel);
        var zone = LocalDays.Zone(zoneName);
        var today = LocalDays.DayOf(now, zone);
        return new(
            zoneName,
            await CurrenciesAsync(db, actor, LocalDays.StartUtc(today.AddDays(-1), zone), LocalDays.StartUtc(today, zone), LocalDays.EndUtc(today, zone), cancel),
            await DaysAsync(db, actor, today, zone, cancel),
            actor.IsStaff ? await AttentionAsync(db, actor, now, (await silent.FindAsync(actor, cancel)).Count, cancel) : []);
    }

    // Advertisers of different zones have no day in common.
    private static async Task<string> ZoneAsync(PortalDbContext db, Actor actor, CancellationToken cancel)
    {
        var zones = await db.Advertisers.VisibleTo(actor).Select(a => a.TimeZone).Distinct().Take(2).ToListAsync(cancel);
        return zones is [var only] ? only : "UTC";
    }

    private static IQueryable<Conversion> OrdersOf(PortalDbContext db, Actor actor) =>
        actor.IsStaff ? db.Conversions.VisibleTo(actor) : db.Conversions.Where(c => c.PartnerId == actor.PartnerId && actor.PartnerId != null);

    private static async Task<IReadOnlyList<CurrencyDay>> CurrenciesAsync(
        PortalDbContext db, Actor actor, DateTime yesterday, DateTime today, DateTime tomorrow, CancellationToken cancel)
    {
        var now = await Sums(today, tomorrow).ToDictionaryAsync(s => s.Currency, cancel);
        var before = await Sums(yesterday, today).ToDictionaryAsync(s => s.Currency, cancel);
        return [.. now.Keys.Union(before.Keys).Order(StringComparer.Ordinal).Select(currency =>
        {
            var (t, y) = (now.GetValueOrDefault(currency), before.GetValueOrDefault(currency));
            return new CurrencyDay(currency, t?.Count ?? 0, t?.Amount ?? 0, y?.Count ?? 0, y?.Amount ?? 0);
        })];

        IQueryable<CurrencySum> Sums(DateTime from, DateTime until) => OrdersOf(db, actor)
            .Where(c => c.OrderTime >= from && c.OrderTime < until && c.Status != ConversionStatus.Invalid && (c.Flags & ConversionFlags.Test) == ConversionFlags.None)
            .GroupBy(c => c.Currency).Select(g => new CurrencySum { Currency = g.Key, Count = g.Count(), Amount = g.Sum(c => c.Amount) });
    }

    private static async Task<IReadOnlyList<BasisDay>> DaysAsync(PortalDbContext db, Actor actor, DateOnly today, TimeZoneInfo zone, CancellationToken cancel)
    {
        var from = UtcMicroseconds.FromUtc(LocalDays.StartUtc(today.AddDays(1 - Days), zone));
        var advertisers = actor.AdvertiserIds;
        var quarters = await db.Database
            .SqlQuery<QuarterRow>($"""
                SELECT advertiser_id AS "AdvertiserId", partner_id AS "PartnerId", order_time / {QuarterMicroseconds} AS "Quarter", basis AS "Basis"
                FROM conversions WHERE order_time >= {from} AND status <> 'invalid' AND (flags & {(int)ConversionFlags.Test}) = 0
                """)
            .Where(r => actor.IsNetworkAdmin || (actor.IsStaff && advertisers.Contains(r.AdvertiserId)) || (!actor.IsStaff && r.PartnerId == actor.PartnerId))
            .GroupBy(r => new { r.Quarter, r.Basis })
            .Select(g => new { g.Key.Quarter, g.Key.Basis, Count = g.Count() })
            .ToListAsync(cancel);
        var byDay = quarters.ToLookup(q => LocalDays.DayOf(UtcMicroseconds.ToUtc(q.Quarter * QuarterMicroseconds), zone));
        return [.. Enumerable.Range(0, Days).Select(i => today.AddDays(i + 1 - Days)).Select(day => new BasisDay(
            day, byDay[day].GroupBy(q => Parse(q.Basis), q => q.Count).ToDictionary(g => g.Key, g => g.Sum())))];
    }

    private static AttributionBasis Parse(string basis) => Domain.SnakeCase.TryParse<AttributionBasis>(basis, out var value) ? value : AttributionBasis.None;

    private static async Task<IReadOnlyList<Attention>> AttentionAsync(PortalDbContext db, Actor actor, DateTime now, int silentDoors, CancellationToken cancel)
    {
        var soon = now.AddDays(EndingWithinDays);
        var coupons = db.Coupons.VisibleTo(actor).Where(c => c.Status == CouponStatus.Active);
        Attention[] all =
        [
            new("Doors that usually get orders and have stopped", silentDoors, "inbox"),
            new("Orders whose offer is ambiguous", await db.Conversions.VisibleTo(actor)
                .CountAsync(c => c.Outcome == AttributionOutcome.AmbiguousOffer && c.Status == ConversionStatus.Pending && (c.Flags & ConversionFlags.Test) == ConversionFlags.None, cancel), "conversions?range=all&outcome=ambiguous_offer&status=pending"),
            new("Requests held in the inbox", await db.Hits.VisibleTo(actor).CountAsync(h => h.Verdict == HitVerdict.Held, cancel), "inbox?verdict=held"),
            new($"Codes that end within {EndingWithinDays} days", await coupons.CountAsync(c => c.EndsAt > now && c.EndsAt <= soon, cancel), "coupons?sort=end&dir=desc"),
            new($"Codes that end within {CouponUses.Days} days and still earn", (await CouponUses.IdsAsync(db, actor, CouponUse.EndingEarning, now, clicks: false, cancel)).Length, "coupons?use=ending_earning&sort=end"),
            new("Ended codes that orders still use", (await CouponUses.IdsAsync(db, actor, CouponUse.EndedUsed, now, clicks: false, cancel)).Length, "coupons?use=ended_used"),
            new("Private codes without a partner", await coupons.CountAsync(c => c.Visibility == CouponVisibility.Private && c.OwnerId == null && c.Partners.Count == 0, cancel), "coupons?visibility=private"),
            new("Partners waiting for approval", await db.Approvals.Join(db.Offers.VisibleTo(actor), a => a.OfferId, o => o.Id, (a, _) => a)
                .CountAsync(a => a.Status == ApprovalStatus.Pending, cancel), "approvals?status=pending"),
        ];
        return [.. all.Where(a => a.Count > 0)];
    }

    private sealed class CurrencySum
    {
        public string Currency { get; init; } = "";
        public int Count { get; init; }
        public long Amount { get; init; }
    }

    private sealed class QuarterRow
    {
        public int AdvertiserId { get; init; }
        public int? PartnerId { get; init; }
        public long Quarter { get; init; }
        public string Basis { get; init; } = "";
    }
}
