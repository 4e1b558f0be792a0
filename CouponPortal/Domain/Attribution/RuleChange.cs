using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Domain.Attribution;

/// <summary>One change of an advertiser's rules that somebody thinks of saving. <see cref="AdvertiserRules.With(RuleChange)"/> gives the rules as if it had always stood.</summary>
public abstract record RuleChange
{
    private RuleChange() { }

    /// <param name="LookbackDays">1 to 365.</param>
    public sealed record Credit(AttributionPriority Priority, int LookbackDays) : RuleChange;

    /// <summary>The Enabled checkbox of Exclusive Codes.</summary>
    public sealed record ExclusiveCodes(bool Enabled) : RuleChange;

    /// <summary>A suppressed code more, or another in the place of one that is there. Its instants count; the days are for people.</summary>
    /// <param name="InsteadOf">Id of the entry that is changed; null = a new one.</param>
    public sealed record Suppress(SuppressedCode Entry, int? InsteadOf = null) : RuleChange;

    /// <summary>An entry of the suppressed list less, as if it had never been there.</summary>
    public sealed record Unsuppress(int Id) : RuleChange;

    /// <summary>
    /// Another visibility or partner list of a coupon, in every period of its history; what is null stays as it was at each time. Partners that are set count as approved
    /// on its offer, because saving them approves them (S1).
    /// </summary>
    public sealed record CouponPolicy(int CouponId, CouponVisibility? Visibility, IReadOnlyList<int>? PartnerIds) : RuleChange
    {
        public CouponTerms Of(CouponTerms terms) => terms.CouponId == CouponId
            ? terms with { Visibility = Visibility ?? terms.Visibility, PartnerIds = PartnerIds ?? terms.PartnerIds }
            : terms;
    }
}
