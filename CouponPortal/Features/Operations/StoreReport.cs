using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CouponPortal.Data;

namespace CouponPortal.Features.Operations;

/// <summary>The engine: its version, its settings, its size.</summary>
/// <param name="Facts">Names as the engine has them, in its own words.</param>
/// <param name="Bytes">Of the database on disk.</param>
/// <param name="Warnings">Sentences for people; empty as a rule.</param>
public sealed record StoreReport(string Engine, string Version, long Bytes, IReadOnlyList<KeyValuePair<string, string>> Facts, IReadOnlyList<string> Warnings)
{
    // The first SQLite without the fault in resetting its log that two checkpointing connections could meet. The portal checkpoints from one.
    private static readonly Version GoodSqlite = new(3, 51, 3);
    private static readonly string[] PostgresSettings =
        ["fsync", "synchronous_commit", "full_page_writes", "data_sync_retry", "wal_level", "max_connections", "shared_buffers", "checkpoint_timeout", "max_wal_size", "TimeZone"];

    public static async Task<StoreReport> ReadAsync(Database database, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return database.Provider == DatabaseProvider.Sqlite ? await OfSqliteAsync(connection, database.SqliteFile!, cancel) : await OfPostgresAsync(connection, cancel);
    }

    private static async Task<StoreReport> OfSqliteAsync(DbConnection connection, string file, CancellationToken cancel)
    {
        var version = await TextAsync(connection, "SELECT sqlite_version()", cancel);
        var facts = new List<KeyValuePair<string, string>>();
        foreach (var name in (string[])["journal_mode", "synchronous", "foreign_keys", "wal_autocheckpoint", "page_size", "page_count", "freelist_count"])
        {
            facts.Add(new(name, await TextAsync(connection, "PRAGMA " + name, cancel)));
        }

        var log = new FileInfo(file + "-wal") is { Exists: true } wal ? wal.Length : 0;
        facts.Add(new("log", Size(log)));
        string[] warnings = System.Version.TryParse(version, out var number) && number < GoodSqlite
            ? [$"SQLite {version} is older than {GoodSqlite}, which mends a fault in resetting the log. The portal avoids it by checkpointing from one connection alone: let no other program write to the file."]
            : [];
        return new("SQLite", version, new FileInfo(file).Length + log, facts, warnings);
    }

    private static async Task<StoreReport> OfPostgresAsync(DbConnection connection, CancellationToken cancel)
    {
        var facts = new List<KeyValuePair<string, string>>();
        foreach (var name in PostgresSettings)
        {
            facts.Add(new(name, await TextAsync(connection, "SHOW " + name, cancel)));
        }

        var used = await TextAsync(connection, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()", cancel);
        facts.Add(new("connections", used));
        var bytes = long.Parse(await TextAsync(connection, "SELECT pg_database_size(current_database())", cancel), CultureInfo.InvariantCulture);
        return new("PostgreSQL", await TextAsync(connection, "SHOW server_version", cancel), bytes, facts, []);
    }

    internal static string Size(long bytes) => bytes switch
    {
        >= 10L << 30 => (bytes >> 30).ToString("N0", CultureInfo.InvariantCulture) + " GiB",
        >= 10L << 20 => (bytes >> 20).ToString("N0", CultureInfo.InvariantCulture) + " MiB",
        _ => (bytes >> 10).ToString("N0", CultureInfo.InvariantCulture) + " KiB",
    };

    [SuppressMessage("Security", "CA2100", Justification = "Constants of this class.")]
    private static async Task<string> TextAsync(DbConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(await command.ExecuteScalarAsync(cancel), CultureInfo.InvariantCulture) ?? "";
    }
}
