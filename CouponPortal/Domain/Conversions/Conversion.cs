using CouponPortal.Domain.Attribution;

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

    /// <summary>A test order.</summary>
    Test = 512,
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

    /// <summary>Minor units of <see cref="Currency"/>.</summary>
    public long Amount { get; set; }
    public string Currency { get; set; } = "";

    /// <summary>Minor units of <see cref="Currency"/>; 0 when nobody is credited.</summary>
    public long Payout { get; set; }
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
    public string? Sub1 { get; set; }
    public string? Sub2 { get; set; }
    public string? Sub3 { get; set; }
    public string? Sub4 { get; set; }
    public string? Sub5 { get; set; }
}

/// <summary>A change of a conversion's status; the first row is never the conversion's own, which keeps what it was born with.</summary>
public sealed class ConversionChange
{
    public long Id { get; set; }
    public long ConversionId { get; set; }
    public DateTime At { get; set; }
    public string By { get; set; } = "";
    public ConversionStatus FromStatus { get; set; }
    public ConversionStatus ToStatus { get; set; }
    public string Note { get; set; } = "";
}
