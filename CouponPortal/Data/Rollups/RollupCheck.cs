
namespace CouponPortal.Data.Rollups;

/// <summary>A day whose rollups are not what its rows add up to.</summary>
/// <param name="Missing">Sums that the rows have and the rollups have not, or otherwise.</param>
/// <param name="Foreign">Sums that the rollups have and the rows have not, or otherwise.</param>
public sealed record RollupDifference(string Zone, DateOnly Day, long Missing, long Foreign);

/// <summary>Compares rollups with rows; while it reads, a day's are of one moment.</summary>
public sealed class RollupCheck(Database database)
{
    /// <summary>All complete advertisers, and clicks that belong to none.</summary>
    /// <param name="to">Included; days are each advertiser's own.</param>
    /// <returns>None when all is well.</returns>
    public async Task<IReadOnlyList<RollupDifference>> CompareAsync(DateOnly from, DateOnly to, CancellationToken cancel)
    {
        var differences = new List<RollupDifference>();
        await using var connection = await database.OpenAsync(cancel);
        var work = new RollupWork(connection, null);
        foreach (var part in await PartsAsync(cancel))
        {
            for (var day = from; day <= to; day = day.AddDays(1))
            {
                var rows = RollupDay.Of(part, day);
                var (clicks, orders) = ($"SELECT {RollupSql.ClickColumns} FROM click_rollups WHERE {rows.Kept}", $"SELECT {RollupSql.OrderColumns} FROM conversion_rollups WHERE {rows.Kept}");
                var (missing, foreign) = (0L, 0L);

                // Both ways in one statement: of one moment.
                var found = await work.NumberAsync(
                    $"SELECT (SELECT COUNT(*) FROM ({Except(rows.Clicks, clicks)}) a) + (SELECT COUNT(*) FROM ({Except(rows.Orders, orders)}) b) "
                    + $"+ 1000000000 * ((SELECT COUNT(*) FROM ({Except(clicks, rows.Clicks)}) c) + (SELECT COUNT(*) FROM ({Except(orders, rows.Orders)}) d))",
                    cancel);
                (foreign, missing) = Math.DivRem(found ?? 0, 1_000_000_000);
                if (found > 0)
                {
                    differences.Add(new(part.Zone, day, missing, foreign));
                }
            }
        }

        return differences;

        static string Except(string one, string other) => $"SELECT * FROM ({one}) x EXCEPT SELECT * FROM ({other}) y";
    }

    private async Task<IReadOnlyList<RollupPart>> PartsAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT zone FROM rollup_states WHERE is_complete ORDER BY zone";
        var zones = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            zones.Add(row.GetString(0));
        }

        return zones.ConvertAll(RollupPart.Complete);
    }
}
