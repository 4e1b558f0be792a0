using CouponPortal.Domain.Conversions;

namespace CouponPortal.Domain.Connections;

/// <summary>Shop systems that send their orders by themselves, without a plugin. The names are also the doors' and the addresses'.</summary>
public enum ConnectionKind
{
    Woocommerce,
    Shopify,
    Stripe,
}

public enum ConnectionState
{
    Active,

    /// <summary>Deliveries are kept for later and become no orders.</summary>
    Paused,
}

/// <summary>One shop of an advertiser that reports its orders by webhook, with the secret it signs with and how it is doing.</summary>
public sealed class Connection
{
    public const int MaxName = 100;
    public const int MaxSecret = 200;
    public const int MaxShop = 253;
    public const int MaxOrderPrefix = 20;

    /// <summary>How long the secret before the last rotation still counts: deliveries signed with it may be on their way or be retried.</summary>
    public static readonly TimeSpan PreviousSecretCounts = TimeSpan.FromHours(24);

    public int Id { get; set; }

    /// <summary>32 hex characters that nobody can guess; in the address the shop posts to.</summary>
    public string PublicId { get; set; } = "";
    public int AdvertiserId { get; set; }

    /// <summary>The offer all of the shop's orders belong to; null = the code's offer decides.</summary>
    public int? OfferId { get; set; }
    public ConnectionKind Kind { get; set; }
    public string Name { get; set; } = "";

    /// <summary>What the shop signs with; null until it is entered (Shopify and Stripe make their own once they have the address).</summary>
    public string? Secret { get; set; }
    public string? PreviousSecret { get; set; }
    public DateTime? PreviousSecretUntil { get; set; }

    /// <summary>Host name of the shop, learnt from its first verified delivery: another shop's deliveries are not this connection's.</summary>
    public string? Shop { get; set; }

    /// <summary>Put before order ids, so that two shops of one advertiser that both count from 1 do not share orders; empty for the first one.</summary>
    public string OrderPrefix { get; set; } = "";
    public ConnectionState State { get; set; }
    public string CreatedBy { get; set; } = "";
    public DateTime CreatedAt { get; set; }

    /// <summary>Requests to the address, refused ones included.</summary>
    public long Deliveries { get; set; }
    public long Refused { get; set; }
    public DateTime? LastDeliveryAt { get; set; }
    public HitVerdict? LastVerdict { get; set; }

    /// <summary>Stable code of what came of the last delivery; null for a plain new order.</summary>
    public string? LastReason { get; set; }

    /// <summary>What the last delivery was understood as, for people.</summary>
    public string? LastDetail { get; set; }
    public long? LastConversionId { get; set; }

    /// <summary>Counts saves by people; deliveries do not touch it.</summary>
    public int Version { get; set; } = 1;

    /// <summary>The secrets that count now, the newest first.</summary>
    public IEnumerable<string> SecretsAt(DateTime now)
    {
        if (Secret is { Length: > 0 } secret)
        {
            yield return secret;
        }

        if (PreviousSecret is { Length: > 0 } previous && PreviousSecretUntil > now)
        {
            yield return previous;
        }
    }

    public ConnectionHealth Health => this switch
    {
        { State: ConnectionState.Paused } => ConnectionHealth.Paused,
        { Secret: null } => ConnectionHealth.NeedsSecret,
        { LastDeliveryAt: null } => ConnectionHealth.Waiting,
        { LastVerdict: HitVerdict.Refused or HitVerdict.Held } => ConnectionHealth.Failing,
        _ => ConnectionHealth.Working,
    };
}

/// <summary>How a connection is doing, from its settings and its last delivery.</summary>
public enum ConnectionHealth
{
    /// <summary>The shop's secret has not been entered.</summary>
    NeedsSecret,

    /// <summary>Set up; nothing has come.</summary>
    Waiting,
    Working,

    /// <summary>The last delivery was refused or could not be understood.</summary>
    Failing,
    Paused,
}
