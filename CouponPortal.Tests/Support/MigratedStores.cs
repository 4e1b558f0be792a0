using CouponPortal.Data;
using CouponPortal.Data.Audit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CouponPortal.Tests.Support;

/// <summary>New stores with the product's schema, copied from one that was migrated once in this process: migrating each anew took most of the tests' time.</summary>
public static class MigratedStores
{
    private static readonly Lazy<byte[]> SqliteFile = new(MigrateSqlite);
    private static readonly Lazy<Task<string>> PostgresName = new(MigratePostgresAsync);

    /// <summary>A connection string; on SQLite of <c>portal.db</c> in <paramref name="folder"/>.</summary>
    public static async Task<string> CreateAsync(DatabaseProvider provider, string folder)
    {
        if (provider == DatabaseProvider.Postgres)
        {
            return await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync(await PostgresName.Value);
        }

        CopyTo(folder);
        return $"Data Source={Path.Combine(folder, "portal.db")}";
    }

    /// <summary>A <c>portal.db</c> in this folder, unless it has one.</summary>
    public static void CopyTo(string folder)
    {
        var file = Path.Combine(folder, "portal.db");
        if (!File.Exists(file))
        {
            File.WriteAllBytes(file, SqliteFile.Value);
        }
    }

    // Not asynchronous, since the product's host is configured where nothing can be awaited.
    private static byte[] MigrateSqlite()
    {
        var folder = Directory.CreateTempSubdirectory("couponportal-schema-").FullName;
        var file = Path.Combine(folder, "portal.db");
        Task.Run(() => MigrateAsync(new Database(DatabaseProvider.Sqlite, $"Data Source={file};Pooling=False"))).GetAwaiter().GetResult();

        // The last connection has written the log back into the file.
        var bytes = File.ReadAllBytes(file);
        Directory.Delete(folder, recursive: true);
        return bytes;
    }

    private static async Task<string> MigratePostgresAsync()
    {
        var connection = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync();
        await MigrateAsync(new Database(DatabaseProvider.Postgres, connection));

        // PostgreSQL copies a database that nobody is connected to.
        return new NpgsqlConnectionStringBuilder(connection).Database!;
    }

    private static async Task MigrateAsync(Database database)
    {
        await using var ended = database;
        await using var db = database.CreateDbContext();
        await db.Database.MigrateAsync();
        await db.GuardAuditAsync();
    }
}
