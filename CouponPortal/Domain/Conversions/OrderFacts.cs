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

    /// <summary>The offer as the sender's product names it (<see cref="Offers.Offer.ExternalCode"/>), or our id as text; null = not sent, or <see cref="OfferId"/> says it.</summary>
    public string? OfferCode { get; init; }
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

    /// <summary>Positions; where there is no <see cref="AmountText"/> they make the amount.</summary>
    public IReadOnlyList<ItemFacts> Items { get; init; } = [];

    /// <summary>How many positions the whole order has; null = it came whole.</summary>
    public int? PositionCount { get; init; }

    /// <summary>The position's place or the count of positions cannot be: the order is held.</summary>
    public bool HasOddPosition { get; init; }

    /// <summary>The shop says that the customer is new to it.</summary>
    public bool IsNewToFile { get; init; }

    /// <summary>The customer's e-mail address as <see cref="Checks.MailMark"/>; null = not sent. Compared with the credited partner's and then forgotten: no row has it.</summary>
    public string? CustomerMark { get; init; }

    /// <summary>What the same order id means when it comes again.</summary>
    public RepeatMeaning Repeat { get; init; }

    /// <summary>The sender's own time of this state, UTC; the newest one stands (<see cref="RepeatMeaning.NewState"/>).</summary>
    public DateTime? Version { get; init; }

    /// <summary>What the sender says of the order; null = the offer decides.</summary>
    public ConversionStatus? Status { get; init; }

    /// <summary>Refunds and cancellations that this state lists; only with <see cref="RepeatMeaning.NewState"/>.</summary>
    public IReadOnlyList<StatedReversal> Reversals { get; init; } = [];

    /// <summary>Whether a reversal of an earlier state that this one does not list is taken back (a refund deleted, an order restored).</summary>
    public bool ReversalsAreAll { get; init; }

    /// <summary>Sent by staff to try a door.</summary>
    public bool IsTest { get; init; }
    public string? Sub1 { get; init; }
    public string? Sub2 { get; init; }
    public string? Sub3 { get; init; }
    public string? Sub4 { get; init; }
    public string? Sub5 { get; init; }
}

/// <summary>What a second request with the same order id is.</summary>
public enum RepeatMeaning
{
    /// <summary>The same order once more; other figures are flagged and change nothing.</summary>
    Duplicate,

    /// <summary>Another position of it (Admitad sends one request a position).</summary>
    NextPosition,

    /// <summary>The order as it stands now (shops).</summary>
    NewState,
}
