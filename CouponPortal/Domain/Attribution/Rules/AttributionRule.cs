namespace CouponPortal.Domain.Attribution.Rules;

/// <summary>One step of RULES §5: reads the case, writes at least one line to its trace, and may settle it.</summary>
internal abstract class AttributionRule
{
    public abstract void Apply(AttributionCase order);
}
