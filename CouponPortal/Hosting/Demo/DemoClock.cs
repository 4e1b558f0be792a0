namespace CouponPortal.Hosting.Demo;

/// <summary>Stands at a moment of the past, so that the demo's coupons have a history.</summary>
internal sealed class DemoClock(DateTime utc) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(utc, TimeSpan.Zero);
}
