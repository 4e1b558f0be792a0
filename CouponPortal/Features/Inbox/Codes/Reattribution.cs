using CouponPortal.Domain.Attribution;

namespace CouponPortal.Features.Inbox.Codes;

/// <summary>Which orders are judged again, and what staff decides about them.</summary>
public sealed record ReattributionDraft
{
    public int AdvertiserId { get; init; }

    /// <summary>As the inbox lists it.</summary>
    public string Code { get; init; } = "";
    public AttributionOutcome Outcome { get; init; } = AttributionOutcome.Unattributed;

    /// <summary>Only this order of them; null = all.</summary>
    public long? ConversionId { get; init; }

    /// <summary>The coupon that is meant by the code; null = the code as it stands now.</summary>
    public int? CouponId { get; init; }

    /// <summary>Null = the coupon's, else as sent.</summary>
    public int? OfferId { get; init; }
    public string? Reason { get; init; }
}

/// <summary>Orders that a partner gets.</summary>
public sealed record PartnerShare(int PartnerId, string Partner, int Orders, IReadOnlyList<GroupMoney> Money);

/// <summary>What judging again brings, or has brought.</summary>
/// <param name="Orders">Looked at.</param>
/// <param name="Unplaced">Still nobody's, by the reason that the trace gives.</param>
/// <param name="Changed">By others meanwhile, and left alone.</param>
/// <param name="Left">There are more orders than one press takes.</param>
public sealed record ReattributionResult(int Orders, int Credited, IReadOnlyList<PartnerShare> Shares, IReadOnlyDictionary<string, int> Unplaced, int Changed, bool Left);
