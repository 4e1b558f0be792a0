using CouponPortal.Data;
using CouponPortal.Data.Writer;
using Npgsql;

namespace CouponPortal.Hosting.Operation;

/// <summary>Settings of running the product: how it stops, what it waits for, who stands in front of it.</summary>
internal sealed record OperationSettings
{
    private const int LongestDrain = 600;
    private const int LongestPatience = 60_000;
    private const int ShortestPatience = 100;

    /// <summary>How long a commit may take before orders are turned away and clicks go into the spool.</summary>
    public TimeSpan WriterPatience { get; init; } = EventWriter.DefaultPatience;

    /// <summary>Between the readiness turning 503 and the doors closing.</summary>
    public TimeSpan Drain { get; init; }

    /// <summary>Of a read replica of PostgreSQL; null = reports read the server itself.</summary>
    public string? ReadConnectionString { get; init; }

    /// <summary>Encrypts the data protection keys in the database; null = they lie there as they are.</summary>
    public KeyCertificate? KeyCertificate { get; init; }

    /// <summary>The one before: keys that were encrypted with it are still read.</summary>
    public KeyCertificate? PreviousKeyCertificate { get; init; }

    /// <summary>Whether log lines are JSON; people's text else.</summary>
    public bool JsonLogs { get; init; }

    public static OperationSettings Read(SettingsReader read, DatabaseProvider provider, bool development) => new()
    {
        WriterPatience = PatienceFrom(read),
        Drain = TimeSpan.FromSeconds(read.Integer("Drain:Seconds", LongestDrain, development ? 0 : 5)),
        ReadConnectionString = ReplicaFrom(read, provider),
        KeyCertificate = Operation.KeyCertificate.Read(read, "DataProtection:Certificate"),
        PreviousKeyCertificate = Operation.KeyCertificate.Read(read, "DataProtection:PreviousCertificate"),
        JsonLogs = LogsFrom(read, development),
    };

    private static TimeSpan PatienceFrom(SettingsReader read)
    {
        var milliseconds = read.Integer("Writer:Patience", LongestPatience, (int)EventWriter.DefaultPatience.TotalMilliseconds);
        if (milliseconds < ShortestPatience && read.Text("Writer:Patience") is not null)
        {
            read.Faults.Add($"Writer:Patience must be {ShortestPatience} milliseconds at least: a commit may take that long on a busy disk.");
        }

        return TimeSpan.FromMilliseconds(milliseconds);
    }

    private static string? ReplicaFrom(SettingsReader read, DatabaseProvider provider)
    {
        if (read.Text("Database:ReadConnectionString") is not { } text)
        {
            return null;
        }

        if (provider != DatabaseProvider.Postgres)
        {
            read.Faults.Add("Database:ReadConnectionString needs PostgreSQL: SQLite has no replicas.");
        }

        try
        {
            return new NpgsqlConnectionStringBuilder(text).ToString();
        }
        catch (ArgumentException)
        {
            read.Faults.Add("Database:ReadConnectionString is not a connection string of PostgreSQL.");
            return null;
        }
    }

    private static bool LogsFrom(SettingsReader read, bool development)
    {
        var text = read.Text("Log:Format");
        if (text is not (null or "json" or "text"))
        {
            read.Faults.Add($"Log:Format is “{text}”; it must be json or text.");
        }

        return text is null ? !development : text == "json";
    }
}
