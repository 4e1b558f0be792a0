namespace CouponPortal.Domain.Delivery.Screening;

/// <summary>The network's own blocked lists, for the visits of all advertisers. What comes of the sign is each advertiser's to say (<see cref="ScreeningPolicy.Blocked"/>).</summary>
public sealed record NetworkBlocks
{
    /// <summary>Addresses and CIDR blocks.</summary>
    public Values<string> Addresses { get; init; } = Values<string>.None;

    /// <summary>Pieces of a browser's text; case is one.</summary>
    public Values<string> Agents { get; init; } = Values<string>.None;

    /// <summary>Hosts, each with its subdomains.</summary>
    public Values<string> Referrers { get; init; } = Values<string>.None;

    public BlockList ToList() => BlockList.Of(Addresses, Agents, Referrers);

    public override string ToString() => RuleText.Of(this);
}
