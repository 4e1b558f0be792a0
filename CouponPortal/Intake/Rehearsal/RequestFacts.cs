using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake.Replay;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake.Rehearsal;

/// <summary>What an order's first request said, and the host that it was sent to.</summary>
internal sealed record SentFacts(OrderFacts Facts, string Host);

/// <summary>
/// Reads the requests that brought a chunk of orders, by one query, and keeps of each what it said and not its text. Requests have no index but their time-ordered key:
/// each order gives a short range of it (<see cref="StoredOrder.Before"/>), and ranges that meet are one.
/// </summary>
internal sealed class RequestFacts(DoorDialects dialects, ShopMemo memo, int advertiserId)
{
    /// <returns>By order; those whose request can be read.</returns>
    public async Task<Dictionary<long, SentFacts>> OfAsync(PortalDbContext db, IReadOnlyCollection<Conversion> rows, CancellationToken cancel)
    {
        var asked = rows.Select(r => r.Id).ToHashSet();
        var (sent, seen) = (new Dictionary<long, SentFacts>(rows.Count), new HashSet<long>(rows.Count));
        await db.Database.OpenConnectionAsync(cancel);
        await using var command = Command(db, RangesOf(rows));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            // The first by its key is the one that brought the order; a later one changed it.
            if (reader.GetInt64(1) is var order && asked.Contains(order) && seen.Add(order) && await ReadAsync(reader, cancel) is { } facts)
            {
                sent.Add(order, facts);
            }
        }

        return sent;
    }

    private async Task<SentFacts?> ReadAsync(DbDataReader reader, CancellationToken cancel)
    {
        var hit = new Hit { Id = reader.GetInt64(0), Door = reader.GetString(2), Raw = reader.GetString(3), RemoteIp = reader.GetString(4) };
        return StoredRequest.Of(hit).Request is { } request && await dialects.ReadAsync(hit.Door, request, memo, cancel) is Reading.Order order ? new(order.Facts, request.Host) : null;
    }

    private static List<(long First, long End)> RangesOf(IReadOnlyCollection<Conversion> rows)
    {
        var ranges = new List<(long First, long End)>();
        foreach (var at in rows.Select(r => r.ReceivedAt).Order())
        {
            var (first, end) = (EventKey.First(at - StoredOrder.Before), EventKey.First(at + StoredOrder.After));
            if (ranges.Count > 0 && first <= ranges[^1].End)
            {
                ranges[^1] = (ranges[^1].First, end);
            }
            else
            {
                ranges.Add((first, end));
            }
        }

        return ranges;
    }

    // Each range is to be one walk along the key. Left alone, both engines rather compare every request with every range, or build an index for it: on PostgreSQL the
    // subquery is run a range, on SQLite columns that are no bare columns tempt to no other way.
    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "Fixed text and whole numbers.")]
    private DbCommand Command(PortalDbContext db, List<(long First, long End)> ranges)
    {
        const string Columns = "h.id, h.conversion_id, h.door, h.raw, h.remote_ip";
        var values = string.Join(',', ranges.Select(r => string.Create(CultureInfo.InvariantCulture, $"({r.First},{r.End})")));
        var walk = string.Create(
            CultureInfo.InvariantCulture, $"h.id >= r.first_id AND h.id < r.end_id AND h.advertiser_id + 0 = {advertiserId} AND h.conversion_id IS NOT NULL AND h.verdict || '' = 'accepted'");
        var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"WITH ranges(first_id, end_id) AS (VALUES {values}) " + (db is PostgresPortalDbContext
            ? $"SELECT h.* FROM ranges r CROSS JOIN LATERAL (SELECT {Columns} FROM hits h WHERE {walk} ORDER BY h.id OFFSET 0) h ORDER BY h.id"
            : $"SELECT {Columns} FROM ranges r CROSS JOIN hits h WHERE {walk} ORDER BY h.id");
        return command;
    }
}
