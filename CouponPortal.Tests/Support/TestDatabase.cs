using CouponPortal.Data;
using CouponPortal.Data.Caps;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Delivery.Caps;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CouponPortal.Tests.Support;

/// <summary>A fresh store of either engine with the product's own schema, its catalog and its event writer; gone after the test.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    public static readonly DateTime Start = new(2026, 11, 2, 10, 0, 0, DateTimeKind.Utc);

    private readonly string _folder;
    private EventWriter? _writer;

    private TestDatabase(Database database, CatalogSignal signal, string folder)
    {
        Database = database;
        _folder = folder;
        Catalog = new Catalog(database, signal);
        CapStore = new CapStore(Catalog, Counters, database, Time);
    }

    public Database Database { get; }

    public Catalog Catalog { get; }

    public CapCounters Counters { get; } = new();

    public CapStore CapStore { get; }

    public FixedTimeProvider Time { get; } = new(new DateTimeOffset(Start));

    public EventKey Keys { get; } = new(0);

    public Exception? Fatal { get; private set; }

    public string SpoolFile => Path.Combine(_folder, "clicks.spool");

    public EventWriter Writer => _writer ??= new EventWriter(NewStore(), new ClickSpool(SpoolFile), NullLogger<EventWriter>.Instance, error => Fatal = error, TimeSpan.FromSeconds(10));

    public static async Task<TestDatabase> CreateAsync(DatabaseProvider provider)
    {
        var folder = Directory.CreateTempSubdirectory("couponportal-test-").FullName;
        var connection = await MigratedStores.CreateAsync(provider, folder);
        var signal = new CatalogSignal();
        var test = new TestDatabase(new Database(provider, connection, new CatalogInterceptors(signal)), signal, folder);
        await using var db = test.Db();
        db.NetworkStates.Add(new NetworkState { Name = "Test network", IdKey = [.. Enumerable.Range(1, 32).Select(i => (byte)i)] });
        await db.SaveChangesAsync();
        await test.Catalog.RefreshAsync();
        return test;
    }

    private void ClearPool()
    {
        if (Database.Provider == DatabaseProvider.Sqlite)
        {
            using var connection = new SqliteConnection(Database.ConnectionString);
            SqliteConnection.ClearPool(connection);
        }
    }

    public PortalDbContext Db() => Database.CreateDbContext();

    public EventStore NewStore() => Database.Provider == DatabaseProvider.Sqlite ? new SqliteEventStore(Database) : new PostgresEventStore(Database);

    /// <summary>Adds rows in the order given, as one save.</summary>
    public async Task AddAsync(params object[] rows)
    {
        await using var db = Db();
        db.AddRange(rows);
        await db.SaveChangesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        CapStore.Dispose();
        Catalog.Dispose();
        await Database.DisposeAsync();
        ClearPool();
        Directory.Delete(_folder, recursive: true);
    }
}
