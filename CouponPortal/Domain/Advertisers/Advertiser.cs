using CouponPortal.Domain.Conversions.Checks;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Domain.Advertisers;

/// <summary>How an advertiser reports its orders (S0). Dynamic advertisers switch features on themselves on Attribution Settings.</summary>
public enum TrackingType
{
    Basic,
    Itemized,
    Dynamic,
}

/// <summary>Who wins when both a click and a code speak (RULES §5.6).</summary>
public enum AttributionPriority
{
    Click,
    CouponCode,
}

/// <summary>How a postback proves that it comes from the advertiser (RULES §4).</summary>
public enum PostbackSecurity
{
    None,
    Key,
    Signature,
}

/// <summary>The merchant. Everything an order is judged by hangs on one advertiser.</summary>
public sealed class Advertiser
{
    public const int DefaultLookbackDays = 30;

    public int Id { get; set; }
    public string Name { get; set; } = "";
    public TrackingType TrackingType { get; set; } = TrackingType.Basic;

    /// <summary>Granted by the network admin alone (S0: "the integration team must enable the Exclusive Coupons permission").</summary>
    public bool ExclusiveCouponsPermission { get; set; }

    /// <summary>The older product's feature; whoever had it may use Exclusive codes as well (S0).</summary>
    public bool PersonalizedCodes { get; set; }

    /// <summary>The checkbox on Attribution Settings; asked of Dynamic advertisers alone (S0).</summary>
    public bool ExclusiveCodesEnabled { get; set; }

    public AttributionPriority AttributionPriority { get; set; } = AttributionPriority.Click;

    /// <summary>Days, 1 to 365: a click exactly this old still counts.</summary>
    public int LookbackDays { get; set; } = DefaultLookbackDays;

    /// <summary>IANA name; coupon days begin and end in it.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>ISO 4217; what an order without a currency is taken to be in when its offer says nothing.</summary>
    public string Currency { get; set; } = "USD";

    /// <summary>Host name without scheme; null = the network's default.</summary>
    public string? TrackingDomain { get; set; }
    public string? FallbackUrl { get; set; }

    /// <summary>What is done about visits that may not be a person's.</summary>
    public ScreeningPolicy Screening { get; set; } = new();
    public PostbackSecurity PostbackSecurity { get; set; } = PostbackSecurity.None;
    public string? PostbackKey { get; set; }
    public string? SigningSecret { get; set; }

    /// <summary>The key before the last rotation; works until <see cref="PreviousSecretUntil"/>, so that a shop can change over without losing an order.</summary>
    public string? PreviousPostbackKey { get; set; }
    public string? PreviousSigningSecret { get; set; }

    /// <summary>UTC, exclusive; null = there is no former secret.</summary>
    public DateTime? PreviousSecretUntil { get; set; }

    /// <summary>When the former secret last admitted a request, to the minute. Written past the catalog, which does not hold it.</summary>
    public DateTime? PreviousSecretUsedAt { get; set; }

    /// <summary>When the present secret last admitted a request, to the minute.</summary>
    public DateTime? SecretUsedAt { get; set; }

    /// <summary>Addresses or CIDR blocks, one a line; empty = any.</summary>
    public string AllowedIps { get; set; } = "";

    /// <summary>Origins that may call the browser doors, one a line.</summary>
    public string AllowedOrigins { get; set; } = "";

    /// <param name="origin">As a browser sends it: lower case, without a path.</param>
    public bool AllowsOrigin(string origin) => AllowedOrigins.Split('\n').Contains(origin, StringComparer.OrdinalIgnoreCase);

    /// <summary>What orders are looked at for, and what comes of it.</summary>
    public OrderCheckPolicy OrderChecks { get; set; } = OrderCheckPolicy.Default;

    /// <summary>Counts saves, so that a second editor's stale save is refused instead of overwriting.</summary>
    public int Version { get; set; } = 1;

    /// <summary>Another one with the same settings.</summary>
    public Advertiser Copy() => (Advertiser)MemberwiseClone();

    /// <summary>Whether the permission, old or new, is there: without it the settings row is greyed out (RULES §2).</summary>
    public bool MayUseExclusiveCodes => ExclusiveCouponsPermission || PersonalizedCodes;

    /// <summary>Whether an Exclusive code beats the click path; otherwise it acts as Private (RULES §2, S0).</summary>
    public bool ExclusiveCodesInEffect => MayUseExclusiveCodes && (TrackingType != TrackingType.Dynamic || ExclusiveCodesEnabled);
}
