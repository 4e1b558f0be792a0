using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using CouponPortal.Api;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Clicks;
using CouponPortal.Features.Attribution;
using CouponPortal.Features.Clicks;
using CouponPortal.Features.Conversions;
using CouponPortal.Features.Inbox;
using CouponPortal.Features.PartnerPortal;
using CouponPortal.Features.PartnerPortal.Clicks;
using CouponPortal.Features.PartnerPortal.Conversions;
using CouponPortal.Intake;
using CouponPortal.Tests.Features;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CouponPortal.Tests.Api;

/// <summary>The resources of events behind the real key gate, on a store of one engine; and the download behind a stand-in for the sign-in cookie.</summary>
public sealed class EventsApiHost : IAsyncDisposable
{
    /// <summary>Requests with this header are those of the signed-in user with that id.</summary>
    public const string UserHeader = "X-Test-User";

    private readonly WebApplication _app;

    private EventsApiHost(WebApplication app, EventsDatabase events)
    {
        (_app, Events) = (app, events);
        Client = app.GetTestClient();
    }

    public EventsDatabase Events { get; }

    public HttpClient Client { get; }

    public static async Task<EventsApiHost> StartAsync(DatabaseProvider engine)
    {
        var events = await EventsDatabase.CreateAsync(engine);
        await AddKeysAsync(events);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton<IDbContextFactory<PortalDbContext>>(events.Store).AddSingleton(events.Store).AddSingleton(events.Catalog).AddSingleton<TimeProvider>(events.Time)
            .AddSingleton<Actors>().AddSingleton<ConversionList>().AddSingleton<ChangeConversionStatus>().AddSingleton<ReverseConversion>().AddSingleton<ClickList>().AddSingleton<HitList>()
            .AddSingleton<OwnShops>().AddSingleton<OwnClicks>().AddSingleton<OwnConversions>().AddSingleton<OwnEventsApi>()
            .AddSingleton<AttributionReport>().AddSingleton<WaitingCorrections>().AddSingleton<OrderLedger>().AddSingleton(new EventKey(0));
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, TestSignIn>("test", null);
        builder.Services.AddAuthorization();
        var app = builder.Build();
        app.UseApi();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        var api = app.MapGroup(ApiEndpoints.Prefix).AllowAnonymous();
        ConversionsApi.Map(api);
        ClicksApi.Map(api);
        HitsApi.Map(api);
        AttributionReportApi.Map(api);
        AttributionReportCsv.Map(app);
        await app.StartAsync();
        return new EventsApiHost(app, events);
    }

    /// <param name="key">One of <c>admin</c>, <c>staff</c>, <c>reader</c>, <c>other</c>, <c>partner</c>.</param>
    public async Task<(HttpStatusCode Status, JsonElement Json)> GetAsync(string key, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(ApiEndpoints.Prefix + path, UriKind.Relative));
        return await SendAsync(request, key);
    }

    public async Task<(HttpStatusCode Status, JsonElement Json)> PatchAsync(string key, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(ApiEndpoints.Prefix + path, UriKind.Relative)) { Content = JsonContent.Create(body) };
        return await SendAsync(request, key);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Events.DisposeAsync();
    }

    private async Task<(HttpStatusCode Status, JsonElement Json)> SendAsync(HttpRequestMessage request, string key)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    private static async Task AddKeysAsync(EventsDatabase events)
    {
        await events.AddAsync(Key("admin", Role.NetworkAdmin, null));
        await events.AddAsync(Key("staff", Role.AdvertiserManager, 1));
        await events.AddAsync(Key("reader", Role.AdvertiserManager, 1, write: false));
        await events.AddAsync(Key("other", Role.AdvertiserManager, 2));
        await events.AddAsync(Key("partner", Role.Partner, null));
        await events.AddAsync(new PortalUser { Id = 1, UserName = "staff", Email = "staff@example.com", Role = Role.AdvertiserViewer, Advertisers = [new() { UserId = 1, AdvertiserId = 1 }] });
        await events.AddAsync(new PortalUser { Id = 2, UserName = "gone", Role = Role.NetworkAdmin, Disabled = true });
        await events.AddAsync(new PortalUser { Id = 3, UserName = "partner", Role = Role.Partner, PartnerId = 5 });
    }

    private static ApiKey Key(string name, Role scope, int? advertiser, bool write = true) => new()
    {
        Name = name,
        Hash = Actors.HashOf(name),
        Scope = scope,
        AdvertiserId = advertiser,
        PartnerId = scope == Role.Partner ? 5 : null,
        CanWrite = write,
        CreatedAt = EventsDatabase.Noon,
    };

    private sealed class TestSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers[UserHeader].ToString() is not { Length: > 0 } user)
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], Scheme.Name);
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
        }
    }
}
