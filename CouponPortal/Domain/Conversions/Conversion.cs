using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Domain.Conversions;

public enum ConversionStatus
{
    Pending,
    Approved,
    Rejected,
    Invalid,
}

/// <summary>What staff should know of an order beside its status.</summary>
[Flags]
public enum ConversionFlags
{
    None = 0,

    /// <summary>Exclusive codes of different owners on one order.</summary>
    CodeConflict = 1,

    /// <summary>The same order came again with another code or amount.</summary>
    Differs = 2,

    /// <summary>A click id was sent that is none of this advertiser's.</summary>
    ClickUnknown = 4,

    /// <summary>No amount was sent; a percentage of it cannot be paid.</summary>
    AmountMissing = 8,

    ZeroAmount = 16,

    /// <summary>The offer id that was sent is none of this advertiser's.</summary>
    OfferUnknown = 32,

    /// <summary>A code of more than 255 characters was sent and ignored.</summary>
    CodeTooLong = 64,

    /// <summary>The sent time lies more than 5 minutes ahead or 400 days back.</summary>
    TimeOutOfRange = 128,

    /// <summary>A fixed payout in another currency than the order's.</summary>
    CurrencyMismatch = 256,

    /// <summary>A test order: never in a sum.</summary>
    Test = 512,

    /// <summary>Only a browser has sent it, which can prove nothing; a server or a file must confirm it.</summary>
    Unverified = 1024,

    /// <summary>Fewer positions have come than the order was said to have.</summary>
    Incomplete = 2048,

    /// <summary>Reversals add up to more than the order.</summary>
    OverReversed = 4096,

    /// <summary>A position says that it is the fourth of three, or none at all.</summary>
    OddPosition = 8192,

    /// <summary>The shop says that the customer is new to it (Pepperjam's NEW_TO_FILE).</summary>
    NewToFile = 16384,

    /// <summary>The sender's own name for the offer is none of this advertiser's offers: it was left aside.</summary>
    OfferCodeUnknown = 32768,

    /// <summary>The partner seems to have bought with its own code.</summary>
    SelfUse = 1 << 20,

    /// <summary>It came sooner after its click than anybody can buy.</summary>
    TooFast = 1 << 21,

    /// <summary>No click, while the code is used without clicks as it was not before.</summary>
    ClicklessSpike = 1 << 22,

    /// <summary>A check holds it until staff approves or rejects it; a sender cannot approve it meanwhile.</summary>
    OnHold = 1 << 23,

    /// <summary>The checks on clicks had held the click that decided it.</summary>
    SuspectClick = 1 << 24,
    /// <summary>A cap of the offer, the partner or the coupon was reached before it came; the trace says what followed.</summary>
    OverCap = 1 << 28,
}

/// <summary>
/// One order, or one event of it, and the decision on it. Exactly one row for advertiser + event + order key, however often it is sent.
/// </summary>
public sealed class Conversion
{
    /// <summary>An <see cref="Clicks.EventKey"/>; its time is the arrival.</summary>
    public long Id { get; set; }
    public int AdvertiserId { get; set; }
    public int? OfferId { get; set; }

    /// <summary>The credited partner; null = nobody.</summary>
    public int? PartnerId { get; set; }
    public string Event { get; set; } = Conversions.OrderKey.SaleEvent;

    /// <summary>See <see cref="Conversions.OrderKey"/>; unique with advertiser and event.</summary>
    public string OrderKey { get; set; } = "";
    public string? OrderId { get; set; }

    /// <summary>Normal form of the code that decided, else of the first one sent.</summary>
    public string? CouponCode { get; set; }
    public int? CouponId { get; set; }
    public long? ClickId { get; set; }
    public ConversionStatus Status { get; set; }

    /// <summary>Minor units of <see cref="Currency"/>, before reversals.</summary>
    public long Amount { get; set; }

    /// <summary>What reversals have taken of <see cref="Amount"/>; never more than it.</summary>
    public long Reversed { get; set; }
    public string Currency { get; set; } = "";

    /// <summary>Minor units of <see cref="Currency"/>, for what is left after reversals; 0 when nobody is credited, and for a test order.</summary>
    public long Payout { get; set; }

    /// <summary>The offer's terms when the order was judged; null when nobody is credited. A later change of the offer does not touch them.</summary>
    public PayoutType? PayoutType { get; set; }

    /// <summary>See <see cref="PayoutTerms.Value"/>; its currency is the order's own, else the payout is 0 and flagged.</summary>
    public long? PayoutValue { get; set; }
    public AttributionBasis Basis { get; set; }
    public AttributionOutcome Outcome { get; set; }
    public ConversionFlags Flags { get; set; }

    /// <summary>Whom the same rules would have credited with the Exclusive feature off.</summary>
    public int? CounterfactualPartnerId { get; set; }

    /// <summary>Whom a suppressed code took the credit from.</summary>
    public int? SuppressedPartnerId { get; set; }

    /// <summary>JSON list of losing claims.</summary>
    public string Assists { get; set; } = "[]";

    /// <summary>JSON list of <see cref="TraceLine"/>.</summary>
    public string Trace { get; set; } = "[]";
    public DateTime OrderTime { get; set; }
    public DateTime ReceivedAt { get; set; }
    public string Door { get; set; } = "";

    /// <summary>Every code that was sent, in normal form where it has one, with commas between; empty for none.</summary>
    public string SentCodes { get; set; } = "";

    /// <summary>The sender's own time of this state of the order; null where each delivery is not the order's whole state.</summary>
    public DateTime? SourceVersion { get; set; }

    /// <summary>How many positions the order is said to have; null when it came whole.</summary>
    public int? PositionCount { get; set; }
    public string? Sub1 { get; set; }
    public string? Sub2 { get; set; }
    public string? Sub3 { get; set; }
    public string? Sub4 { get; set; }
    public string? Sub5 { get; set; }
}
