using System.Linq.Expressions;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal.Conversions;

/// <summary>An order as its credited partner reads it. Nothing of others: no flags, no assists, no counterfactual, no door, no code but the one that decided.</summary>
/// <param name="Amount">Minor units, before reversals.</param>
/// <param name="Payout">Minor units, for what is left after reversals.</param>
/// <param name="CouponCode">Null where the order was not won by a code: what else was sent may be another partner's.</param>
public sealed record OwnConversion(
    long Id, int ShopId, int? OfferId, string? OrderId, string Event, string? CouponCode, long? ClickId, ConversionStatus Status, long Amount, long Reversed, long Payout, string Currency,
    AttributionBasis Basis, DateTime OrderTime, string? Sub1, string? Sub2, string? Sub3, string? Sub4, string? Sub5)
{
    internal static readonly Expression<Func<Conversion, OwnConversion>> Of = c => new(
        c.Id, c.AdvertiserId, c.OfferId, c.OrderId, c.Event,
        c.Basis == AttributionBasis.ExclusiveCode || c.Basis == AttributionBasis.CouponCode ? c.CouponCode : null,
        c.Basis == AttributionBasis.Click ? c.ClickId : null,
        c.Status, c.Amount, c.Reversed, c.Payout, c.Currency, c.Basis, c.OrderTime,
        c.Basis == AttributionBasis.Click ? c.Sub1 : null, c.Basis == AttributionBasis.Click ? c.Sub2 : null, c.Basis == AttributionBasis.Click ? c.Sub3 : null,
        c.Basis == AttributionBasis.Click ? c.Sub4 : null, c.Basis == AttributionBasis.Click ? c.Sub5 : null);

    public DateTime ReceivedAt => EventKey.TimeOf(Id);
}

/// <summary>What a partner's orders of one currency add up to, in minor units.</summary>
/// <param name="Amount">Before reversals.</param>
/// <param name="RejectedPayout">What of <paramref name="Payout"/> is of rejected orders, which are not paid.</param>
public sealed record OwnTotal(string Currency, long Orders, long Amount, long Reversed, long Payout, long RejectedPayout);

/// <summary>The orders that are credited to a partner, for itself alone; everybody else gets none.</summary>
public sealed class OwnConversions(IDbContextFactory<PortalDbContext> contexts, OwnShops shops, TimeProvider time)
{
    /// <summary>Counting stops here.</summary>
    internal int MostCounted { get; init; } = 10_000;

    /// <summary>The page's address, read for its page and its file alike.</summary>
    public async Task<(OwnConversionFilter Filter, OwnDays Days, OwnShopBook Book)> ReadAsync(Actor actor, ReportQuery query, CancellationToken cancel)
    {
        var (filter, book) = (OwnConversionFilter.Read(query.Value), await shops.ReadAsync(actor, cancel));
        return (filter, OwnDays.Read(query, book, filter.ShopId, DatePreset.Last30Days, time.GetUtcNow().UtcDateTime), book);
    }

    /// <summary>The newest orders first.</summary>
    public async Task<Page<OwnConversion>> FindAsync(Actor actor, OwnConversionFilter filter, OwnDays days, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var stop = await db.StopOnAsync(cancel);
        var rows = Matching(db, actor, filter, days);
        var total = await rows.Take(MostCounted + 1).CountAsync(cancel);
        var sorted = page.FromEnd ? rows.OrderBy(c => c.OrderTime).ThenBy(c => c.Id) : rows.OrderByDescending(c => c.OrderTime).ThenByDescending(c => c.Id);
        var shown = await sorted.Skip(page.SafeSkip).Take(page.SafeTake).Select(OwnConversion.Of).ToListAsync(cancel);
        return new(page.FromEnd ? [.. shown.AsEnumerable().Reverse()] : shown, Math.Min(total, MostCounted), total > MostCounted);
    }

    /// <summary>Each currency by itself. Invalid orders are listed, and are no money.</summary>
    public async Task<IReadOnlyList<OwnTotal>> SumAsync(Actor actor, OwnConversionFilter filter, OwnDays days, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var stop = await db.StopOnAsync(cancel);
        var totals = await Matching(db, actor, filter, days).Where(c => c.Status != ConversionStatus.Invalid).GroupBy(c => c.Currency)
            .Select(g => new OwnTotal(g.Key, g.LongCount(), g.Sum(c => c.Amount), g.Sum(c => c.Reversed), g.Sum(c => c.Payout), g.Sum(c => c.Status == ConversionStatus.Rejected ? c.Payout : 0))).ToListAsync(cancel);
        return [.. totals.OrderBy(t => t.Currency, StringComparer.Ordinal)];
    }

    /// <summary>The newest arrivals first, by key: for files and the API.</summary>
    public async Task<Slice<OwnConversion>> NewestAsync(Actor actor, OwnConversionFilter filter, OwnDays days, int limit, long? before, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var stop = await db.StopOnAsync(cancel);
        var end = before ?? long.MaxValue;
        return await Matching(db, actor, filter, days).Where(c => c.Id < end).OrderByDescending(c => c.Id).Select(OwnConversion.Of).ToSliceAsync(limit, c => c.Id, cancel);
    }

    /// <returns>Null when there is none, or it is not credited to the actor.</returns>
    public async Task<OwnConversion?> OneAsync(Actor actor, long id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Conversions.AsNoTracking().OwnOf(actor).Where(c => c.Id == id).Select(OwnConversion.Of).SingleOrDefaultAsync(cancel);
    }

    internal static IQueryable<Conversion> Matching(PortalDbContext db, Actor actor, OwnConversionFilter filter, OwnDays days)
    {
        var (rows, range) = (filter.ApplyTo(db.Conversions.AsNoTracking().OwnOf(actor)), days.Instants);
        rows = range.Start is { } start ? rows.Where(c => c.OrderTime >= start) : rows;
        return range.End is { } end ? rows.Where(c => c.OrderTime < end) : rows;
    }
}
