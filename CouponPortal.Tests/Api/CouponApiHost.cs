using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CouponPortal.Api;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Data.Nodes;
using CouponPortal.Domain.Accounts;
using CouponPortal.Hosting;
using CouponPortal.Intake;
using CouponPortal.Tests.Features.Coupons;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CouponPortal.Tests.Api;

/// <summary>Coupons and suppressed codes of /api/v1 over a <see cref="CouponWorld"/>, with a key for each kind of caller.</summary>
internal sealed class CouponApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CouponApiHost(CouponWorld world, WebApplication app) => (World, _app) = (world, app);

    public CouponWorld World { get; }

    public static async Task<CouponApiHost> StartAsync(DatabaseProvider engine)
    {
        var world = await CouponWorld.NewAsync(engine);
        await world.ChangeAsync(db =>
        {
            db.ApiKeys.AddRange(
                Key("admin", Role.NetworkAdmin, null, canWrite: true),
                Key("manager", Role.AdvertiserManager, CouponWorld.Shop, canWrite: true),
                Key("reader", Role.AdvertiserManager, CouponWorld.Shop, canWrite: false),
                Key("stranger", Role.AdvertiserManager, CouponWorld.OtherShop, canWrite: true));
            return Task.CompletedTask;
        });

        // Only this slice's resources: the others' services are not here.
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Services.AddSingleton<TimeProvider>(world.Time);
        builder.Services.AddSingleton(world.Database);
        builder.Services.AddSingleton<IDbContextFactory<PortalDbContext>>(world.Database);
        builder.Services.AddSingleton<Actors>();
        builder.Services.AddSlices();
        builder.Services.AddSingleton<OpenLeaks>().AddSingleton(new Leases(world.Database, 0, world.Time));

        // Not used by these resources; without it routing would take it for the body of the lists that do.
        builder.Services.AddSingleton(new Catalog(world.Database, new CatalogSignal()));
        var app = builder.Build();
        app.UseApi();
        var api = app.MapGroup(ApiEndpoints.Prefix).AllowAnonymous();
        CouponsApi.Map(api);
        SuppressedCodesApi.Map(api);
        await app.StartAsync();
        return new(world, app);
    }

    public async Task<(int Status, JsonElement Body)> SendAsync(string key, HttpMethod method, string path, object? body = null)
    {
        using var client = _app.GetTestClient();
        using var request = new HttpRequestMessage(method, new Uri("/api/v1/" + path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone());
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await World.DisposeAsync();
    }

    private static ApiKey Key(string token, Role scope, int? advertiserId, bool canWrite) =>
        new() { Name = token, Prefix = token, Hash = Actors.HashOf(token), Scope = scope, AdvertiserId = advertiserId, CanWrite = canWrite };
}
