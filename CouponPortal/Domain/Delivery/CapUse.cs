using CouponPortal.Domain.Offers;

namespace CouponPortal.Domain.Delivery;

/// <summary>What happens to visitors at a cap.</summary>
public enum CapEffect
{
    /// <summary>They go where SmartSwitch leads, else to the fallback.</summary>
    Switch,

    /// <summary>They land on the offer, and nobody has the click.</summary>
    Uncredited,
}

/// <summary>A cap that has no room for one more click.</summary>
/// <param name="Name">snake_case, for the chain: whose, what and how long, e.g. <c>offer_clicks_day</c>.</param>
public sealed record ReachedCap(string Name, CapEffect Effect);

/// <summary>How much of the caps is used up: a fact that the engine is handed, whoever counts.</summary>
public abstract class CapUse
{
    /// <summary>Nothing is used up.</summary>
    public static CapUse None { get; } = new Unused();

    /// <summary>The cap that one more click would go beyond; null when there is room. Asked on the hot path.</summary>
    /// <param name="partnerId">Who would have the click; null = nobody.</param>
    /// <param name="now">UTC.</param>
    public abstract ReachedCap? Reached(Offer offer, int? partnerId, int? couponId, DateTime now);

    private sealed class Unused : CapUse
    {
        public override ReachedCap? Reached(Offer offer, int? partnerId, int? couponId, DateTime now) => null;
    }
}
