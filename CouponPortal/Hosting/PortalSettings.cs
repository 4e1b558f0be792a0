using System.Net.Mail;
using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Delivery.Screening;
using CouponPortal.Features.Accounts.Mail;
using CouponPortal.Features.Accounts.OpenId;
using CouponPortal.Hosting.Operation;
using CouponPortal.Tracking.Clicks.Screening;
using CouponPortal.Tracking.Geo;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CouponPortal.Hosting;

/// <summary>Every setting of the product, read once at start. Each is also an environment variable, with two underscores for the colon.</summary>
internal sealed record PortalSettings
{
    public const int MinApiKey = 20;

    /// <summary>Absolute. Where the SQLite file and everything else the product writes is kept.</summary>
    public required string DataDirectory { get; init; }
    public required DatabaseProvider Provider { get; init; }
    public required string ConnectionString { get; init; }

    /// <summary>Whether PostgreSQL keeps advertisers' rows apart as well (docs/adr/0015).</summary>
    public bool RowSecurity { get; init; }

    /// <summary>Open pages of one person at a time.</summary>
    public int CircuitsPerUser { get; init; }

    /// <summary>Open pages of one network address at a time.</summary>
    public int CircuitsPerAddress { get; init; }

    /// <summary>0 to 63; another one on every process that shares a PostgreSQL database: it keeps their events' keys apart.</summary>
    public int Node { get; init; }

    /// <summary>From where visitors' countries are known.</summary>
    public GeoSettings Geo { get; init; } = new();

    public ScreeningSettings Screening { get; init; } = new();

    /// <summary>Proxies in front whose <c>X-Forwarded-For</c> is believed.</summary>
    public AddressRanges TrustedProxies { get; init; } = AddressRanges.None;
    public string? AdminEmail { get; init; }
    public string? AdminPassword { get; init; }
    public string? ApiKey { get; init; }

    /// <summary>Whether an empty database gets the demo network.</summary>
    public bool Demo { get; init; }

    /// <summary>Where people reach the portal, when that is not where it listens.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>More host names at which the portal's own pages answer, e.g. those of an inner network.</summary>
    public IReadOnlyList<string> PortalHosts { get; init; } = [];

    /// <summary>DNS servers that are asked for TXT records; empty = the machine's own.</summary>
    public IReadOnlyList<System.Net.IPEndPoint> DnsServers { get; init; } = [];

    /// <summary>People reach the portal over TLS, here or at a proxy in front.</summary>
    public bool Https => PublicUrl?.Scheme == Uri.UriSchemeHttps;

    /// <summary>Whether the portal may call addresses inside the operator's own network when it tells partners or fetches feeds.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Null = no mail is sent: links are passed on by hand.</summary>
    public MailServer? Mail { get; init; }

    /// <summary>Null = people sign in here alone.</summary>
    public OpenIdSettings? OpenId { get; init; }

    public OperationSettings Operation { get; init; } = new();

    /// <exception cref="InvalidSettingsException">Lists every fault, each with the name of its key.</exception>
    public static PortalSettings Read(IConfiguration configuration, string contentRoot, bool development)
    {
        var read = new SettingsReader(configuration);
        var directory = DirectoryFrom(read.Text("DataDirectory"), contentRoot, development);
        var provider = ProviderFrom(read);
        var settings = new PortalSettings
        {
            DataDirectory = directory,
            Provider = provider,
            ConnectionString = ConnectionFrom(read, provider, directory),
            RowSecurity = RowSecurityFrom(read, provider),
            CircuitsPerUser = read.Integer("Circuits:PerUser", 10_000) is > 0 and var each ? each : 50,
            CircuitsPerAddress = read.Integer("Circuits:PerAddress", 1_000_000) is > 0 and var all ? all : 1_000,
            Node = read.Integer("Node", EventKey.MaxNode),
            Geo = new(read.Text("Geo:CountryHeader"), read.Text("Geo:RegionHeader"), RangesFrom(read, contentRoot)),
            Screening = new(read.Flag("Screening:Enabled", true), read.Flag("Screening:LocalAddresses", false)),
            TrustedProxies = ProxiesFrom(read),
            AdminEmail = read.Text("Bootstrap:AdminEmail"),
            AdminPassword = configuration["Bootstrap:AdminPassword"] is { Length: > 0 } password ? password : null,
            ApiKey = read.Text("Bootstrap:ApiKey"),
            Demo = read.Flag("Demo:Enabled", development),
            PublicUrl = read.Url("PublicUrl"),
            PortalHosts = read.List("PortalHosts"),
            DnsServers = read.EndPoints("Dns:Servers", 53),
            OpenId = OpenIdServices.Read(read),
            Mail = AccountSettings.Mail(read),
            AllowPrivateAddresses = read.Flag("Outgoing:AllowPrivateAddresses", false),
            Operation = OperationSettings.Read(read, provider, development),
        };
        settings.CheckBootstrap(read.Faults);
        Telemetry.OtlpSettings.Check(read);
        return read.Faults.Count == 0 ? settings : throw new InvalidSettingsException(read.Faults);
    }

    private void CheckBootstrap(List<string> faults)
    {
        if (ApiKey is { Length: < MinApiKey })
        {
            faults.Add($"Bootstrap:ApiKey has {ApiKey.Length} characters; at least {MinApiKey} random ones are needed.");
        }

        if (AdminEmail is not null && !MailAddress.TryCreate(AdminEmail, out _))
        {
            faults.Add("Bootstrap:AdminEmail is no e-mail address.");
        }

        if (AdminEmail is null != AdminPassword is null)
        {
            faults.Add((AdminEmail is null ? "Bootstrap:AdminEmail" : "Bootstrap:AdminPassword") + " is missing: set both, or neither.");
        }

        if (AdminPassword is not null && Features.Accounts.PasswordRules.Fault(AdminPassword) is { } weak)
        {
            faults.Add("Bootstrap:AdminPassword: " + weak);
        }
    }

    private static string DirectoryFrom(string? sent, string contentRoot, bool development)
    {
        if (sent is not null)
        {
            return Path.GetFullPath(sent);
        }

        // From source the data belongs beside the solution: a folder inside the project would be taken for a part of it.
        var parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(contentRoot)));
        var root = development && parent is not null && File.Exists(Path.Combine(parent, "CouponPortal.sln")) ? parent : Path.GetFullPath(contentRoot);
        return Path.Combine(root, "data");
    }

    private static AddressRanges ProxiesFrom(SettingsReader read)
    {
        var faults = new List<string>();
        var lines = AddressLines.Networks((read.Text("Proxy:Trusted") ?? "").Replace(',', '\n'), faults);
        read.Faults.AddRange(faults.Select(f => $"Proxy:Trusted, {f}"));
        return AddressRanges.Of(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static DatabaseProvider ProviderFrom(SettingsReader read)
    {
        var sent = read.Text("Database:Provider");
        switch (sent?.ToLowerInvariant())
        {
            case null or "sqlite":
                return DatabaseProvider.Sqlite;
            case "postgres" or "postgresql":
                return DatabaseProvider.Postgres;
            default:
                read.Faults.Add($"Database:Provider is “{sent}”; it must be sqlite or postgres.");
                return DatabaseProvider.Sqlite;
        }
    }

    private static bool RowSecurityFrom(SettingsReader read, DatabaseProvider provider)
    {
        var asked = read.Flag("Database:RowSecurity", false);
        if (asked && provider != DatabaseProvider.Postgres)
        {
            read.Faults.Add("Database:RowSecurity needs PostgreSQL: SQLite has no users and no rules for rows.");
        }

        return asked;
    }

    private static string? RangesFrom(SettingsReader read, string contentRoot)
    {
        var path = read.Text("Geo:RangesFile") is { } sent ? Path.GetFullPath(sent, contentRoot) : null;
        if (path is not null && !Path.Exists(path))
        {
            read.Faults.Add($"Geo:RangesFile is “{path}”, which is neither a file nor a folder.");
        }

        return path;
    }

    private static string ConnectionFrom(SettingsReader read, DatabaseProvider provider, string directory)
    {
        if (read.Text("Database:ConnectionString") is not { } text)
        {
            if (provider == DatabaseProvider.Postgres)
            {
                read.Faults.Add("Database:ConnectionString is missing: PostgreSQL needs one, e.g. Host=db;Database=portal;Username=portal;Password=….");
            }

            return new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "portal.db") }.ToString();
        }

        try
        {
            if (provider == DatabaseProvider.Postgres)
            {
                return new NpgsqlConnectionStringBuilder(text).ToString();
            }

            var sqlite = new SqliteConnectionStringBuilder(text);
            sqlite.DataSource = Path.GetFullPath(sqlite.DataSource, directory);
            return sqlite.ToString();
        }
        catch (ArgumentException)
        {
            // Not the driver's message: it may repeat the password.
            read.Faults.Add($"Database:ConnectionString is not a connection string of {provider}.");
            return "";
        }
    }
}

/// <summary>The product refuses to start; the message says which settings to mend.</summary>
public sealed class InvalidSettingsException(IReadOnlyList<string> faults)
    : Exception("The settings are not valid:" + string.Concat(faults.Select(f => "\n  - " + f)));
