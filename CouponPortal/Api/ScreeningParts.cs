using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Screening;

namespace CouponPortal.Api;

/// <summary>The fields inside <c>screening</c> of an advertiser and of the network's blocked lists.</summary>
internal static class ScreeningParts
{
    public static ScreeningPolicy Read(ApiBody body, ScreeningPolicy old) => old with
    {
        Robot = body.Choice("robot", old.Robot),
        LinkPreview = body.Choice("link_preview", old.LinkPreview),
        Prefetch = body.Choice("prefetch", old.Prefetch),
        Head = body.Choice("head", old.Head),
        NotNavigation = body.Choice("not_navigation", old.NotNavigation),
        Duplicate = body.Choice("duplicate", old.Duplicate),
        Flood = body.Choice("flood", old.Flood),
        Blocked = body.Choice("blocked", old.Blocked),
        CodeScan = body.Choice("code_scan", old.CodeScan),
        Automated = body.Choice("automated", old.Automated),
        DuplicateSeconds = body.Integer(old.DuplicateSeconds, "duplicate_seconds") ?? new ScreeningPolicy().DuplicateSeconds,
        FloodPerMinute = body.Integer(old.FloodPerMinute, "flood_per_minute") ?? new ScreeningPolicy().FloodPerMinute,
        BlockedAddresses = Lines(body, "blocked_addresses", old.BlockedAddresses),
        BlockedAgents = Lines(body, "blocked_agents", old.BlockedAgents),
        BlockedReferrers = Lines(body, "blocked_referrers", old.BlockedReferrers),
    };

    public static NetworkBlocks Read(ApiBody body, NetworkBlocks old) => new()
    {
        Addresses = Lines(body, "addresses", old.Addresses),
        Agents = Lines(body, "agents", old.Agents),
        Referrers = Lines(body, "referrers", old.Referrers),
    };

    private static Values<string> Lines(ApiBody body, string name, Values<string> old) =>
        [.. body.Lines(name, string.Join('\n', old)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
