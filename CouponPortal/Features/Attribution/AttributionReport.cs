using System.Runtime.CompilerServices;
using CouponPortal.Data;
using CouponPortal.Data.Sql;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Attribution;

/// <summary>An order whose credit a feature changed; amounts in minor units of <paramref name="Currency"/>.</summary>
/// <param name="HasClick">Whether a valid click, then another partner's, led to it.</param>
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
    long Payout,
    bool HasClick)
{
    /// <summary>Whom the order would have gone to without the feature.</summary>
    public int? InsteadOf(AttributionFeature feature) => feature == AttributionFeature.SuppressedCodes ? SuppressedPartnerId : CounterfactualPartnerId;
}

/// <summary>The report of one advertiser. Staff that does not see the advertiser gets null everywhere: the same as for one that is not there. Test orders are not in it: its file is added up by others.</summary>
public sealed class AttributionReport(Database database, TimeProvider time)
{
    public const string SortByTime = "time";
    public const string SortByAmount = "amount";

    private const int Chunk = 500;

    /// <summary>The advertiser and the filter with its days filled in.</summary>
    public async Task<(Advertiser Advertiser, AttributionReportFilter Filter)?> PrepareAsync(Actor actor, AttributionReportFilter filter, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var advertiser = await db.Advertisers.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(a => a.Id == filter.AdvertiserId, cancel);
        return advertiser is null ? null : (advertiser, filter.WithDays(LocalDays.Zone(advertiser.TimeZone), time.GetUtcNow().UtcDateTime));
    }

    /// <summary>One page, the newest order first unless sorted otherwise.</summary>
    public async Task<Page<AttributionReportRow>?> FindAsync(Actor actor, AttributionReportFilter filter, PageRequest page, CancellationToken cancel)
    {
        if (await SqlAsync(actor, filter, cancel) is not { } sql)
        {
            return null;
        }

        var order = (page.SortBy, page.Descending) switch
        {
            (SortByAmount, true) => "amount DESC, id DESC",
            (SortByAmount, false) => "amount, id",
            (SortByTime, false) => "order_time, id",
            _ => "order_time DESC, id DESC",
        };
        await using var session = await ReadSession.OpenAsync(database, cancel);
        var total = (await NumbersAsync(session, sql.Count(), cancel))[0];
        var ids = await NumbersAsync(session, sql.Page(order, page.SafeSkip, page.SafeTake), cancel);
        return new(await RowsAsync(actor, ids, cancel), (int)total);
    }

    /// <summary>The newest arrival first.</summary>
    public async Task<Slice<AttributionReportRow>?> NewestAsync(Actor actor, AttributionReportFilter filter, int limit, long? before, CancellationToken cancel)
    {
        if (await SqlAsync(actor, filter, cancel) is not { } sql)
        {
            return null;
        }

        await using var session = await ReadSession.OpenAsync(database, cancel);
        var ids = await NumbersAsync(session, sql.Newest(limit + 1, before), cancel);
        return new(await RowsAsync(actor, [.. ids.Take(limit)], cancel), ids.Count > limit ? ids[limit - 1] : null);
    }

    /// <summary>Every row, the oldest order first, read in pieces as it is consumed: a slow reader keeps nothing open.</summary>
    public async IAsyncEnumerable<AttributionReportRow> AllAsync(Actor actor, AttributionReportFilter filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (await SqlAsync(actor, filter, cancel) is not { } sql)
        {
            yield break;
        }

        (DateTime, long)? last = null;
        while (true)
        {
            List<long> ids;
            await using (var session = await ReadSession.OpenAsync(database, cancel))
            {
                ids = await NumbersAsync(session, sql.After(last, Chunk), cancel);
            }

            foreach (var row in await RowsAsync(actor, ids, cancel))
            {
                last = (row.OrderTime, row.ConversionId);
                yield return row;
            }

            if (ids.Count < Chunk)
            {
                yield break;
            }
        }
    }

    /// <summary>What the filter's orders add up to, and those of other days beside them; all of one moment.</summary>
    /// <param name="compared">The same filter with other days; null = nothing to compare with.</param>
    public async Task<(AttributionSums Now, AttributionSums? Before)?> SumAsync(Actor actor, AttributionReportFilter filter, AttributionReportFilter? compared, CancellationToken cancel)
    {
        if (await SqlAsync(actor, filter, cancel) is not { } sql)
        {
            return null;
        }

        await using var session = await ReadSession.OpenAsync(database, cancel);
        var now = await AttributionSums.ReadAsync(session, sql, IsSqlite, cancel);
        return (now, compared is not null && await SqlAsync(actor, compared, cancel) is { } before ? await AttributionSums.ReadAsync(session, before, IsSqlite, cancel) : null);
    }

    /// <summary>Over the whole filter, by currency.</summary>
    public async Task<IReadOnlyList<AttributionTotal>> TotalsAsync(Actor actor, AttributionReportFilter filter, CancellationToken cancel) =>
        await SumAsync(actor, filter, null, cancel) is var (sums, _) ? sums.Totals : [];

    private bool IsSqlite => database.Provider == DatabaseProvider.Sqlite;

    private async Task<AttributionSql?> SqlAsync(Actor actor, AttributionReportFilter filter, CancellationToken cancel) =>
        await PrepareAsync(actor, filter, cancel) is var (advertiser, prepared) ? new AttributionSql(database.Provider, prepared, LocalDays.Zone(advertiser.TimeZone)) : null;

    // In the order of the ids. An order that has left the filter meanwhile is still what the list said it is.
    private async Task<IReadOnlyList<AttributionReportRow>> RowsAsync(Actor actor, IReadOnlyCollection<long> ids, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var rows = await db.Conversions.AsNoTracking().VisibleTo(actor).Where(c => ids.Contains(c.Id))
            .Select(c => new AttributionReportRow(
                c.Id, c.OrderId, c.OrderTime, c.CouponCode, c.PartnerId, c.CounterfactualPartnerId, c.SuppressedPartnerId, c.OfferId, c.Status, c.Amount, c.Currency, c.Payout, c.ClickId != null))
            .ToDictionaryAsync(r => r.ConversionId, cancel);
        return [.. ids.Select(rows.GetValueOrDefault).OfType<AttributionReportRow>()];
    }

    private static async Task<List<long>> NumbersAsync(ReadSession session, SqlText sql, CancellationToken cancel)
    {
        var numbers = new List<long>();
        await foreach (var row in session.ReadAsync(sql, cancel))
        {
            numbers.Add(row.Int64(0));
        }

        return numbers;
    }
}
