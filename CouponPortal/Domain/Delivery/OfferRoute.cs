using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Offers;

namespace CouponPortal.Domain.Delivery;

/// <summary>What the link itself comes to, before anybody looks at the visitor.</summary>
/// <param name="Partner">Whom it names, also where it cannot be credited.</param>
internal readonly record struct LinkVerdict(VisitOutcome Outcome, Offer? Offer, int? OfferId, int? Partner, int? CouponId);

/// <summary>From a link's verdict to the page that a visitor lands on: the offer, else what SmartSwitch finds, else the fallback, else the plain page.</summary>
internal static class OfferRoute
{
    public static VisitDecision Of(AdvertiserRules rules, in LinkVerdict link, in Visit visit, CapUse caps)
    {
        var outcome = link.Outcome;
        if (link.Offer is not { } offer)
        {
            return new(outcome, Checked(rules, rules.Advertiser.FallbackUrl), link.OfferId, null, link.CouponId);
        }

        var isServed = outcome is VisitOutcome.Delivered or VisitOutcome.NoOwner;
        var owner = outcome == VisitOutcome.Delivered ? link.Partner : null;
        var fault = isServed ? OfferGate.Ask(offer, owner, link.CouponId, visit, caps) : null;
        if (isServed && fault is null)
        {
            return new(outcome, Checked(rules, offer.BaseDestinationUrl), offer.Id, owner, link.CouponId);
        }

        if (fault is { Effect: CapEffect.Uncredited } full)
        {
            return new(VisitOutcome.Capped, Checked(rules, offer.BaseDestinationUrl), offer.Id, null, link.CouponId) { Chain = VisitChain.Of(offer.Id, full.Why) };
        }

        outcome = fault switch
        {
            null => outcome,
            { Reason: SwitchReason.Cap } => VisitOutcome.Capped,
            _ => VisitOutcome.NotTargeted,
        };
        return Switched(rules, link with { Outcome = outcome }, fault is null ? null : fault.Value.Why, link.Outcome == VisitOutcome.NoOwner, visit, caps);
    }

    // Checked again at use: a row may have been written by an older version or by hand.
    public static string? Checked(AdvertiserRules rules, string? template) => template is not null && rules.IsGoodDestination(template) ? template : null;

    private static VisitDecision Switched(AdvertiserRules rules, in LinkVerdict link, string? why, bool isNobodys, in Visit visit, CapUse caps)
    {
        var offer = link.Offer!;
        var reason = ReasonOf(link.Outcome);
        var fallback = Checked(rules, offer.FallbackUrl ?? rules.Advertiser.FallbackUrl);
        if (offer.SmartSwitch.Steps.Count == 0)
        {
            return new(link.Outcome, fallback, offer.Id, null, link.CouponId) { Chain = why is null ? null : VisitChain.Of(offer.Id, why) };
        }

        var walk = new SwitchWalk(rules, visit, caps, link.Partner, link.CouponId);
        var (next, url, uncredited) = walk.From(offer, reason, why ?? SnakeCase.Of(link.Outcome));
        if (next is null)
        {
            return new(link.Outcome, url ?? fallback, offer.Id, null, link.CouponId) { Chain = walk.Chain };
        }

        // A dead code or a partner that is not right earns nothing anywhere; the visitor is served all the same.
        if (reason is SwitchReason.Code or SwitchReason.Partner)
        {
            return new(link.Outcome, next.BaseDestinationUrl, offer.Id, null, link.CouponId) { Chain = walk.Chain };
        }

        var outcome = uncredited ? VisitOutcome.Capped
            : isNobodys || link.Partner is not { } partner ? VisitOutcome.NoOwner
            : !rules.IsActivePartner(partner) ? VisitOutcome.PartnerPaused
            : !rules.IsApproved(next.Id, partner, visit.Now) ? VisitOutcome.NotApproved
            : VisitOutcome.Delivered;
        return new(outcome, next.BaseDestinationUrl, next.Id, outcome == VisitOutcome.Delivered ? link.Partner : null, link.CouponId) { Chain = walk.Chain };
    }

    private static SwitchReason ReasonOf(VisitOutcome outcome) => outcome switch
    {
        VisitOutcome.NotTargeted => SwitchReason.Targeting,
        VisitOutcome.Capped => SwitchReason.Cap,
        VisitOutcome.OfferPaused => SwitchReason.OfferPaused,
        VisitOutcome.PartnerPaused or VisitOutcome.NotApproved or VisitOutcome.UnknownPartner => SwitchReason.Partner,
        _ => SwitchReason.Code,
    };
}
