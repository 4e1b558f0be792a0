using CouponPortal.Bench.Reports;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Rollups;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Clicks;
using CouponPortal.Features.Clicks;
using CouponPortal.Features.Conversions;
using CouponPortal.Features.Views;
using CouponPortal.Intake;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Views;

/// <summary>The bench's network with 200,000 orders and 100,000 clicks of thirty days, stored as the product stores them; one of each engine, made on first use.</summary>
public sealed class ManyEvents : IAsyncDisposable
{
    public const int Orders = 200_000;
    public const int Clicks = 100_000;

    public static readonly Actor Admin = new("admin", Role.NetworkAdmin, []);

    private readonly Dictionary<DatabaseProvider, Task<ManyEvents>> _stores = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("couponportal-many-").FullName;
    private Catalog? _catalog;

    public Database Store { get; private set; } = null!;

    public FixedTimeProvider Time { get; } = new(new DateTimeOffset(ReportSeed.Now));

    public Catalog Catalog => _catalog!;

    public ConversionList List => new(Store, Time);

    public ConversionQueries Queries => new(Store, Catalog, Time);

    public ConversionTotals Totals => new(Store, List);

    public ClickList ClickList => new(Store, Time);

    public ClickQueries ClickQueries => new(Store, Time);

    public ChangeManyStatuses Many => new(List, new OrderLedger(Store, new WaitingCorrections(), Catalog, new EventKey(1), Time));

    public IExportSource Export(string page) =>
        page == "clicks" ? new ClickExport(ClickList, ClickQueries, new NameBook(Store), Catalog) : new ConversionExport(List, Queries, new NameBook(Store), Catalog);

    public Task<ManyEvents> OnAsync(DatabaseProvider engine)
    {
        lock (_stores)
        {
            return _stores.TryGetValue(engine, out var made) ? made : _stores[engine] = MakeAsync(engine);
        }
    }

    private static async Task<ManyEvents> MakeAsync(DatabaseProvider engine)
    {
        var world = new ManyEvents();
        world.Store = new Database(engine, engine == DatabaseProvider.Sqlite ? $"Data Source={Path.Combine(world._folder, "portal.db")}" : await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync());
        await new ReportSeed(world.Store, Clicks, Orders, days: 30).FillAsync(CancellationToken.None);
        await new RollupRebuild(world.Store, world.Time).RunAsync(CancellationToken.None);
        world._catalog = new Catalog(world.Store, new CatalogSignal());
        await world._catalog.RefreshAsync();
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var made in _stores.Values)
        {
            await (await made).DisposeAsync();
        }

        _catalog?.Dispose();
        await (Store?.DisposeAsync() ?? ValueTask.CompletedTask);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>One after the other: what one changes another must not be counting.</summary>
[CollectionDefinition(nameof(ManyEvents))]
public sealed class ManyEventsTogether : ICollectionFixture<ManyEvents>;
