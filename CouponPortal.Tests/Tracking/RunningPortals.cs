using CouponPortal.Data;
using CouponPortal.E2E.Support;
using CouponPortal.Tests.Support;
using CouponPortal.Tests.Tracking;

[assembly: AssemblyFixture(typeof(RunningPortals))]

namespace CouponPortal.Tests.Tracking;

/// <summary>The built product as it runs, one process an engine, started when a test first asks for it. Tests share it, so each makes its own <see cref="TestShop"/>.</summary>
public sealed class RunningPortals : IAsyncDisposable
{
    public const string ApiKey = "tracking-test-key-0123456789";

    private readonly Lock _lock = new();
    private readonly Dictionary<DatabaseProvider, Task<PortalProcess>> _started = [];

    public async Task<TestShop> NewShopAsync(DatabaseProvider provider, object? advertiser = null)
    {
        Task<PortalProcess> portal;
        lock (_lock)
        {
            if (!_started.TryGetValue(provider, out portal!))
            {
                _started[provider] = portal = StartAsync(provider);
            }
        }

        return await TestShop.CreateAsync((await portal).BaseUrl, advertiser);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var portal in _started.Values)
        {
            await (await portal).DisposeAsync();
        }
    }

    private static async Task<PortalProcess> StartAsync(DatabaseProvider provider)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Bootstrap__ApiKey"] = ApiKey, ["Demo__Enabled"] = "false", ["Geo__CountryHeader"] = "X-Country" };
        if (provider == DatabaseProvider.Postgres)
        {
            settings["Database__Provider"] = "postgres";
            settings["Database__ConnectionString"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync();
        }

        return await PortalProcess.StartAsync(settings);
    }
}
