using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Data.Catalog;

/// <summary>What a visit of a coupon URL comes to. The redirect itself and everything that foretells it call this one function.</summary>
public static class CouponVisits
{
    /// <summary>An advertiser's own domain knows its own codes alone; the network's domain knows all, and takes the live offer with the lowest id.</summary>
    /// <param name="host">Of the request, without a port.</param>
    /// <param name="code">Normal form.</param>
    /// <param name="offerId">The URL's <c>oid</c>.</param>
    /// <param name="caps">What of the caps is used up.</param>
    /// <returns>A code that nobody has is taken for the one that sounds the same, where just one of those works at this domain (<see cref="VisitDecision.MeantCode"/>).</returns>
    public static (AdvertiserRules? Rules, VisitDecision Decision) Visit(this CatalogSnapshot catalog, string host, string code, int? offerId, in Visit visit, CapUse caps)
    {
        var asked = AsTyped(catalog, host, code, offerId, visit, caps);
        if (asked.Decision is not { Outcome: VisitOutcome.UnknownCode, CouponId: null } || (visit.Signs & (VisitSigns.CodeScan | VisitSigns.Blocked)) != VisitSigns.None || MeantBy(catalog, host, code, visit.Now) is not { } meant)
        {
            return asked;
        }

        var (rules, decision) = AsTyped(catalog, host, meant, offerId, visit, caps);
        return decision.CouponId is null ? asked : (rules, decision with { MeantCode = meant });
    }

    // One code alone: of two that sound the same neither is meant for certain.
    private static string? MeantBy(CatalogSnapshot catalog, string host, string code, DateTime now)
    {
        string? found = null;
        var owner = catalog.ByHost(host);
        foreach (var spelling in TypedCode.Spellings(code))
        {
            foreach (var rules in owner?.Alone ?? catalog.ByCode(spelling))
            {
                if (!DeliveryEngine.IsLive(rules, spelling, now))
                {
                    continue;
                }

                if (found is not null && found != spelling)
                {
                    return null;
                }

                found = spelling;
            }
        }

        return found;
    }

    private static (AdvertiserRules? Rules, VisitDecision Decision) AsTyped(CatalogSnapshot catalog, string host, string code, int? offerId, in Visit visit, CapUse caps)
    {
        if (catalog.ByHost(host) is { } owner)
        {
            return (owner, DeliveryEngine.ForCode(owner, code, offerId, visit, caps));
        }

        (AdvertiserRules? Rules, VisitDecision Decision) best = (null, new(VisitOutcome.UnknownCode, null, null, null, null));
        foreach (var rules in catalog.ByCode(code))
        {
            var decision = DeliveryEngine.ForCode(rules, code, offerId, visit, caps);
            if (best.Rules is null || DeliveryEngine.IsBetter(decision, best.Decision))
            {
                best = (rules, decision);
            }
        }

        return best.Rules is null && catalog.Single is { } single ? (single, DeliveryEngine.ForCode(single, code, offerId, visit, caps)) : best;
    }
}
