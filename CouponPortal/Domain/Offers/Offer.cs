using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Domain.Offers;

public enum OfferStatus
{
    Active,
    Paused,
}

public enum ApprovalStatus
{
    Pending,
    Approved,
    Rejected,
}

/// <summary>What is promoted: one base destination URL, a payout, approval rules.</summary>
public sealed class Offer
{
    public const int MaxExternalCode = 100;

    public int Id { get; set; }
    public int AdvertiserId { get; set; }
    public string Name { get; set; } = "";

    /// <summary>
    /// What the network calls it that the shop comes from (Admitad's <c>campaign_code</c>, Pepperjam's <c>PID</c>): its requests go on naming it so. Unique
    /// within the advertiser; null = none.
    /// </summary>
    public string? ExternalCode { get; set; }
    public OfferStatus Status { get; set; } = OfferStatus.Active;

    /// <summary>Absolute http(s) URL, ASCII, may hold macros (see <see cref="Destination"/>).</summary>
    public string BaseDestinationUrl { get; set; } = "";
    public string? FallbackUrl { get; set; }

    /// <summary>Whom it is for.</summary>
    public OfferTargeting Targeting { get; set; } = OfferTargeting.None;

    /// <summary>Where those go whom it does not serve, before <see cref="FallbackUrl"/>.</summary>
    public SmartSwitch SmartSwitch { get; set; } = SmartSwitch.None;
    public OfferCaps Caps { get; set; } = OfferCaps.None;

    /// <summary>Names of parameters of the visit's own address that go on to the shop, one a line, see <see cref="Delivery.PassedParameters"/>; empty = none.</summary>
    public string PassedParameters { get; set; } = "";
    public PayoutType PayoutType { get; set; } = PayoutType.Percent;

    /// <summary>Percent: ten-thousandths of a percent. Fixed: minor units of <see cref="Currency"/>.</summary>
    public long PayoutValue { get; set; }
    public string Currency { get; set; } = "USD";
    public bool AutoApproveConversions { get; set; }

    /// <summary>Whether partners see it in their portal before they are approved, and may apply for it.</summary>
    public bool OpenToApplications { get; set; }

    public int Version { get; set; } = 1;

    public PayoutTerms PayoutTerms => new(PayoutType, PayoutValue, Currency);
}

/// <summary>Whether a partner may promote an offer, as it stands now.</summary>
public sealed class Approval
{
    public int OfferId { get; set; }
    public int PartnerId { get; set; }
    public ApprovalStatus Status { get; set; }
    public DateTime UpdatedAt { get; set; }
}

/// <summary>
/// A stretch of time in which a partner was approved: [From, Until). The first one of a pair reaches back to the beginning of time, so that an order
/// that is older than its entry in the portal is judged by the first thing known.
/// </summary>
public sealed class ApprovalPeriod
{
    public long Id { get; set; }
    public int OfferId { get; set; }
    public int PartnerId { get; set; }
    public DateTime From { get; set; }
    public DateTime? Until { get; set; }
}
