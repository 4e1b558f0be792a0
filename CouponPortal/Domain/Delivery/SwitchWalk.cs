using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Offers;

namespace CouponPortal.Domain.Delivery;

/// <summary>
/// Looks for the first fallback that serves a visitor. An offer that cannot serve is followed into its own SmartSwitch before the next step is asked. Nobody is
/// asked twice and the number of offers is bounded: so it ends, whatever circle staff have drawn.
/// </summary>
internal sealed class SwitchWalk(AdvertiserRules rules, Visit visit, CapUse caps, int? partnerId, int? couponId)
{
    public const int MostOffers = 12;

    private readonly List<int> _asked = new(4);

    /// <summary>Who was asked so far (<see cref="VisitChain"/>).</summary>
    public string Chain { get; private set; } = "";

    /// <param name="offer">Does not serve, for <paramref name="reason"/>.</param>
    /// <param name="why">The same for the chain.</param>
    /// <returns>An offer or an address, and the effect of a cap that the offer has reached; nothing when no step serves.</returns>
    public (Offer? Offer, string? Url, bool Uncredited) From(Offer offer, SwitchReason reason, string why)
    {
        _asked.Add(offer.Id);
        Note(VisitChain.Of(offer.Id, why));
        foreach (var step in offer.SmartSwitch.Steps)
        {
            if (!step.Takes(reason, visit) || step.Targets.Count == 0)
            {
                continue;
            }

            var chosen = step.Choose(visit.Chance);
            var found = Ask(step.Targets[chosen]);
            for (var i = 0; found is (null, null, _) && i < step.Targets.Count; i++)
            {
                found = i == chosen ? found : Ask(step.Targets[i]);
            }

            if (found is not (null, null, _))
            {
                return found;
            }
        }

        return default;
    }

    private (Offer? Offer, string? Url, bool Uncredited) Ask(SwitchTarget target)
    {
        if (target.Url is { } url)
        {
            if (!rules.IsGoodDestination(url))
            {
                return default;
            }

            Note(VisitChain.Url);
            return (null, url, false);
        }

        if (_asked.Count >= MostOffers || rules.Offer(target.OfferId) is not { } offer || _asked.Contains(offer.Id) || !rules.IsGoodDestination(offer.BaseDestinationUrl))
        {
            return default;
        }

        var fault = OfferGate.Ask(offer, partnerId, couponId, visit, caps);
        if (fault is { Effect: CapEffect.Switch } closed)
        {
            return From(offer, closed.Reason, closed.Why);
        }

        Note(fault is { } full ? VisitChain.Of(offer.Id, full.Why) : offer.Id.ToString((IFormatProvider?)null));
        return (offer, null, fault is not null);
    }

    private void Note(string link) => Chain = Chain.Length == 0 ? link : VisitChain.Add(Chain, link);
}
