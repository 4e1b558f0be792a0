namespace CouponPortal.Domain.Connections;

public enum ConnectionFactKind
{
    /// <summary>A delivery's own id, with the hash of its body: the same one again is no news.</summary>
    Delivery,

    /// <summary>A Stripe promotion code's id and the code that shoppers type.</summary>
    PromotionCode,

    /// <summary>A delivery that names a promotion code nobody has told of yet, kept whole (masked) until somebody does.</summary>
    AwaitsCode,
}

/// <summary>Something a connection must remember from one delivery to the next.</summary>
public sealed class ConnectionFact
{
    public const int MaxKey = 300;

    /// <summary>Deliveries are repeated for two days at most (Shopify); promotion codes are kept.</summary>
    public static readonly TimeSpan DeliveriesKept = TimeSpan.FromDays(7);

    public int ConnectionId { get; set; }
    public ConnectionFactKind Kind { get; set; }
    public string Key { get; set; } = "";
    public string Value { get; set; } = "";
    public DateTime At { get; set; }
}
