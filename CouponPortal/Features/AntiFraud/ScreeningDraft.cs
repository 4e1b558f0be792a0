using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Screening;

namespace CouponPortal.Features.AntiFraud;

/// <summary>A screening policy as the form holds it.</summary>
public sealed class ScreeningDraft
{
    public Dictionary<VisitSigns, CheckMode> Modes { get; } = [];
    public int DuplicateSeconds { get; set; }
    public int FloodPerMinute { get; set; }
    public string Addresses { get; set; } = "";
    public string Agents { get; set; } = "";
    public string Referrers { get; set; } = "";

    public static ScreeningDraft Of(ScreeningPolicy policy)
    {
        var draft = new ScreeningDraft
        {
            DuplicateSeconds = policy.DuplicateSeconds,
            FloodPerMinute = policy.FloodPerMinute,
            Addresses = string.Join('\n', policy.BlockedAddresses),
            Agents = string.Join('\n', policy.BlockedAgents),
            Referrers = string.Join('\n', policy.BlockedReferrers),
        };
        foreach (var sign in Enum.GetValues<VisitSigns>().Where(s => s != VisitSigns.None))
        {
            draft.Modes[sign] = policy.ModeOf(sign);
        }

        return draft;
    }

    public ScreeningPolicy Policy => new()
    {
        Robot = Modes[VisitSigns.Robot],
        LinkPreview = Modes[VisitSigns.LinkPreview],
        Prefetch = Modes[VisitSigns.Prefetch],
        Head = Modes[VisitSigns.Head],
        NotNavigation = Modes[VisitSigns.NotNavigation],
        Duplicate = Modes[VisitSigns.Duplicate],
        Flood = Modes[VisitSigns.Flood],
        Blocked = Modes[VisitSigns.Blocked],
        CodeScan = Modes[VisitSigns.CodeScan],
        Automated = Modes[VisitSigns.Automated],
        DuplicateSeconds = DuplicateSeconds,
        FloodPerMinute = FloodPerMinute,
        BlockedAddresses = Lines(Addresses),
        BlockedAgents = Lines(Agents),
        BlockedReferrers = Lines(Referrers),
    };

    public static NetworkBlocks Blocks(string addresses, string agents, string referrers) => new() { Addresses = Lines(addresses), Agents = Lines(agents), Referrers = Lines(referrers) };

    // Blank lines stay: a fault names the line that was typed.
    private static Values<string> Lines(string text) => string.IsNullOrWhiteSpace(text) ? [] : [.. text.ReplaceLineEndings("\n").Split('\n')];
}
