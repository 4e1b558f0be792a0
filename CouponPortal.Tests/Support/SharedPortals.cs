using CouponPortal.Data;
using CouponPortal.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedPortals))]

namespace CouponPortal.Tests.Support;

/// <summary>
/// One product with <see cref="PortalNetwork"/> an engine, started on first use, for all tests that add only rows of their own (take it as a constructor
/// parameter). A test that changes shared rows or moves the clock starts its own <see cref="PortalHost.WithNetworkAsync"/>.
/// </summary>
public sealed class SharedPortals : IAsyncDisposable
{
    private readonly Lazy<Task<PortalHost>> _sqlite = new(() => PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite));
    private readonly Lazy<Task<PortalHost>> _postgres = new(() => PortalHost.WithNetworkAsync(DatabaseProvider.Postgres));

    public Task<PortalHost> OnAsync(DatabaseProvider engine) => engine == DatabaseProvider.Postgres ? _postgres.Value : _sqlite.Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var host in (Lazy<Task<PortalHost>>[])[_sqlite, _postgres])
        {
            if (host.IsValueCreated)
            {
                await (await host.Value).DisposeAsync();
            }
        }
    }
}
