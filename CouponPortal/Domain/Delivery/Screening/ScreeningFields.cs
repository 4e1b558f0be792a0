using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Domain.Delivery.Screening;

/// <summary>What a screening policy and blocked lists may hold. Every fault is told at its field.</summary>
public static class ScreeningFields
{
    private const int FewestAgentLetters = 3;
    private const int MostAgentLetters = 200;

    // Whoever blocks a piece of these blocks shoppers.
    private static readonly string[] Ordinary =
    [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    ];

    /// <summary>The same with every list in its normal form.</summary>
    /// <param name="prefix">Before each field's name.</param>
    public static ScreeningPolicy Checked(ScreeningPolicy policy, FieldErrors errors, string prefix = "")
    {
        if (policy.DuplicateSeconds is < 1 or > ScreeningPolicy.MostDuplicateSeconds)
        {
            errors.Add(prefix + "duplicate_seconds", $"Type 1 to {ScreeningPolicy.MostDuplicateSeconds} seconds.");
        }

        if (policy.FloodPerMinute is < 1 or > ScreeningPolicy.MostFloodPerMinute)
        {
            errors.Add(prefix + "flood_per_minute", $"Type 1 to {ScreeningPolicy.MostFloodPerMinute} visits a minute.");
        }

        return policy with
        {
            BlockedAddresses = Addresses(policy.BlockedAddresses, prefix + "blocked_addresses", errors),
            BlockedAgents = Lines(policy.BlockedAgents, prefix + "blocked_agents", errors, AgentFault),
            BlockedReferrers = Lines(policy.BlockedReferrers, prefix + "blocked_referrers", errors, AdvertiserFields.HostNameFault, lower: true),
        };
    }

    public static NetworkBlocks Checked(NetworkBlocks blocks, FieldErrors errors) => new()
    {
        Addresses = Addresses(blocks.Addresses, "addresses", errors),
        Agents = Lines(blocks.Agents, "agents", errors, AgentFault),
        Referrers = Lines(blocks.Referrers, "referrers", errors, AdvertiserFields.HostNameFault, lower: true),
    };

    private static Values<string> Addresses(Values<string> lines, string field, FieldErrors errors)
    {
        var faults = new List<string>();
        var good = AddressLines.Networks(string.Join('\n', lines), faults);
        faults.ForEach(fault => errors.Add(field, fault));
        return [.. good.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static Values<string> Lines(Values<string> lines, string field, FieldErrors errors, Func<string, string?> faultOf, bool lower = false)
    {
        var kept = new List<string>();
        foreach (var (index, raw) in lines.Index())
        {
            var line = lower ? raw.Trim().TrimEnd('.').ToLowerInvariant() : raw.Trim();
            if (line.Length == 0 || kept.Contains(line, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            if (faultOf(line) is { } fault)
            {
                errors.Add(field, $"Line {index + 1}: “{Excerpt.Of(line, 60)}”. {fault}");
            }

            kept.Add(line);
        }

        if (kept.Count > AddressLines.MaxLines)
        {
            errors.Add(field, $"At most {AddressLines.MaxLines} lines.");
        }

        return [.. kept];
    }

    private static string? AgentFault(string piece) =>
        piece.Length is < FewestAgentLetters or > MostAgentLetters || piece.Any(char.IsControl) ? $"Type a piece of {FewestAgentLetters} to {MostAgentLetters} characters."
        : Array.Exists(Ordinary, agent => agent.Contains(piece, StringComparison.OrdinalIgnoreCase)) ? "Ordinary browsers say so too: it would keep shoppers out."
        : null;
}
