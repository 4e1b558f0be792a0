namespace CouponPortal.Domain.Conversions;

/// <summary>
/// What every door makes of what it got: an order before it is judged. Parsing is over, nothing is looked up yet.
/// </summary>
public sealed record OrderFacts
{
    /// <summary>Name of the door, e.g. <c>postback</c>.</summary>
    public required string Door { get; init; }

    /// <summary>The advertiser's id as sent; null = found by domain, offer, click or code.</summary>
    public int? AdvertiserId { get; init; }
    public int? OfferId { get; init; }
    public int? PartnerId { get; init; }

    /// <summary>Click ids as sent, the preferred one first.</summary>
    public IReadOnlyList<string> ClickIds { get; init; } = [];

    /// <summary>Codes as sent, split, in order.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>At most <see cref="OrderKey.MaxOrderId"/> characters.</summary>
    public string? OrderId { get; init; }
    public string Event { get; init; } = OrderKey.SaleEvent;

    /// <summary>Decimal text as sent: the currency, which settles its digits, may only be known once the offer is.</summary>
    public string? AmountText { get; init; }

    /// <summary>ISO code, valid; null = the offer's, else the advertiser's.</summary>
    public string? Currency { get; init; }

    /// <summary>The order's own time, UTC; null = arrival.</summary>
    public DateTime? SentTime { get; init; }

    /// <summary>Another channel that claims the order; null = none or ours.</summary>
    public string? Channel { get; init; }
    public string? IdempotencyKey { get; init; }
    public string? Sub1 { get; init; }
    public string? Sub2 { get; init; }
    public string? Sub3 { get; init; }
    public string? Sub4 { get; init; }
    public string? Sub5 { get; init; }
}
