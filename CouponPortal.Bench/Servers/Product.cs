using System.Security.Cryptography;
using CouponPortal.Tests.Support;

namespace CouponPortal.Bench.Servers;

/// <summary>The built product of the bench's own configuration, as an operator starts it, on an empty store.</summary>
internal static class Product
{
    public static string ApiKey { get; } = RandomNumberGenerator.GetHexString(40, lowercase: true);

    public static Task<ServerProcess> OnSqliteAsync(CancellationToken cancel) => StartAsync("product on SQLite", new Dictionary<string, string>(StringComparer.Ordinal), cancel);

    public static async Task<ServerProcess> OnPostgresAsync(PostgresCluster cluster, CancellationToken cancel) => await OnPostgresAsync(await cluster.CreateDatabaseAsync(cancel), cancel);

    public static Task<ServerProcess> OnPostgresAsync(string connection, CancellationToken cancel) => StartAsync(
        "product on PostgreSQL",
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Database__Provider"] = "postgres",
            ["Database__ConnectionString"] = connection,
        },
        cancel);

    public static Task<ServerProcess> StartAsync(string name, Dictionary<string, string> database, CancellationToken cancel) => ServerProcess.StartAsync(
        name,
        ["dotnet", Assembly()],
        "--urls",
        "/healthz/ready",
        new Dictionary<string, string>(database, StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Bootstrap__ApiKey"] = ApiKey,
            ["Demo__Enabled"] = "false",
            ["Logging__LogLevel__Default"] = "Warning",
        },
        cancel);

    // …/CouponPortal.Bench/bin/Release/net10.0/ -> …/CouponPortal/bin/Release/net10.0/CouponPortal.dll
    private static string Assembly()
    {
        const string Bench = "CouponPortal.Bench";
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !string.Equals(root.Name, Bench, StringComparison.Ordinal))
        {
            root = root.Parent;
        }

        var folder = root?.Parent?.FullName ?? throw new InvalidOperationException($"The bench runs from its own build folder, below {Bench}.");
        var path = Path.Combine(folder, "CouponPortal", Path.GetRelativePath(root.FullName, AppContext.BaseDirectory), "CouponPortal.dll");
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} has not been built.");
    }
}
