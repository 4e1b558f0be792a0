namespace CouponPortal.Domain.Attribution;

/// <summary>What the credit rests on.</summary>
public enum AttributionBasis
{
    None,
    ExclusiveCode,
    CouponCode,
    Click,
    Direct,
}

public enum AttributionOutcome
{
    Credited,
    Unattributed,
    Suppressed,
    OtherChannel,
    AmbiguousOffer,
}

/// <summary>A claim that lost: kept, paid nothing.</summary>
public sealed record Assist(int PartnerId, AttributionBasis Basis, string? Code, int? OfferId);

/// <summary>Who is credited and why (RULES §5).</summary>
/// <param name="PartnerId">The one credited partner; null = nobody.</param>
/// <param name="OfferId">The offer the order belongs to; null while unknown or ambiguous.</param>
/// <param name="CouponCode">Normal form of the code that decided, else of the first valid, else of the first sent.</param>
/// <param name="ClickId">The last valid click, whether it won or not.</param>
/// <param name="CounterfactualPartnerId">Whom the same rules would have credited with the Exclusive feature off.</param>
/// <param name="SuppressedPartnerId">Whom they would have credited without the suppressed code; set only when the order is suppressed.</param>
public sealed record AttributionDecision(
    AttributionOutcome Outcome,
    AttributionBasis Basis,
    int? PartnerId,
    int? OfferId,
    int? CouponId,
    string? CouponCode,
    long? ClickId,
    int? CounterfactualPartnerId,
    int? SuppressedPartnerId,
    bool CodeConflict,
    IReadOnlyList<Assist> Assists,
    IReadOnlyList<TraceLine> Trace)
{
    /// <summary>Whether the Attribution Report of Exclusive Codes lists the order: exactly when the credited partner differs.</summary>
    public bool ChangedByExclusiveCode => PartnerId != CounterfactualPartnerId;
}
