using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;

namespace CouponPortal.Data.Rollups;

/// <summary>
/// Makes rollups anew from clicks and orders, a day at a time in short transactions, while events go on coming: for a store that is older than its rollups, and for an
/// advertiser whose time zone has changed. Where it stopped, it or another process goes on.
/// </summary>
public sealed class RollupRebuild(Database database, TimeProvider time)
{
    private readonly bool _sqlite = database.Provider == DatabaseProvider.Sqlite;

    /// <summary>Advertisers that have no rollups yet get theirs: from now on writers keep them, and a rebuild counts what was before.</summary>
    public Task BeginAsync(CancellationToken cancel) => InTransactionAsync(
        async (work, _) =>
        {
            const string Missing = "FROM advertisers a WHERE NOT EXISTS (SELECT 1 FROM rollup_states s WHERE s.advertiser_id = a.id)";
            if (await work.NumberAsync($"SELECT COUNT(*) {Missing}", cancel) > 0)
            {
                await work.ExecuteAsync($"INSERT INTO rollup_states (advertiser_id, zone, is_complete, version) SELECT a.id, a.time_zone, FALSE, 0 {Missing}", cancel);
                await work.ExecuteAsync(RollupSql.CountVersionUp, cancel);
            }

            return true;
        },
        cancel);

    /// <summary>Rebuilds until every advertiser's rollups are complete.</summary>
    /// <param name="dayDone">Called after each day that is stored.</param>
    /// <returns>How many days were rebuilt.</returns>
    public async Task<int> RunAsync(CancellationToken cancel, Action<DateOnly>? dayDone = null)
    {
        var days = 0;
        while (await NextAsync(cancel) is { } part)
        {
            if (part.NextDay is not { } day)
            {
                await FindFirstDayAsync(part, cancel);
            }
            else if (await RebuildAsync(part, DateOnly.FromDayNumber(day), cancel))
            {
                days++;
                dayDone?.Invoke(DateOnly.FromDayNumber(day));
            }
        }

        return days;
    }

    // Advertisers of one zone and of one progress go together: a day's clicks lie among everybody's.
    private async Task<RollupProgress?> NextAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT advertiser_id, zone, COALESCE(next_day, -1) FROM rollup_states WHERE NOT is_complete ORDER BY advertiser_id";
        var all = new List<(int Id, string Zone, int? Day)>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            all.Add((row.GetInt32(0), row.GetString(1), row.GetInt32(2) is >= 0 and var day ? day : null));
        }

        return all.Count == 0 ? null : RollupProgress.Of(all[0].Zone, all[0].Day, [.. all.Where(s => s.Zone == all[0].Zone && s.Day == all[0].Day).Select(s => s.Id)]);
    }

    private Task FindFirstDayAsync(RollupProgress part, CancellationToken cancel) => InTransactionAsync(
        async (work, _) =>
        {
            // Nothing at all: complete.
            var set = await DayOfFirstAsync(work, part, cancel) is { } first ? "next_day = " + first.ToString(CultureInfo.InvariantCulture) : "is_complete = TRUE, next_day = NULL";
            return await work.ExecuteAsync($"UPDATE rollup_states SET {set} WHERE {part.Same}", cancel) == part.Advertisers;
        },
        cancel);

    private Task<bool> RebuildAsync(RollupProgress part, DateOnly day, CancellationToken cancel) => InTransactionAsync(
        async (work, _) =>
        {
            var more = day.DayNumber < await LastDayAsync(work, part, cancel);
            var next = more ? "next_day = " + (day.DayNumber + 1).ToString(CultureInfo.InvariantCulture) : "is_complete = TRUE, next_day = NULL";

            // Somebody else has done this day, or the zone has changed once more.
            if (await work.ExecuteAsync($"UPDATE rollup_states SET {next} WHERE {part.Same}", cancel) != part.Advertisers)
            {
                return false;
            }

            var rows = RollupDay.Of(part.Part, day);
            if (!await ClicksAreGoneAsync(work, part, day, cancel))
            {
                await work.ExecuteAsync($"DELETE FROM click_rollups WHERE {rows.Kept}", cancel);
                await work.ExecuteAsync($"INSERT INTO click_rollups ({RollupSql.ClickColumns}) {rows.Clicks}", cancel);
            }

            await work.ExecuteAsync($"DELETE FROM conversion_rollups WHERE {rows.Kept}", cancel);
            await work.ExecuteAsync($"INSERT INTO conversion_rollups ({RollupSql.OrderColumns}) {rows.Orders}", cancel);
            return true;
        },
        cancel);

    // Retention has removed some or all of the day's clicks: what was counted while they were there is all that is left of them.
    private static async Task<bool> ClicksAreGoneAsync(RollupWork work, RollupProgress part, DateOnly day, CancellationToken cancel) =>
        EventKey.First(LocalDays.StartUtc(day, LocalDays.Zone(part.Part.Zone))) < await work.NumberAsync("SELECT clicks_kept_from FROM network_states", cancel);

    // Of events, and of rollups that are there from another zone.
    private static async Task<int?> DayOfFirstAsync(RollupWork work, RollupProgress part, CancellationToken cancel)
    {
        var zone = LocalDays.Zone(part.Part.Zone);
        int?[] days =
        [
            await work.NumberAsync("SELECT MIN(id) FROM clicks", cancel) is { } key ? LocalDays.DayOf(EventKey.TimeOf(key), zone).DayNumber : null,
            await work.NumberAsync($"SELECT MIN(order_time) FROM conversions WHERE {part.Part.Has()}", cancel) is { } at ? LocalDays.DayOf(UtcMicroseconds.ToUtc(at), zone).DayNumber : null,
            (int?)await work.NumberAsync($"SELECT MIN(day) FROM click_rollups WHERE {part.Part.Has()}", cancel),
            (int?)await work.NumberAsync($"SELECT MIN(day) FROM conversion_rollups WHERE {part.Part.Has()}", cancel),
        ];
        return days.Min();
    }

    private async Task<int> LastDayAsync(RollupWork work, RollupProgress part, CancellationToken cancel)
    {
        var zone = LocalDays.Zone(part.Part.Zone);
        int?[] days =
        [
            LocalDays.DayOf(time.GetUtcNow().UtcDateTime, zone).DayNumber,
            await work.NumberAsync("SELECT MAX(id) FROM clicks", cancel) is { } key ? LocalDays.DayOf(EventKey.TimeOf(key), zone).DayNumber : null,
            await work.NumberAsync($"SELECT MAX(order_time) FROM conversions WHERE {part.Part.Has()}", cancel) is { } at ? LocalDays.DayOf(UtcMicroseconds.ToUtc(at), zone).DayNumber : null,
            (int?)await work.NumberAsync($"SELECT MAX(day) FROM click_rollups WHERE {part.Part.Has()}", cancel),
            (int?)await work.NumberAsync($"SELECT MAX(day) FROM conversion_rollups WHERE {part.Part.Has()}", cancel),
        ];
        return days.Max()!.Value;
    }

    /// <summary>Alone among writers, so that what is counted and what is added by them do not overlap; rolled back on false.</summary>
    private async Task<bool> InTransactionAsync(Func<RollupWork, CancellationToken, Task<bool>> work, CancellationToken cancel)
    {
        if (_sqlite)
        {
            await database.SqliteQueue.BeginChunkAsync(cancel);
        }

        try
        {
            await using var connection = await database.OpenAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var step = new RollupWork(connection, transaction);
            if (!_sqlite)
            {
                await step.ExecuteAsync(RollupSql.Exclude, cancel);
            }

            var done = await work(step, cancel);
            await (done ? transaction.CommitAsync(cancel) : transaction.RollbackAsync(cancel));
            return done;
        }
        finally
        {
            if (_sqlite)
            {
                database.SqliteQueue.EndChunk(1024 * 1024);
            }
        }
    }
}

/// <summary>Advertisers of one zone whose rebuild has come equally far.</summary>
/// <param name="NextDay">Null before the first.</param>
internal sealed record RollupProgress(RollupPart Part, int? NextDay, int Advertisers)
{
    /// <summary>States that are still as they were read. A zone that has changed has no next day, and is another part.</summary>
    public string Same =>
        $"{Part.Has()} AND NOT is_complete AND zone = {RollupPart.Quoted(Part.Zone)} AND next_day {(NextDay is { } day ? "= " + day.ToString(CultureInfo.InvariantCulture) : "IS NULL")}";

    public static RollupProgress Of(string zone, int? nextDay, IReadOnlyList<int> ids) =>
        new(new(zone, string.Join(", ", ids.Select(i => i.ToString(CultureInfo.InvariantCulture)))), nextDay, ids.Count);
}

/// <summary>Statements of one transaction, made of this folder's own words and of numbers.</summary>
internal sealed class RollupWork(DbConnection connection, DbTransaction? transaction)
{
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancel)
    {
        await using var command = Command(sql);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<long?> NumberAsync(string sql, CancellationToken cancel)
    {
        await using var command = Command(sql);
        return await command.ExecuteScalarAsync(cancel) is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
    }

    [SuppressMessage("Security", "CA2100", Justification = "Made of this folder's own words, and numbers of the store.")]
    private DbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        (command.Transaction, command.CommandText, command.CommandTimeout) = (transaction, sql, 0);
        return command;
    }
}
