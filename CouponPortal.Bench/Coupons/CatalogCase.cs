using System.Diagnostics;
using CouponPortal.Bench.Report;
using CouponPortal.Bench.Servers;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Bench.Coupons;

/// <summary>What so many coupons cost the running product, and how fast they are found and followed.</summary>
internal sealed class CatalogCase(Database database, string name, int coupons, CancellationToken cancel)
{
    private const int Sampled = 200_000;
    private const int Rounds = 5;
    private const int Changes = 21;
    private static readonly DateTime Now = new(2026, 11, 2, 10, 0, 0, DateTimeKind.Utc);

    public static async Task<List<CatalogFigures>> RunAsync(BenchOptions options, CancellationToken cancel)
    {
        var figures = new List<CatalogFigures>();
        var folder = Directory.CreateTempSubdirectory("couponportal-bench-").FullName;
        try
        {
            if (options.Sqlite)
            {
                await using var database = new Database(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(folder, "portal.db")};Pooling=False");
                figures.Add(await new CatalogCase(database, "SQLite", options.Rows, cancel).MeasureAsync());
            }

            if (options.Postgres)
            {
                await using var cluster = await PostgresCluster.StartAsync(cancel);
                await using var database = new Database(DatabaseProvider.Postgres, await cluster.CreateDatabaseAsync(cancel));
                figures.Add(await new CatalogCase(database, "PostgreSQL", options.Rows, cancel).MeasureAsync());
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return figures;
    }

    private async Task<CatalogFigures> MeasureAsync()
    {
        await Console.Error.WriteLineAsync($"{name}: {coupons:N0} coupons are written.");
        await CouponStore.FillAsync(database, coupons, cancel);
        var (ready, memory) = await StartAsync();
        var signal = new CatalogSignal();
        using var catalog = new Catalog(database, signal);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var load = Stopwatch.StartNew();
        await catalog.RefreshAsync(cancel);
        load.Stop();
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)coupons;
        var rules = catalog.Current.Advertiser(CouponStore.Advertiser)!;
        var chance = new Random(1);
        var (hit, allocated) = LookUps(rules, [.. Enumerable.Range(0, Sampled).Select(_ => CouponStore.CodeOf(chance.Next(1, coupons + 1)))]);
        var (miss, _) = LookUps(rules, [.. Enumerable.Range(0, Sampled).Select(_ => CouponStore.CodeOf(coupons + chance.Next(1, coupons)))]);
        var change = await ChangesAsync(catalog, chance);
        var (bulk, peak) = await BulkAsync(catalog);
        return new(name, coupons, ready, memory, load.Elapsed, bytes, hit, miss, allocated, change, bulk, peak);
    }

    private async Task<(TimeSpan Ready, (long Now, long Peak) Memory)> StartAsync()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Database__Provider"] = database.Provider == DatabaseProvider.Sqlite ? "sqlite" : "postgres", ["Database__ConnectionString"] = database.ConnectionString };
        var start = Stopwatch.StartNew();
        using var server = await Product.StartAsync("product on " + name, settings, cancel);
        return (start.Elapsed, server.Memory);
    }

    private static (Spread Nanoseconds, double Allocated) LookUps(AdvertiserRules rules, string[] codes)
    {
        var rounds = new List<double>();
        var (found, allocated) = (0L, 0L);
        for (var round = 0; round <= Rounds; round++)
        {
            var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            foreach (var code in codes)
            {
                foreach (var coupon in rules.Find(code, Now))
                {
                    found += coupon.Standing.CouponId;
                }
            }

            // The first round warms up.
            if (round > 0)
            {
                rounds.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / codes.Length);
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }

        return (Spread.Of(rounds), allocated / (double)(Rounds * codes.Length));
    }

    // From the commit to the moment at which look-ups show it. The catalog is not told: that time is the refresh alone.
    private async Task<Spread> ChangesAsync(Catalog catalog, Random chance)
    {
        await using var writing = new Database(database.Provider, database.ConnectionString, new CatalogInterceptors(new CatalogSignal()));
        var times = new List<double>();
        for (var i = 0; i < Changes; i++)
        {
            await using var db = writing.CreateDbContext();
            var id = chance.Next(1, coupons + 1);
            var coupon = await db.Coupons.SingleAsync(c => c.Id == id, cancel);
            coupon.Status = coupon.Status == CouponStatus.Active ? CouponStatus.Paused : CouponStatus.Active;
            await db.SaveChangesAsync(cancel);
            var start = Stopwatch.GetTimestamp();
            await catalog.RefreshAsync(cancel);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (catalog.Current.Advertiser(CouponStore.Advertiser)!.CouponsAt(coupon.NormalCode, Now).Single().Status != coupon.Status)
            {
                throw new InvalidOperationException($"{coupon.NormalCode} was changed, and the catalog does not show it.");
            }
        }

        return Spread.Of(times.Skip(1));
    }

    private async Task<(TimeSpan Visible, long Peak)> BulkAsync(Catalog catalog)
    {
        await CouponStore.ReassignAsync(database, cancel);
        await using var writing = new Database(database.Provider, database.ConnectionString, new CatalogInterceptors(new CatalogSignal()));
        await using var db = writing.CreateDbContext();
        await db.TellCatalogOfCouponsAsync(CouponStore.Advertiser, cancel);
        var start = Stopwatch.GetTimestamp();
        await catalog.RefreshAsync(cancel);
        return (Stopwatch.GetElapsedTime(start), Process.GetCurrentProcess().PeakWorkingSet64);
    }
}

/// <param name="Memory">Of the product's whole process once it is ready.</param>
/// <param name="Load">Of the catalog alone, in a process that is warm.</param>
/// <param name="Change">Milliseconds from the commit of one coupon until look-ups show it.</param>
/// <param name="Bulk">The same for a change of every coupon.</param>
/// <param name="Peak">Of the bench's own process.</param>
internal sealed record CatalogFigures(
    string Engine,
    int Coupons,
    TimeSpan Ready,
    (long Now, long Peak) Memory,
    TimeSpan Load,
    double BytesACode,
    Spread Hit,
    Spread Miss,
    double Allocated,
    Spread Change,
    TimeSpan Bulk,
    long Peak);
