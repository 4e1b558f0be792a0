using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Screening;

namespace CouponPortal.Features.ScanTool;

/// <summary>What the operator has said that a scan must know.</summary>
/// <param name="Screening">Whether visits are looked at for signs (<c>Screening:Enabled</c>).</param>
public sealed record ScanSettings(bool Screening);

/// <summary>Runs a link as a visitor would, by the functions that the redirect itself calls, and records nothing.</summary>
public sealed class RunScan(Catalog catalog, CapUse caps, ScanSettings settings, TimeProvider time)
{
    private const int MaxSub = 255;

    /// <param name="portalHost">Where links are when neither the advertiser nor the network has a tracking domain.</param>
    public Outcome<Scan> Run(Actor actor, ScanDraft draft, string portalHost)
    {
        if (!actor.IsStaff)
        {
            return new Outcome<Scan>.Forbidden("Links are scanned by staff. Whether a code of yours works is said on its page.");
        }

        var errors = new FieldErrors();
        var visitor = draft.Read(time.GetUtcNow().UtcDateTime, errors);
        var link = ScannedLink.Of(draft.Url);
        if (link is null && !errors.Any)
        {
            errors.Add("url", "This is neither a link nor a code.");
        }

        if (errors.Any || link is null)
        {
            return new Outcome<Scan>.Invalid(errors);
        }

        var snapshot = catalog.Current;
        link = link.Host.Length > 0 ? link : link with { Host = HostOf(actor, snapshot, link.Code!) ?? portalHost };
        var owner = snapshot.ByHost(link.Host);
        var visit = visitor.Visit with { UserAgent = visitor.UserAgent, Signs = SignsOf(visitor, snapshot.Blocked) };
        var (rules, decision) = Decide(snapshot, link, visit);
        if (visit.IsReturning is null && rules is { AsksWhoReturns: true })
        {
            // A browser of which nothing is remembered is a new one where that is asked.
            visit = visit with { IsReturning = false };
            (rules, decision) = Decide(snapshot, link, visit);
        }

        if ((owner ?? rules) is { } whose && !actor.Sees(whose.Advertiser.Id))
        {
            // What others have must not be learnt by scanning it: it is told like what nobody has.
            (owner, rules, decision) = (null, null, Nowhere(link.Kind));
        }

        // A code that was typed a little wrong stands, from here on, for the one that is meant.
        link = decision.MeantCode is { } meant ? link with { Code = meant, Typed = link.Code } : link;
        return Outcome.Done(new Scan(
            link,
            owner is not null ? ScannedDomain.Own : string.Equals(link.Host, snapshot.DefaultTrackingDomain, StringComparison.OrdinalIgnoreCase) ? ScannedDomain.Network : ScannedDomain.Other,
            visit,
            visitor.UserAgent,
            decision.Outcome,
            rules?.Advertiser.Id,
            decision.OfferId,
            decision.PartnerId,
            CouponOf(rules, link.Code, decision.CouponId, visit.Now),
            decision.Signs,
            decision.IsHeld,
            link.Kind == LinkKind.None ? [] : VisitChecks.Of(decision.Outcome, link.Kind == LinkKind.Coupon),
            VisitChain.Read(decision.Chain),
            snapshot.PassOn(DestinationOf(link, decision), decision.OfferId, link.Query)));
    }

    /// <summary>Whether a call of this address would count as a click.</summary>
    public bool IsTracking(Uri address, string portalHost)
    {
        var snapshot = catalog.Current;
        return snapshot.ByHost(address.Host) is not null || new[] { portalHost, snapshot.DefaultTrackingDomain }.Contains(address.Host, StringComparer.OrdinalIgnoreCase);
    }

    private (AdvertiserRules? Rules, VisitDecision Decision) Decide(CatalogSnapshot snapshot, ScannedLink link, in Visit visit)
    {
        switch (link.Kind)
        {
            case LinkKind.Coupon:
                return snapshot.Visit(link.Host, link.Code!, link.OfferId, visit, caps);
            case LinkKind.Offer:
                var rules = snapshot.ByOffer(link.OfferId) ?? snapshot.ByHost(link.Host);
                return (rules, rules is null ? Nowhere(link.Kind) : DeliveryEngine.ForOffer(rules, link.OfferId ?? 0, link.PartnerId ?? 0, visit, caps));
            default:
                return (null, Nowhere(link.Kind));
        }
    }

    private static VisitDecision Nowhere(LinkKind kind) => new(kind == LinkKind.Offer ? VisitOutcome.UnknownOffer : VisitOutcome.UnknownCode, null, null, null, null);

    // As the doors see somebody who clicks a link. What comes of being many, or of coming twice, cannot be foretold.
    private VisitSigns SignsOf(ScannedVisit visitor, BlockList blocked) => !settings.Screening ? VisitSigns.None
        : new RequestSigns { UserAgent = visitor.UserAgent, Destination = "document", Mode = "navigate" }.Signs
            | (blocked.Has(null, visitor.UserAgent, visitor.Visit.Referrer) ? VisitSigns.Blocked : VisitSigns.None);

    // A code alone stands for its own tracking link.
    private static string? HostOf(Actor actor, CatalogSnapshot snapshot, string code) =>
        snapshot.ByCode(code).FirstOrDefault(r => actor.Sees(r.Advertiser.Id))?.Advertiser.TrackingDomain is { } own && snapshot.ByHost(own) is not null ? own : snapshot.DefaultTrackingDomain;

    private static ScannedCoupon? CouponOf(AdvertiserRules? rules, string? code, int? couponId, DateTime at)
    {
        if (rules is null || code is null || couponId is null)
        {
            return null;
        }

        foreach (var record in rules.Find(code, at))
        {
            if (record.Standing is var coupon && coupon.CouponId == couponId)
            {
                return new(coupon.CouponId, code, coupon.OfferId, coupon.Visibility, coupon.Status, coupon.OwnerId);
            }
        }

        return null;
    }

    private static string? DestinationOf(ScannedLink link, in VisitDecision decision) => decision.Template is not { } template ? null : Destination.Expand(template, new DestinationValues(
        decision.IsScreenedOut ? "" : Scan.SampleClickId,
        link.Code,
        decision.OfferId?.ToString((IFormatProvider?)null),
        decision.PartnerId?.ToString((IFormatProvider?)null),
        Sub(link, 1),
        Sub(link, 2),
        link.Code ?? Sub(link, 3),
        Sub(link, 4),
        Sub(link, 5),
        link.Text("source_id") is { } source ? Excerpt.Of(source, MaxSub) : null));

    private static string? Sub(ScannedLink link, int number) => link.Sub(number) is { } text ? Excerpt.Of(text, MaxSub) : null;
}
