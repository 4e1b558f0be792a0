using CouponPortal.Data.Nodes;
using CouponPortal.Features.Operations;

namespace CouponPortal.Api;

/// <summary>How the installation is, as /api/v1 shows it.</summary>
internal sealed record SystemAnswer(DateTime Time, long CatalogVersion, int Coupons, StoreAnswer? Store, IReadOnlyList<NodeAnswer> Nodes)
{
    public static SystemAnswer Of(SystemView view) => new(
        view.At, view.CatalogVersion, view.Coupons, view.Store is { } s ? new(s.Engine, s.Version, s.Bytes, s.Facts.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal), s.Warnings) : null,
        [.. view.Nodes.Select(NodeAnswer.Of)]);
}

/// <param name="Settings">Names and values as the engine has them.</param>
internal sealed record StoreAnswer(string Engine, string Version, long Bytes, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<string> Warnings);

/// <param name="StoreDownSince">Null while the store takes what comes.</param>
/// <param name="TurnedAway">Orders and requests that were answered 503.</param>
internal sealed record NodeAnswer(
    int Node,
    string Host,
    string Version,
    NodeState State,
    bool IsAlive,
    bool IsThis,
    DateTime StartedAt,
    DateTime SeenAt,
    DateTime? StoreDownSince,
    int Waiting,
    long Clicks,
    long Orders,
    long Requests,
    long TurnedAway,
    long SpooledClicks,
    long LostClicks,
    long SpoolBytes,
    long SpoolMaxBytes,
    long? DiskFreeBytes,
    long MemoryBytes,
    long CatalogVersion,
    IReadOnlyList<CommitAnswer> Commits,
    IReadOnlyList<JobAnswer> Jobs)
{
    public static NodeAnswer Of(NodeView n) => new(
        n.Number, n.Host, n.Version, n.State, n.IsAlive, n.IsThis, n.StartedAt, n.SeenAt, n.Figures.StoreDownSince, n.Figures.Waiting, n.Figures.Clicks, n.Figures.Orders,
        n.Figures.Requests, n.Figures.TurnedAway, n.Figures.Spooled, n.Figures.Lost, n.Figures.SpoolBytes, n.Figures.SpoolMaxBytes, n.Figures.DiskFree, n.Figures.Memory, n.Figures.CatalogVersion,
        [.. n.Figures.Commits.Select(c => new CommitAnswer(c.Age * 5, c.Groups, c.Events, c.Largest, c.Mean.TotalMilliseconds, c.Slowest.TotalMilliseconds))],
        [.. n.Figures.Jobs.Select(j => new JobAnswer(j.Name, j.At, j.IsGood, j.Result, j.LastGoodAt, j.Took.TotalSeconds, j.Runs))]);
}

/// <summary>Five seconds of the writer; the oldest first.</summary>
/// <param name="SecondsAgo">When they began to count back from the answer, about.</param>
internal sealed record CommitAnswer(int SecondsAgo, int Groups, int Events, int LargestGroup, double MeanMilliseconds, double SlowestMilliseconds);

internal sealed record JobAnswer(string Name, DateTime LastAt, bool IsGood, string Result, DateTime? LastGoodAt, double Seconds, long Runs);

/// <summary>/api/v1/system: nodes, writer, spool, jobs, database. For the network's keys.</summary>
internal static class SystemApi
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGroup("/system").WithTags("System")
        .MapGet("", async (ApiRequest request, SystemStatus status) => ApiResults.One(await status.ReadAsync(request.Actor, request.Cancel) is { } view ? SystemAnswer.Of(view) : null))
        .Shows<SystemAnswer>("How the servers are: nodes, writer, spool, jobs, database. The network's own keys alone.");
}
