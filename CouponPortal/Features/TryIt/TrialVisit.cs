using System.Globalization;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects;

namespace CouponPortal.Features.TryIt;

/// <summary>Where a tracking link would lead now, and who would have the click.</summary>
public sealed class TrialVisit(Catalog catalog, CapUse caps)
{
    internal Outcome<Trial> Of(Actor actor, TrialDraft draft, TrialRead read)
    {
        var (parameters, unreadable) = Parameters.Of(read.Request);
        if (parameters is null)
        {
            return Outcome.Done(new Trial(read.Door, TrialVerdict.Refused, unreadable!.Code, unreadable.Message));
        }

        var fields = new SentFields(parameters);
        var (offer, partner) = (fields.Integer("oid", "offer_id"), fields.Integer("affid", "affiliate_id", "partner_id", "publisher_id"));
        var path = read.Request.Path.Trim('/');
        if (!path.Equals("clk", StringComparison.OrdinalIgnoreCase) && CouponCode.TryNormalise(path, out var code))
        {
            return Told(read, Best(Candidates(actor, draft, read), code, offer, read.Request.ReceivedAt), new TrialLine("coupon_code", code));
        }

        var rules = catalog.Current.ByOffer(offer);
        var (one, decision) = rules is not null && actor.Manages(rules.Advertiser.Id)
            ? (rules, DeliveryEngine.ForOffer(rules, offer!.Value, partner ?? 0, Visit.At(read.Request.ReceivedAt), caps))
            : (null, new VisitDecision(VisitOutcome.UnknownOffer, null, null, null, null));
        return Told(read, (one, decision), new TrialLine("offer_id", offer?.ToString(CultureInfo.InvariantCulture) ?? "–"), new TrialLine("partner_id", partner?.ToString(CultureInfo.InvariantCulture) ?? "–"));
    }

    // An advertiser's own domain knows its own codes alone; elsewhere all that the actor manages are asked.
    private IEnumerable<AdvertiserRules> Candidates(Actor actor, TrialDraft draft, TrialRead read)
    {
        var named = catalog.Current.Advertiser(draft.AdvertiserId) ?? catalog.Current.ByHost(read.Request.Host);
        return (named is null ? catalog.Current.Advertisers : [named]).Where(a => actor.Manages(a.Advertiser.Id));
    }

    private (AdvertiserRules? Rules, VisitDecision Decision) Best(IEnumerable<AdvertiserRules> candidates, string code, int? offer, DateTime now)
    {
        (AdvertiserRules? Rules, VisitDecision Decision) best = (null, new(VisitOutcome.UnknownCode, null, null, null, null));
        foreach (var rules in candidates)
        {
            var decision = DeliveryEngine.ForCode(rules, code, offer, Visit.At(now), caps);
            best = best.Rules is null || DeliveryEngine.IsBetter(decision, best.Decision) ? (rules, decision) : best;
        }

        return best;
    }

    private static Outcome<Trial> Told(TrialRead read, (AdvertiserRules? Rules, VisitDecision Decision) found, params TrialLine[] facts)
    {
        var (rules, decision) = found;
        var text = decision.HasCredit ? "The visitor is sent to the offer, and the partner has the click."
            : decision.Outcome == VisitOutcome.NoOwner ? "The visitor is sent to the offer; the code names no single partner, so nobody has the click."
            : "Nobody has the click; the visitor is sent to the fallback address, or shown the plain page.";
        return Outcome.Done(new Trial(read.Door, TrialVerdict.Visit, SnakeCase.Of(decision.Outcome), text) { AdvertiserId = rules?.Advertiser.Id, Facts = facts, Visit = decision });
    }
}
