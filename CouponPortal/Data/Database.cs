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

    private readonly NpgsqlDataSource? _postgres;
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
    {
        Provider = provider;

        // After all others: the chain's head is locked for as short as can be.
        var audit = new AuditInterceptor(time);
        switch (provider)
        {
            case DatabaseProvider.Sqlite:
                ConnectionString = new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = 30, ForeignKeys = true }.ToString();
                _sqliteOptions = new DbContextOptionsBuilder<SqlitePortalDbContext>()
                    .UseSqlite(ConnectionString).ReplaceService<IMigrationsSqlGenerator, SqliteTables>().AddInterceptors([new SqlitePragmas(), SqliteQueue, .. interceptors, new RollupInterceptor(), audit]).Options;
                break;
            case DatabaseProvider.Postgres:
                // The writer's and the look-ups' few statements are planned once a connection instead of at every group.
                var postgres = new NpgsqlConnectionStringBuilder(connectionString);
                postgres.MaxAutoPrepare = Math.Max(postgres.MaxAutoPrepare, AutoPrepared);
                postgres.Options ??= SessionOptions;
                ConnectionString = postgres.ToString();
                _postgres = new NpgsqlDataSourceBuilder(ConnectionString).Build();
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

    public NpgsqlConnection OpenPostgres() => _postgres!.OpenConnection();

    public ValueTask<NpgsqlConnection> OpenPostgresAsync() => _postgres!.OpenConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }
}
