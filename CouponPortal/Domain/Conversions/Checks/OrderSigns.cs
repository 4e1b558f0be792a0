namespace CouponPortal.Domain.Conversions.Checks;

/// <summary>What is known of an order that may speak against it. All of it is passed in: the checks look nothing up.</summary>
public readonly record struct OrderSigns
{
    /// <summary>The customer's e-mail address is the credited partner's, or one of its people's.</summary>
    public bool IsPartnersMail { get; init; }

    /// <summary>
    /// The shopper's browser sent the order from the network (/24 or /48) from which one of the partner's people is signed in. A household, an office or a mobile carrier can
    /// share one, so this alone never holds or rejects an order.
    /// </summary>
    public bool IsPartnersNetwork { get; init; }

    /// <summary>From the click that is credited to the order; null without one. Never negative: a click after the order does not count.</summary>
    public TimeSpan? AfterClick { get; init; }

    /// <summary>No click, and the code that was used stands on the leak watch now.</summary>
    public bool IsClicklessOnLeakedCode { get; init; }

    /// <summary>The click that decided the order was held by the checks on clicks.</summary>
    public bool IsClickHeld { get; init; }

    /// <summary>The code, for the sentence; null without one.</summary>
    public string? Code { get; init; }
}
