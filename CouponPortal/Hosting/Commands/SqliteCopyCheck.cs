using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CouponPortal.Hosting.Commands;

/// <summary>What a whole database file holds.</summary>
/// <param name="Rows">By table.</param>
/// <param name="Migrations">Applied ones, the newest last.</param>
internal sealed record SqliteContents(IReadOnlyDictionary<string, long> Rows, IReadOnlyList<string> Migrations)
{
    public string Sentence => string.Create(CultureInfo.InvariantCulture, $"{Rows.Count} tables, {Rows.Values.Sum():N0} rows; of them {Of("coupons")} coupons, {Of("clicks")} clicks, {Of("conversions")} orders.");

    private string Of(string table) => Rows.GetValueOrDefault(table).ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>Reads a database file from end to end: pages, indexes, foreign keys, whose it is, and how many rows each table has.</summary>
internal static class SqliteCopyCheck
{
    /// <exception cref="StartRefusedException">The file is not a whole database of the portal; the message says what is wrong.</exception>
    public static async Task<SqliteContents> ReadAsync(string file)
    {
        try
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            await connection.OpenAsync();
            if (await ListAsync(connection, "PRAGMA integrity_check(3)") is not ["ok"] and var faults)
            {
                throw new StartRefusedException($"{file} is damaged: {string.Join("; ", faults)}");
            }

            if (await ListAsync(connection, "PRAGMA application_id") is not [var id] || id != DatabaseStart.ApplicationId.ToString(CultureInfo.InvariantCulture))
            {
                throw new StartRefusedException($"{file} is not a database of the portal.");
            }

            if (await ListAsync(connection, "PRAGMA foreign_key_check") is { Count: > 0 } broken)
            {
                throw new StartRefusedException($"{file}: rows of {broken[0]} point to rows that are not there.");
            }

            var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var table in await ListAsync(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\'"))
            {
                rows[table] = long.Parse((await ListAsync(connection, $"SELECT COUNT(*) FROM \"{table}\""))[0], CultureInfo.InvariantCulture);
            }

            return new(rows, await ListAsync(connection, "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\" ORDER BY \"MigrationId\""));
        }
        catch (SqliteException error)
        {
            throw new StartRefusedException($"{file} cannot be read as a database of the portal: {error.Message}", error);
        }
    }

    [SuppressMessage("Security", "CA2100", Justification = "Constants, and names that the file itself has for its tables.")]
    private static async Task<List<string>> ListAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var row = await command.ExecuteReaderAsync();
        var list = new List<string>();
        while (await row.ReadAsync())
        {
            list.Add(Convert.ToString(row.GetValue(0), CultureInfo.InvariantCulture) ?? "");
        }

        return list;
    }
}
