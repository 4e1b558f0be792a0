namespace CouponPortal.Data.Rollups;

/// <summary>
/// Whether an advertiser's rollups may be read, and the zone whose days they are of. Advertiser 0 is the clicks that belong to none; its row counts every change of
/// these rows, so that writers keep them in memory. Without a row an advertiser has no rollups.
/// </summary>
public sealed class RollupState
{
    /// <summary>Clicks that belong to no advertiser; their days are UTC's.</summary>
    public const int Nobody = 0;

    public int AdvertiserId { get; set; }

    /// <summary>IANA name.</summary>
    public string Zone { get; set; } = "UTC";

    /// <summary>False while they are rebuilt: reports read rows.</summary>
    public bool IsComplete { get; set; }

    /// <summary>The day that a rebuild does next; null before its first and when it is complete.</summary>
    public int? NextDay { get; set; }

    /// <summary>Of advertiser 0 alone.</summary>
    public long Version { get; set; }
}

/// <summary>Clicks of one local day of their advertiser with everything else in common. "None" is 0: a key has no nulls.</summary>
public sealed class ClickRollup
{
    public int AdvertiserId { get; set; }

    /// <summary><see cref="DateOnly.DayNumber"/>.</summary>
    public int Day { get; set; }
    public int OfferId { get; set; }
    public int PartnerId { get; set; }
    public int CouponId { get; set; }
    public Domain.Delivery.VisitOutcome Outcome { get; set; }
    public long Clicks { get; set; }
}

/// <summary>Orders, no test orders, of one local day of their advertiser (by the order time) with everything else in common.</summary>
public sealed class ConversionRollup
{
    public int AdvertiserId { get; set; }

    /// <summary><see cref="DateOnly.DayNumber"/>.</summary>
    public int Day { get; set; }
    public int OfferId { get; set; }
    public int PartnerId { get; set; }
    public int CouponId { get; set; }
    public Domain.Attribution.AttributionBasis Basis { get; set; }
    public Domain.Conversions.ConversionStatus Status { get; set; }
    public string Currency { get; set; } = "";

    /// <summary>Orders without any click.</summary>
    public bool Clickless { get; set; }
    public long Orders { get; set; }

    /// <summary>Minor units, as the other sums.</summary>
    public long Amount { get; set; }
    public long Reversed { get; set; }
    public long Payout { get; set; }
}
