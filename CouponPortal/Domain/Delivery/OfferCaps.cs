namespace CouponPortal.Domain.Delivery;

/// <summary>How much an offer takes: its caps.</summary>
public sealed record OfferCaps
{
    public static OfferCaps None { get; } = new();

    public override string ToString() => RuleText.Of(this);
}
