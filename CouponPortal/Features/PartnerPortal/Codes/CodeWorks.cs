using System.Globalization;
using CouponPortal.Components.Controls;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Coupons.Book;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Caps;

namespace CouponPortal.Features.PartnerPortal.Codes;

/// <summary>Whether something works at this moment, and a sentence that says what it does or why it does not.</summary>
/// <param name="ForShoppers">Shoppers can use it, and it earns its partner nothing by itself: a code that names no single partner.</param>
public sealed record WorksNow(bool Works, string Sentence, bool ForShoppers = false);

/// <summary>Both ways in which a code earns, judged by what orders and visitors are judged by.</summary>
/// <param name="Code">Used at the checkout.</param>
/// <param name="Link">Its tracking URL, opened.</param>
public sealed record CodeVerdict(WorksNow Code, WorksNow Link)
{
    /// <summary>In a word or two, for a list.</summary>
    public string Summary => (Code, Link) switch
    {
        ({ Works: true }, { Works: true }) => "Code and link",
        ({ Works: true }, _) => "Code alone",
        (_, { Works: true }) => "Link alone",
        ({ ForShoppers: true }, _) => "For shoppers",
        _ => "No",
    };
}

/// <summary>"Does it work right now?" for a partner's own code.</summary>
public sealed class CodeWorks(Catalog catalog, CapUse caps, TimeProvider time)
{
    /// <param name="origin">Scheme and host of the portal, used where there is no tracking domain.</param>
    public CodeVerdict Of(PartnerCode row, string origin)
    {
        var (snapshot, now) = (catalog.Current, time.GetUtcNow().UtcDateTime);
        return new(CodeOf(snapshot, row, now), LinkOf(snapshot, row, row.TrackingUrl(origin), now));
    }

    private static WorksNow CodeOf(CatalogSnapshot snapshot, PartnerCode row, DateTime now)
    {
        if (snapshot.Advertiser(row.AdvertiserId) is not { } rules || StandingOf(rules, row, now) is not { } coupon)
        {
            return new(false, "Tracking does not know the code yet. It does within seconds.");
        }

        var fault = rules.FaultOf(coupon, now);
        return fault == TraceReason.None && rules.IsSuppressed(row.NormalCode, now)
            ? new(false, "The shop has put the code on its list of suppressed codes: orders with it are credited to nobody.")
            : new(fault == TraceReason.None, SentenceOf(fault, row, rules), fault is TraceReason.PublicCode or TraceReason.SeveralPartners);
    }

    private WorksNow LinkOf(CatalogSnapshot snapshot, PartnerCode row, TrackingUrl url, DateTime now)
    {
        if (url.Url is not { } address || !Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            return new(false, "There is no tracking URL: " + LinkReason(row, url.Reason));
        }

        var (rules, visit) = snapshot.Visit(uri.Host, row.NormalCode, row.NeedsOffer ? row.OfferId : null, Visit.At(now), caps);
        if (visit.HasCredit && visit.PartnerId == row.PartnerId && visit.OfferId == row.OfferId)
        {
            return visit.Template is { } template
                ? new(true, $"A visitor who opens it now lands on {HostOf(template)}, and the click is yours.")
                : new(false, "The click is yours, but the offer has no valid address to send visitors to. Tell your network.");
        }

        if (visit.HasCredit && visit.PartnerId == row.PartnerId && visit.Chain is not null)
        {
            return new(true, $"Visitors are passed on to another offer now, and the click is yours there: the code's own offer {WhyNot(VisitChain.Read(visit.Chain)[0].Why)}.");
        }

        if (visit.Outcome == VisitOutcome.NotTargeted && rules?.Offer(row.OfferId) is { } offer)
        {
            // By a visitor of whom nothing but the time is known: only the hours can be judged beforehand.
            return offer.Targeting.Hours?.LetsIn(now) == false
                ? new(false, "Not at this time of the week: visitors are sent elsewhere. " + TargetingText.Of(offer.Targeting))
                : new(true, "The click is yours when the offer is for the visitor; others are sent elsewhere. " + TargetingText.Of(offer.Targeting));
        }

        return visit.HasCredit ? new(false, "It leads to another offer with the same code. Tell your network.") : new(false, SentenceOf(visit, row, rules));
    }

    private static string WhyNot(string? why) => why switch
    {
        "offer_paused" => "is paused",
        not null when why.StartsWith("cap.", StringComparison.Ordinal) => "takes no more for now",
        _ => "is not for everybody",
    };

    private static CouponStanding? StandingOf(AdvertiserRules rules, PartnerCode row, DateTime now)
    {
        foreach (CouponRecord record in rules.Find(row.NormalCode, now))
        {
            if (record.Standing.CouponId == row.Id)
            {
                return record.Standing;
            }
        }

        return null;
    }

    private static string SentenceOf(TraceReason fault, PartnerCode row, AdvertiserRules rules) => fault switch
    {
        TraceReason.None => row.Visibility == CouponVisibility.Exclusive && rules.Advertiser.ExclusiveCodesInEffect ? "An order with it is yours, whichever link the shopper came by."
            : rules.Advertiser.AttributionPriority == Domain.Advertisers.AttributionPriority.CouponCode ? "An order with it is yours, also where the shopper last came by another partner's link."
            : "An order with it is yours, unless the shopper last came by another partner's link.",
        TraceReason.CouponPaused => "The shop has paused it: orders with it are not credited to you.",
        TraceReason.NotStarted => $"It starts on {Words.Of(row.StartDate)}.",
        TraceReason.Ended => $"It ended: {Words.Of(row.EndDate)} was its last day.",
        TraceReason.PublicCode => "It names no partner: an order with it is yours only where the shopper came by your link.",
        TraceReason.SeveralPartners => "You share it with other partners: an order with it is yours only where the shopper came by your link.",
        TraceReason.OfferPaused => "Its offer is paused: orders with it are not credited to you.",
        TraceReason.OwnerPaused => "Your account is paused: orders are not credited to you. Ask your network.",
        TraceReason.OwnerNotApproved => "You are not approved on its offer: orders with it are not credited to you.",
        _ => "Orders with it are not credited to you.",
    };

    private static string SentenceOf(in VisitDecision visit, PartnerCode row, AdvertiserRules? rules)
    {
        var landing = rules?.Offer(row.OfferId)?.FallbackUrl ?? rules?.Advertiser.FallbackUrl;
        var there = landing is null ? "A visitor sees a plain page, and nobody has the click." : $"A visitor lands on {HostOf(landing)}, and nobody has the click.";
        return visit.Outcome switch
        {
            VisitOutcome.NotStarted => $"It starts on {Words.Of(row.StartDate)}. {there}",
            VisitOutcome.CouponPaused => "The shop has paused the code. " + there,
            VisitOutcome.Ended => "The code has ended. " + there,
            VisitOutcome.OfferPaused => "The offer is paused. " + there,
            VisitOutcome.PartnerPaused => "Your account is paused. " + there,
            VisitOutcome.NotApproved => "You are not approved on the offer. " + there,
            VisitOutcome.NoOwner => "A visitor lands on the offer, and nobody has the click: the code names no single partner.",
            VisitOutcome.UnknownCode => "The address does not know the code. " + there,
            VisitOutcome.NotTargeted => "The offer is not for everybody: whom its targeting keeps out is sent elsewhere, and nobody has that click.",
            VisitOutcome.Capped => $"{CapWords.ToPartner(visit.Chain)} {there}",
            VisitOutcome.Unassigned or VisitOutcome.UnknownOffer or VisitOutcome.UnknownPartner or VisitOutcome.Delivered or VisitOutcome.Blocked or VisitOutcome.Robot
                or VisitOutcome.NotNavigation or VisitOutcome.Duplicate or VisitOutcome.Flood => there,
        };
    }

    // Said to the partner itself.
    private static string LinkReason(PartnerCode row, string? reason) => row switch
    {
        { State: PartnerCodeState.Paused } => "the shop has paused the code.",
        { State: PartnerCodeState.Ended } => "the code has ended.",
        { Visibility: CouponVisibility.Public } => "the code names no partner, so a click on it would count for nobody.",
        { IsOwn: false } => "you share the code with other partners, so a click on it would count for nobody.",
        { OfferStatus: Domain.Offers.OfferStatus.Paused } => "the offer is paused.",
        { PartnerStatus: Domain.Partners.PartnerStatus.Paused } => "your account is paused.",
        _ => char.ToLower((reason ?? "None.")[0], CultureInfo.InvariantCulture) + (reason ?? "None.")[1..],
    };

    // A template may hold macros, but not in its host.
    private static string HostOf(string template) => Uri.TryCreate(template.Replace('{', '_').Replace('}', '_'), UriKind.Absolute, out var uri) ? uri.Host : "the shop";
}
