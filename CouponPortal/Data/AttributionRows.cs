namespace CouponPortal.Data;

/// <summary>
/// Which orders the Attribution Report reads, word for word as its partial indexes have it: an engine takes such an index only for a condition that it recognises.
/// </summary>
internal static class AttributionRows
{
    public const string ExclusiveIndex = "ix_conversions_exclusive";
    public const string SuppressedIndex = "ix_conversions_suppressed";

    /// <summary>Another partner, or nobody on one side alone. Ids begin with 1; older SQLite knows no IS DISTINCT FROM.</summary>
    public const string Moved = "COALESCE(partner_id, 0) <> COALESCE(counterfactual_partner_id, 0)";

    /// <summary>What an Exclusive code decided, whether or not that changed anything, and whatever else went to another partner than it would have. No test orders.</summary>
    public const string Exclusive = $"(basis = 'exclusive_code' OR {Moved}) AND (flags & 512) = 0";

    /// <summary>What a suppressed code took from somebody. No test orders.</summary>
    public const string Suppressed = "outcome = 'suppressed' AND suppressed_partner_id IS NOT NULL AND (flags & 512) = 0";
}
