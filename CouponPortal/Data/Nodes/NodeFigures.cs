using System.Text.Json;
using CouponPortal.Data.Writer;

namespace CouponPortal.Data.Nodes;

/// <summary>What a node tells of itself with each heartbeat.</summary>
/// <param name="StoreDownSince">UTC; null while the store takes what comes.</param>
/// <param name="DiskFree">Bytes left where the data directory is; null when the system does not say.</param>
/// <param name="Memory">Bytes of the process.</param>
public sealed record NodeFigures(
    DateTime? StoreDownSince,
    string? StoreDownReason,
    int Waiting,
    long Clicks,
    long Orders,
    long Requests,
    long TurnedAway,
    long Spooled,
    long Lost,
    long SpoolBytes,
    long SpoolMaxBytes,
    bool SpoolRefuses,
    long? DiskFree,
    long Memory,
    long CatalogVersion,
    int Advertisers,
    IReadOnlyList<WriterStretch> Commits,
    IReadOnlyList<JobRun> Jobs)
{
    public static NodeFigures None { get; } = new(null, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, null, 0, 0, 0, [], []);

    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Of an older version of the product, or nonsense, as much as can be read.</summary>
    public static NodeFigures Of(string json)
    {
        try
        {
            return json.Length == 0 ? None : JsonSerializer.Deserialize<NodeFigures>(json) is { Commits: not null, Jobs: not null } figures ? figures : None;
        }
        catch (JsonException)
        {
            return None;
        }
    }
}
