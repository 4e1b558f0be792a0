using CouponPortal.Data;
using CouponPortal.Tests.Authorization;

[assembly: AssemblyFixture(typeof(AuthorizationWorlds))]

namespace CouponPortal.Tests.Authorization;

/// <summary>One <see cref="AuthorizationWorld"/> an engine, made on first use and shared by the tests of this folder.</summary>
public sealed class AuthorizationWorlds : IAsyncDisposable
{
    private readonly Lazy<Task<AuthorizationWorld>> _sqlite = new(() => AuthorizationWorld.CreateAsync(DatabaseProvider.Sqlite));
    private readonly Lazy<Task<AuthorizationWorld>> _postgres = new(() => AuthorizationWorld.CreateAsync(DatabaseProvider.Postgres));

    internal Task<AuthorizationWorld> OnAsync(DatabaseProvider engine) => engine == DatabaseProvider.Postgres ? _postgres.Value : _sqlite.Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var world in (Lazy<Task<AuthorizationWorld>>[])[_sqlite, _postgres])
        {
            if (world.IsValueCreated)
            {
                await (await world.Value).DisposeAsync();
            }
        }
    }
}
