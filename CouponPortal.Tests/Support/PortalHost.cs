using System.Net.Http.Headers;
using CouponPortal.Data;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CouponPortal.Tests.Support;

/// <summary>
/// The whole product in this process, on a database and a data folder of its own; empty unless a test asks for the demo network, or for
/// <see cref="PortalNetwork"/>, which is behind a real Kestrel on a free port.
/// </summary>
public sealed class PortalHost : WebApplicationFactory<Program>
{
    public const string ApiKey = "test-key-0123456789abcdef";
    public const string AdminEmail = "root@network.example";
    public const string AdminPassword = "violet-kettle-7-orbit";

    private readonly string _folder = Directory.CreateTempSubdirectory("couponportal-host-").FullName;
    private readonly Dictionary<string, string> _settings;
    private bool _kestrel;

    public PortalHost()
        : this([])
    {
    }

    private PortalHost(params (string Key, string Value)[] settings)
    {
        _settings = new(StringComparer.Ordinal)
        {
            ["DataDirectory"] = _folder,
            ["Demo:Enabled"] = "false",
            ["Writer:Patience"] = "10000",
            ["Bootstrap:ApiKey"] = ApiKey,
            ["Bootstrap:AdminEmail"] = AdminEmail,
            ["Bootstrap:AdminPassword"] = AdminPassword,
        };
        foreach (var (key, value) in settings)
        {
            _settings[key] = value;
        }
    }

    /// <param name="settings">Win over the defaults given here; an empty value takes a default away.</param>
    public static PortalHost With(params (string Key, string Value)[] settings) => new(settings);

    public static async Task<PortalHost> OnPostgresAsync(params (string Key, string Value)[] settings) =>
        new([("Database:Provider", "postgres"), ("Database:ConnectionString", await MigratedStores.CreateAsync(DatabaseProvider.Postgres, "")), ("Database:RowSecurity", "true"), .. settings]);

    /// <param name="engine">sqlite or postgres.</param>
    public static async Task<PortalHost> OnAsync(string engine, params (string Key, string Value)[] settings) =>
        engine == "postgres" ? await OnPostgresAsync(settings) : new PortalHost(settings);

    /// <summary>A product of this engine with the rows and keys of <see cref="PortalNetwork"/>, at <see cref="TestDatabase.Start"/> until the test moves <see cref="Time"/>.</summary>
    public static async Task<PortalHost> WithNetworkAsync(DatabaseProvider engine, params (string Key, string Value)[] settings)
    {
        var host = await OnAsync(engine == DatabaseProvider.Postgres ? "postgres" : "sqlite", settings);
        host.Time = new FixedTimeProvider(new DateTimeOffset(TestDatabase.Start));
        host.UseKestrel(0);
        host._kestrel = true;
        await PortalNetwork.AddAsync(host);
        return host;
    }

    /// <summary>The product's clock; null = the real one. Set it before the first use of the host.</summary>
    public FixedTimeProvider? Time { get; set; }

    public PortalDbContext Db() => Services.GetRequiredService<Database>().CreateDbContext();

    /// <summary>A script with this API key; without one, anonymous. Paths are relative to the host.</summary>
    public HttpClient Script(string? key = ApiKey)
    {
        var client = Visitor();
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>A browser without redirects and with cookies.</summary>
    public HttpClient Visitor()
    {
        if (!_kestrel)
        {
            return CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        }

        StartServer();

        // Not CreateClient: over Kestrel it follows redirects whatever its options say.
        return new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = ClientOptions.BaseAddress };
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        if (!_settings.ContainsKey("Database:Provider") && !_settings.ContainsKey("Database:ConnectionString"))
        {
            MigratedStores.CopyTo(_settings["DataDirectory"]);
        }

        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        if (Time is { } time)
        {
            builder.ConfigureTestServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
