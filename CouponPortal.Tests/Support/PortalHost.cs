using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace CouponPortal.Tests.Support;

/// <summary>The whole product in this process, on a database and a data folder of its own; empty unless a test asks for the demo network.</summary>
public sealed class PortalHost : WebApplicationFactory<Program>
{
    public const string ApiKey = "test-key-0123456789abcdef";
    public const string AdminEmail = "root@network.example";
    public const string AdminPassword = "violet-kettle-7-orbit";

    private readonly string _folder = Directory.CreateTempSubdirectory("couponportal-host-").FullName;
    private readonly Dictionary<string, string> _settings;

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

    public static async Task<PortalHost> OnPostgresAsync(params (string Key, string Value)[] settings)
    {
        var cluster = await PostgresCluster.SharedAsync();
        return new PortalHost([("Database:Provider", "postgres"), ("Database:ConnectionString", await cluster.CreateDatabaseAsync()), .. settings]);
    }

    /// <param name="engine">sqlite or postgres.</param>
    public static async Task<PortalHost> OnAsync(string engine, params (string Key, string Value)[] settings) =>
        engine == "postgres" ? await OnPostgresAsync(settings) : new PortalHost(settings);

    /// <summary>A browser without redirects and with cookies.</summary>
    public HttpClient Visitor() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
