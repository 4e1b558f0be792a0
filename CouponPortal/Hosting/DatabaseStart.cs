using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using CouponPortal.Data;
using CouponPortal.Data.RowSecurity;
using CouponPortal.Data.Audit;
using CouponPortal.Domain.Clicks;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CouponPortal.Hosting;

/// <summary>Makes the database ready before anything uses it: one process on SQLite, migrations, durability, the network's own row.</summary>
internal sealed class DatabaseStart(Database database, PortalSettings settings, ILogger<DatabaseStart> log) : IDisposable
{
    // "CPRT": tells file(1), and us, whose file it is.
    internal const long ApplicationId = 0x43505254;
    private const long MigrationLock = 7_300;
    private const int NodeLocks = 7_302;

    private FileStream? _onlyProcess;
    private DbConnection? _node;

    /// <summary>Whether <see cref="RunAsync"/> has finished.</summary>
    public bool Done { get; private set; }

    /// <exception cref="StartRefusedException">This database must not be used, or not by a second process; the message says why.</exception>
    public async Task RunAsync(CancellationToken cancel = default)
    {
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            TakeFile(database.SqliteFile!);
            await PrepareSqliteAsync(cancel);
            await MigrateAsync(cancel);
        }
        else
        {
            await using var connection = await database.OpenAsync(cancel);
            await RefuseLossySettingsAsync(connection, cancel);

            // Nodes that start together go one after the other; the lock is the connection's and ends with it.
            await ExecuteAsync(connection, $"SELECT pg_advisory_lock({MigrationLock})", cancel);
            await MigrateAsync(cancel);
            await SecureRowsAsync(connection, cancel);
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({MigrationLock})", cancel);
            await TakeNodeAsync(cancel);
        }

        Done = true;
    }

    public void Dispose()
    {
        _onlyProcess?.Dispose();
        _node?.Dispose();
    }

    // Two processes of one number would give two events one key. The lock ends with the connection, so a process that was killed is soon forgotten.
    private async Task TakeNodeAsync(CancellationToken cancel)
    {
        _node = await database.OpenAsync(cancel);
        try
        {
            await ExecuteAsync(_node, $"SET lock_timeout = '5s'; SELECT pg_advisory_lock({NodeLocks}, {settings.Node})", cancel);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new StartRefusedException($"Another process on this database has Node {settings.Node}. Give each process a number of its own, 0 to {EventKey.MaxNode}.", error);
        }
    }

    /// <summary>
    /// Whether this process still has its number. The claim ends with its connection: after the server was away it is taken again.
    /// </summary>
    /// <returns>False when another process has the number now.</returns>
    public async Task<bool> KeepNodeAsync(CancellationToken cancel)
    {
        if (_node is null)
        {
            return true;
        }

        try
        {
            await ScalarAsync(_node, "SELECT 1", cancel);
            return true;
        }
        catch (Exception error) when (error is DbException or InvalidOperationException)
        {
            await _node.DisposeAsync();
            _node = await database.OpenAsync(cancel);
            return await ScalarAsync(_node, $"SELECT pg_try_advisory_lock({NodeLocks}, {settings.Node})", cancel) is true;
        }
    }

    private void TakeFile(string file)
    {
        _onlyProcess = Lock(file);

        // SQLite gives the log and the shared memory the mode of the file itself.
        if (!File.Exists(file))
        {
            OwnersAlone(file).Dispose();
        }
    }

    /// <summary>The SQLite file for this process alone, until it is disposed; its folder is made.</summary>
    /// <exception cref="StartRefusedException">Another process has it.</exception>
    public static FileStream Lock(string file)
    {
        MakeFolder(Path.GetDirectoryName(file)!);
        try
        {
            // The lock ends with the process, however it ends; the file itself stays, since deleting it would race with the next process.
            return OwnersAlone(file + ".lock");
        }
        catch (IOException error)
        {
            throw new StartRefusedException(
                $"Another process is using {file}. SQLite serves one process: stop the other one, set DataDirectory to another folder, or use PostgreSQL.", error);
        }
    }

    // The database holds secrets: nobody else on the machine reads it, also in a folder that somebody else made.
    internal static FileStream OwnersAlone(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(file, options);
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private async Task PrepareSqliteAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var id = Convert.ToInt64(await ScalarAsync(connection, "PRAGMA application_id", cancel), CultureInfo.InvariantCulture);
        if (id is not (0 or ApplicationId))
        {
            throw new StartRefusedException($"{database.SqliteFile} is the database of another program.");
        }

        await ExecuteAsync(connection, $"PRAGMA journal_mode=WAL; PRAGMA application_id={ApplicationId};", cancel);

        // Left by a process that was killed while migrating, it would make every later start wait for ever. The file is ours alone here.
        await ExecuteAsync(connection, "DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancel);
    }

    private static async Task RefuseLossySettingsAsync(DbConnection connection, CancellationToken cancel)
    {
        // After a failed fsync the server would go on as if nothing were lost.
        if (await ScalarAsync(connection, "SHOW data_sync_retry", cancel) is "on")
        {
            throw new StartRefusedException("PostgreSQL runs with data_sync_retry=on: after a failed write to its disk it would go on, and an order that was answered could be lost. Set it to off.");
        }

        foreach (var setting in new[] { "fsync", "full_page_writes", "synchronous_commit" })
        {
            // The other values of synchronous_commit (local, remote_write, remote_apply) all wait for this server's own disk.
            if (await ScalarAsync(connection, "SHOW " + setting, cancel) is "off")
            {
                throw new StartRefusedException($"PostgreSQL runs with {setting}=off: an order that was answered could be lost. Set it to on.");
            }
        }
    }

    private async Task MigrateAsync(CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var pending = (await db.Database.GetPendingMigrationsAsync(cancel)).Count();
        await db.Database.MigrateAsync(cancel);
        await db.GuardAuditAsync(cancel);
        if (pending > 0)
        {
            log.LogInformation("Database: {Provider}, {Count} migrations applied", database.Provider, pending);
        }

        if (!await db.NetworkStates.AnyAsync(cancel))
        {
            db.NetworkStates.Add(new NetworkState { IdKey = RandomNumberGenerator.GetBytes(32) });
            await db.SaveChangesAsync(cancel);
        }
    }

    private async Task SecureRowsAsync(DbConnection connection, CancellationToken cancel)
    {
        if (!settings.RowSecurity)
        {
            return;
        }

        try
        {
            await using var db = database.CreateDbContext();
            await RowPolicies.ApplyAsync(connection, db.Model, cancel);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StartRefusedException(
                $"Database:RowSecurity is on, and this database user may not set it up ({error.MessageText}). Let an administrator of the server run CREATE ROLE {RowPolicies.Role} NOLOGIN; and GRANT {RowPolicies.Role} TO the portal's user.", error);
        }
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<object?> ScalarAsync(DbConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancel);
    }
}

/// <summary>The product refuses to start; the message is for the operator.</summary>
public sealed class StartRefusedException(string message, Exception? inner = null) : Exception(message, inner);
