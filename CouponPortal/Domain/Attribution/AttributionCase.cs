using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Domain.Attribution;

/// <summary>One order on its way through the steps: what they found so far, and the trace they write.</summary>
internal sealed class AttributionCase(AttributionFacts facts, AdvertiserRules rules, ExclusiveMode exclusiveMode, bool suppressedCodes)
{
    private readonly List<TraceLine> _trace = [];
    private readonly List<Assist> _claims = [];
    private AttributionOutcome _outcome = AttributionOutcome.Unattributed;
    private string? _decidingCode;
    private int? _decidingCoupon;
    private int? _winningOffer;

    public AttributionFacts Facts => facts;
    public AdvertiserRules Rules => rules;

    /// <summary>Whether Exclusive codes beat the click path in this run.</summary>
    public bool ExclusiveCodes => exclusiveMode == ExclusiveMode.Wins;

    /// <summary>Whether Exclusive codes are left out of this run.</summary>
    public bool SetsExclusiveAside => exclusiveMode == ExclusiveMode.SetAside;
    public bool SuppressedCodes => suppressedCodes;

    /// <summary>Codes that could be read, in the order sent, once each.</summary>
    public List<string> NormalCodes { get; } = [];

    /// <summary>Per valid code, in the order sent, the coupons it may mean: one an offer.</summary>
    public List<List<CouponTerms>> ValidCoupons { get; } = [];

    /// <summary>After <c>ChooseOffer</c>: one coupon a valid code, in the order sent.</summary>
    public List<CouponTerms> Coupons { get; } = [];
    public RecordedClick? LastClick { get; set; }
    public bool CodeConflict { get; set; }

    public bool Settled { get; private set; }
    public int? PartnerId { get; private set; }
    public AttributionBasis Basis { get; private set; }
    public AttributionOutcome Outcome => _outcome;

    public void Note(
        AttributionStep step, TraceVerdict verdict, TraceReason reason, string? code = null, int? partner = null, int? offer = null, string? subject = null) =>
        _trace.Add(new TraceLine(step, verdict, reason, code, partner, offer, subject));

    public void CreditCoupon(CouponTerms coupon, AttributionBasis basis)
    {
        _decidingCode = coupon.Code;
        _decidingCoupon = coupon.CouponId;
        Credit(coupon.OwnerId!.Value, coupon.OfferId, basis);
    }

    public void CreditClick(RecordedClick click)
    {
        _decidingCode = click.CouponCode;
        _decidingCoupon = click.CouponCode is { } code ? rules.CouponsAt(code, click.Time).FirstOrDefault(c => c.OfferId == click.OfferId)?.CouponId : null;
        Credit(click.PartnerId!.Value, click.OfferId, AttributionBasis.Click);
    }

    public void CreditDirect(int partnerId, int offerId) => Credit(partnerId, offerId, AttributionBasis.Direct);

    /// <param name="code">The code that took the credit, where one did.</param>
    public void CreditNobody(AttributionOutcome outcome, string? code = null)
    {
        _outcome = outcome;
        _decidingCode = code;
        _decidingCoupon = Coupons.Find(c => string.Equals(c.Code, code, StringComparison.Ordinal))?.CouponId;
        Settled = true;
        CollectClaims();
    }

    public void LeaveUnattributed()
    {
        Note(AttributionStep.Unattributed, TraceVerdict.Decided, facts.Codes.Count == 0 && facts.ClickClaims.Count == 0 ? TraceReason.NothingSent : TraceReason.NoClaim);
        CreditNobody(AttributionOutcome.Unattributed);
    }

    public AttributionDecision ToDecision(int? counterfactual, int? suppressed) => new(
        _outcome,
        Basis,
        PartnerId,
        OfferId(),
        _decidingCode is null ? Coupons.FirstOrDefault()?.CouponId : _decidingCoupon,
        _decidingCode ?? Coupons.FirstOrDefault()?.Code ?? FirstCode(),
        LastClick?.Id,
        counterfactual,
        suppressed,
        CodeConflict,
        [.. _claims.Where(c => c.PartnerId != PartnerId).DistinctBy(c => c.PartnerId)],
        _trace);

    private void Credit(int partner, int? offer, AttributionBasis basis)
    {
        _outcome = AttributionOutcome.Credited;
        PartnerId = partner;
        _winningOffer = offer;
        Basis = basis;
        Settled = true;
        CollectClaims();
    }

    private void CollectClaims()
    {
        foreach (var coupon in Coupons)
        {
            var basis = coupon.IsExclusive && ExclusiveCodes ? AttributionBasis.ExclusiveCode : AttributionBasis.CouponCode;
            _claims.Add(new Assist(coupon.OwnerId!.Value, basis, coupon.Code, coupon.OfferId));
        }

        if (LastClick is { PartnerId: { } partner } click)
        {
            _claims.Add(new Assist(partner, AttributionBasis.Click, click.CouponCode, click.OfferId));
        }
    }

    // A held order has no offer yet; any other belongs to the winner's, else to what is known of it.
    private int? OfferId() => _outcome == AttributionOutcome.AmbiguousOffer
        ? null
        : _winningOffer ?? rules.Offer(facts.OfferId)?.Id ?? Coupons.FirstOrDefault()?.OfferId ?? LastClick?.OfferId;

    private string? FirstCode() => NormalCodes.Count > 0 ? NormalCodes[0] : facts.Codes.Select(c => c.Trim().ToUpperInvariant()).FirstOrDefault(c => c.Length <= CouponCode.MaxArrivingLength);
}
