using System.Data.Common;
using CouponPortal.Data.Audit;
using CouponPortal.Data.Configurations;
using CouponPortal.Data.Rollups;
using CouponPortal.Data.RowSecurity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace CouponPortal.Data;

public enum DatabaseProvider
{
    Sqlite,
    Postgres,
}

/// <summary>Which engine and where: the one place that opens connections and makes contexts.</summary>
public sealed class Database : IDbContextFactory<PortalDbContext>, IAsyncDisposable
{
    private const int AutoPrepared = 64;

    // A report's plan is used once and is short: compiling it takes longer than running it. Its groups fit into memory, which PostgreSQL's cautious default does not let them.
    private const string SessionOptions = "-c jit=off -c work_mem=32MB";

    // Two nodes and the tools beside them fit into PostgreSQL's own default of 100 connections.
    private const int PoolSize = 40;
    private const int ConnectSeconds = 5;

    private readonly NpgsqlDataSource? _postgres;
    private readonly NpgsqlDataSource? _writer;
    private readonly NpgsqlDataSource? _replica;
    private readonly DbContextOptions<SqlitePortalDbContext>? _sqliteOptions;
    private readonly DbContextOptions<PostgresPortalDbContext>? _postgresOptions;

    /// <param name="connectionString">Of the engine's own ADO.NET driver.</param>
    public Database(DatabaseProvider provider, string connectionString, params IInterceptor[] interceptors)
        : this(provider, connectionString, TimeProvider.System, interceptors)
    {
    }

    /// <param name="connectionString">Of the engine's own ADO.NET driver.</param>
    /// <param name="time">Dates entries of the audit log.</param>
    public Database(DatabaseProvider provider, string connectionString, TimeProvider time, params IInterceptor[] interceptors)
        : this(provider, connectionString, null, time, interceptors)
    {
    }

    /// <param name="connectionString">Of the engine's own ADO.NET driver.</param>
    /// <param name="readConnectionString">Of a read replica of PostgreSQL, for reports; null = there is none.</param>
    /// <param name="time">Dates entries of the audit log.</param>
    public Database(DatabaseProvider provider, string connectionString, string? readConnectionString, TimeProvider time, params IInterceptor[] interceptors)
    {
        Provider = provider;

        // After all others: the chain's head is locked for as short as can be.
        var audit = new AuditInterceptor(time);
        switch (provider)
        {
            case DatabaseProvider.Sqlite:
                ConnectionString = new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = 30, ForeignKeys = true }.ToString();
                _sqliteOptions = new DbContextOptionsBuilder<SqlitePortalDbContext>()
                    .UseSqlite(ConnectionString).ReplaceService<IMigrationsSqlGenerator, SqliteTables>().AddInterceptors([new SqlitePragmas(), new SqliteDiskFault(error => Fatal?.Invoke(error)), SqliteQueue, .. interceptors, new RollupInterceptor(), audit]).Options;
                break;
            case DatabaseProvider.Postgres:
                ConnectionString = Limited(connectionString);
                _postgres = NpgsqlDataSource.Create(ConnectionString);
                _writer = NpgsqlDataSource.Create(PostgresWriterLink.Of(ConnectionString));
                _replica = readConnectionString is null ? null : NpgsqlDataSource.Create(Limited(readConnectionString));
                _postgresOptions = new DbContextOptionsBuilder<PostgresPortalDbContext>()
                    .UseNpgsql(_postgres).AddInterceptors([new RowScopeInterceptor(), .. interceptors, new RollupInterceptor(), audit]).Options;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(provider), provider, "Database:Provider is sqlite or postgres.");
        }
    }

    public DatabaseProvider Provider { get; }

    public string ConnectionString { get; }

    /// <summary>Whether people's and keys' own work is bound by PostgreSQL's rules for rows as well.</summary>
    public bool RowSecurity { get; init; }

    /// <summary>Called when the disk itself fails SQLite: going on could lose what was promised.</summary>
    public Action<Exception>? Fatal { get; set; }

    /// <summary>Who waits to write on SQLite.</summary>
    public SqliteQueue SqliteQueue { get; } = new();

    /// <summary>The SQLite file; null on PostgreSQL.</summary>
    public string? SqliteFile => Provider == DatabaseProvider.Sqlite ? new SqliteConnectionStringBuilder(ConnectionString).DataSource : null;

    public PortalDbContext CreateDbContext() =>
        _sqliteOptions is not null ? new SqlitePortalDbContext(_sqliteOptions) : new PostgresPortalDbContext(_postgresOptions!);

    /// <summary>An open connection for SQL without EF; the pool takes it back on dispose.</summary>
    public async ValueTask<DbConnection> OpenAsync(CancellationToken cancel = default)
    {
        if (_postgres is not null)
        {
            return await _postgres.OpenConnectionAsync(cancel);
        }

        var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync(cancel);
        SqlitePragmas.Apply(connection);
        return connection;
    }

    public ValueTask<NpgsqlConnection> OpenPostgresAsync() => _postgres!.OpenConnectionAsync();

    /// <summary>For the event writer: it must know within seconds that the server does not answer.</summary>
    public NpgsqlConnection OpenPostgresWriter() => PostgresWriterLink.Open(_writer!);

    /// <summary>For reports: the replica's where there is one and it answers, else the server's own.</summary>
    public async ValueTask<NpgsqlConnection> OpenPostgresForReportsAsync(CancellationToken cancel)
    {
        if (_replica is not null)
        {
            try
            {
                return await _replica.OpenConnectionAsync(cancel);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                // Reports are worth more than the replica's peace.
                ReplicaFailed?.Invoke(error);
            }
        }

        return await _postgres!.OpenConnectionAsync(cancel);
    }

    /// <summary>Told each time that reports had to be read from the server itself.</summary>
    public Action<Exception>? ReplicaFailed { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null && _writer is not null)
        {
            await _postgres.DisposeAsync();
            await _writer.DisposeAsync();
        }

        if (_replica is not null)
        {
            await _replica.DisposeAsync();
        }
    }

    // The look-ups' few statements are planned once a connection. What the operator's own string says stands.
    private static string Limited(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.MaxAutoPrepare = Math.Max(builder.MaxAutoPrepare, AutoPrepared);
        builder.Options ??= SessionOptions;
        builder.MaxPoolSize = builder.ContainsKey("Maximum Pool Size") ? builder.MaxPoolSize : PoolSize;
        builder.Timeout = builder.ContainsKey("Timeout") ? builder.Timeout : ConnectSeconds;
        return builder.ToString();
    }
}
