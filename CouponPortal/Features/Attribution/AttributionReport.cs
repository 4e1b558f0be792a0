using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Attribution;

/// <summary>An order whose credit a feature changed; amounts in minor units of <paramref name="Currency"/>.</summary>
public sealed record AttributionReportRow(
    long ConversionId,
    string? OrderId,
    DateTime OrderTime,
    string? CouponCode,
    int? CreditedPartnerId,
    int? CounterfactualPartnerId,
    int? SuppressedPartnerId,
    int? OfferId,
    ConversionStatus Status,
    long Amount,
    string Currency,
    long Payout);

/// <summary>All orders of the filter in one currency, minor units. Currencies are never added up.</summary>
public sealed record AttributionTotal(string Currency, int Orders, long Amount, long Payout);

/// <summary>What one partner won by the feature (or lost, when suppressed), in one currency.</summary>
public sealed record AttributionShare(int? PartnerId, string Currency, int Orders, long Amount);

/// <summary>The report of one advertiser. Staff that does not see the advertiser gets null everywhere: the same as for one that is not there. Test orders are not in it: its file is added up by others.</summary>
public sealed class AttributionReport(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public const string SortByTime = "time";
    public const string SortByAmount = "amount";

    /// <summary>The advertiser and the filter with its days filled in.</summary>
    public async Task<(Advertiser Advertiser, AttributionReportFilter Filter)?> PrepareAsync(Actor actor, AttributionReportFilter filter, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var advertiser = await db.Advertisers.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(a => a.Id == filter.AdvertiserId, cancel);
        return advertiser is null ? null : (advertiser, filter.WithDays(LocalDays.Zone(advertiser.TimeZone), time.GetUtcNow().UtcDateTime));
    }

    /// <summary>One page, the newest order first unless sorted otherwise.</summary>
    public async Task<Page<AttributionReportRow>?> FindAsync(Actor actor, AttributionReportFilter filter, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await MatchingAsync(db, actor, filter, cancel) is not { } rows)
        {
            return null;
        }

        var sorted = (page.SortBy, page.Descending) switch
        {
            (SortByAmount, true) => rows.OrderByDescending(c => c.Amount).ThenByDescending(c => c.Id),
            (SortByAmount, false) => rows.OrderBy(c => c.Amount).ThenBy(c => c.Id),
            (SortByTime, false) => rows.OrderBy(c => c.OrderTime).ThenBy(c => c.Id),
            _ => rows.OrderByDescending(c => c.OrderTime).ThenByDescending(c => c.Id),
        };
        return await Rows(sorted).ToPageAsync(page, cancel);
    }

    /// <summary>The newest arrival first.</summary>
    public async Task<Slice<AttributionReportRow>?> NewestAsync(Actor actor, AttributionReportFilter filter, int limit, long? before, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await MatchingAsync(db, actor, filter, cancel) is not { } rows)
        {
            return null;
        }

        rows = before is { } key ? rows.Where(c => c.Id < key) : rows;
        return await Rows(rows.OrderByDescending(c => c.Id)).ToSliceAsync(limit, r => r.ConversionId, cancel);
    }

    /// <summary>Every row, the oldest order first, read as it is consumed.</summary>
    public async IAsyncEnumerable<AttributionReportRow> AllAsync(
        Actor actor, AttributionReportFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await MatchingAsync(db, actor, filter, cancel) is not { } rows)
        {
            yield break;
        }

        await foreach (var row in Rows(rows.OrderBy(c => c.OrderTime).ThenBy(c => c.Id)).AsAsyncEnumerable().WithCancellation(cancel))
        {
            yield return row;
        }
    }

    /// <summary>Over the whole filter, by currency.</summary>
    public async Task<IReadOnlyList<AttributionTotal>> TotalsAsync(Actor actor, AttributionReportFilter filter, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await MatchingAsync(db, actor, filter, cancel) is not { } rows
            ? []
            : await rows.GroupBy(c => c.Currency).OrderBy(g => g.Key)
                .Select(g => new AttributionTotal(g.Key, g.Count(), g.Sum(c => c.Amount), g.Sum(c => c.Payout)))
                .ToListAsync(cancel);
    }

    /// <summary>The partners with the most orders. Exclusive codes: who is credited; suppressed codes: who would have been.</summary>
    public async Task<IReadOnlyList<AttributionShare>> SharesAsync(Actor actor, AttributionReportFilter filter, int most, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await MatchingAsync(db, actor, filter, cancel) is not { } rows)
        {
            return [];
        }

        var suppressed = filter.Feature == AttributionFeature.SuppressedCodes;
        return await rows
            .GroupBy(c => new { PartnerId = suppressed ? c.SuppressedPartnerId : c.PartnerId, c.Currency })
            .Select(g => new { g.Key.PartnerId, g.Key.Currency, Orders = g.Count(), Amount = g.Sum(c => c.Amount) })
            .OrderByDescending(s => s.Orders).ThenBy(s => s.PartnerId).ThenBy(s => s.Currency)
            .Take(most)
            .Select(s => new AttributionShare(s.PartnerId, s.Currency, s.Orders, s.Amount))
            .ToListAsync(cancel);
    }

    private async Task<IQueryable<Conversion>?> MatchingAsync(PortalDbContext db, Actor actor, AttributionReportFilter filter, CancellationToken cancel)
    {
        var name = await db.Advertisers.VisibleTo(actor).Where(a => a.Id == filter.AdvertiserId).Select(a => a.TimeZone).SingleOrDefaultAsync(cancel);
        if (name is null)
        {
            return null;
        }

        var zone = LocalDays.Zone(name);
        return filter.WithDays(zone, time.GetUtcNow().UtcDateTime).ApplyTo(db.Conversions.AsNoTracking().VisibleTo(actor).Where(c => (c.Flags & ConversionFlags.Test) == ConversionFlags.None), zone);
    }

    private static IQueryable<AttributionReportRow> Rows(IQueryable<Conversion> rows) => rows.Select(c => new AttributionReportRow(
        c.Id, c.OrderId, c.OrderTime, c.CouponCode, c.PartnerId, c.CounterfactualPartnerId, c.SuppressedPartnerId, c.OfferId, c.Status, c.Amount, c.Currency, c.Payout));
}
