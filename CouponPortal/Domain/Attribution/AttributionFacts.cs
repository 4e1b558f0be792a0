using CouponPortal.Domain.Clicks;

namespace CouponPortal.Domain.Attribution;

public enum ClickSource
{
    /// <summary>Sent with the order (<c>transaction_id</c>, <c>click_id</c>, <c>uid</c>).</summary>
    Explicit,

    /// <summary>The browser's cookie.</summary>
    Cookie,
}

/// <summary>A click that the order names. <paramref name="Click"/> is null when no click of that id is stored.</summary>
public sealed record ClickClaim(ClickSource Source, string SentId, RecordedClick? Click);

/// <summary>Everything of an order that decides who is credited. All of it is passed in: the engine looks nothing up.</summary>
/// <param name="OrderTime">UTC; coupons, suppressions, approvals and lookback are judged at it.</param>
/// <param name="Codes">As sent, split, in order.</param>
/// <param name="OfferId">The offer that was sent.</param>
/// <param name="PartnerId">The partner that was sent (direct orders).</param>
/// <param name="Channel">Another channel that claims the order; null = none.</param>
/// <param name="Clicks">In the order sent.</param>
public sealed record AttributionFacts(
    DateTime OrderTime,
    IReadOnlyList<string> Codes,
    int? OfferId = null,
    int? PartnerId = null,
    string? Channel = null,
    IReadOnlyList<ClickClaim>? Clicks = null)
{
    public IReadOnlyList<ClickClaim> ClickClaims => Clicks ?? [];
}
