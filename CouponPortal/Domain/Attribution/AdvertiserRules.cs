using System.Collections.Concurrent;
using System.Collections.Frozen;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Coupons.Book;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Screening;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Domain.Attribution;

/// <summary>
/// All that orders of one advertiser are judged by, immutable: built once from the store, replaced when something changes, and read by the engine alone.
/// </summary>
public sealed class AdvertiserRules
{
    private readonly CouponEdition _coupons;
    private readonly ILookup<string, SuppressedCode> _suppressed;
    private readonly FrozenDictionary<int, Offer> _offers;
    private readonly ApprovalTimes _approvals;
    private readonly PartnerSet _activePartners;
    private readonly ConcurrentDictionary<string, bool> _goodDestinations;

    // Only of rules that are rehearsed.
    private readonly RuleChange.CouponPolicy? _policy;

    /// <param name="coupons">May hold coupons of other advertisers too.</param>
    public AdvertiserRules(
        Advertiser advertiser,
        IEnumerable<Offer> offers,
        IEnumerable<SuppressedCode> suppressed,
        CouponEdition coupons,
        ApprovalTimes approvals,
        PartnerSet activePartners)
    {
        Advertiser = advertiser;
        _offers = offers.ToFrozenDictionary(o => o.Id);
        _suppressed = suppressed.ToLookup(s => s.Code, StringComparer.Ordinal);
        _goodDestinations = new(StringComparer.Ordinal);
        AsksWhoReturns = _offers.Values.Any(o => o.Targeting.Visitor is not null);
        var screening = advertiser.Screening;
        Blocked = BlockList.Of(screening.BlockedAddresses, screening.BlockedAgents, screening.BlockedReferrers);
        (_coupons, _approvals, _activePartners) = (coupons, approvals, activePartners);
        Alone = [this];
    }

    private AdvertiserRules(AdvertiserRules settings, CouponEdition coupons, ApprovalTimes approvals, PartnerSet activePartners)
    {
        (Advertiser, AsksWhoReturns, Blocked) = (settings.Advertiser, settings.AsksWhoReturns, settings.Blocked);
        (_offers, _suppressed, _goodDestinations) = (settings._offers, settings._suppressed, settings._goodDestinations);
        (_coupons, _approvals, _activePartners) = (coupons, approvals, activePartners);
        Alone = [this];
    }

    private AdvertiserRules(AdvertiserRules rules, Advertiser advertiser, ILookup<string, SuppressedCode> suppressed, RuleChange.CouponPolicy? policy)
        : this(rules, rules._coupons, rules._approvals, rules._activePartners) => (Advertiser, _suppressed, _policy) = (advertiser, suppressed, policy);

    public Advertiser Advertiser { get; }

    /// <summary>Whether an offer is for new or for returning visitors alone: only then is anything remembered of them.</summary>
    public bool AsksWhoReturns { get; }
    /// <summary>Whose visits the advertiser does not want (<see cref="ScreeningPolicy"/>).</summary>
    public BlockList Blocked { get; }

    public IEnumerable<Offer> Offers => _offers.Values;

    /// <summary>This one in a list, for the many answers that name one advertiser.</summary>
    public AdvertiserRules[] Alone { get; }

    /// <summary>Every code that a coupon has or had. Slow: looks at every coupon of the network.</summary>
    public IEnumerable<string> Codes => _coupons.CodesOf(Advertiser.Id);

    public Offer? Offer(int? id) => id is { } key ? _offers.GetValueOrDefault(key) : null;

    /// <summary>The same settings with what changes more often.</summary>
    public AdvertiserRules With(CouponEdition coupons, ApprovalTimes approvals, PartnerSet activePartners) => new(this, coupons, approvals, activePartners);

    /// <summary>The rules as they would be, for judging orders alone: a visit (<see cref="Find"/>) does not know of a coupon's rehearsed policy.</summary>
    public AdvertiserRules With(RuleChange change) => change switch
    {
        RuleChange.Credit credit => Setting(a => (a.AttributionPriority, a.LookbackDays) = (credit.Priority, credit.LookbackDays)),
        RuleChange.ExclusiveCodes exclusive => Setting(a => a.ExclusiveCodesEnabled = exclusive.Enabled),
        RuleChange.Suppress suppress => Suppressing(Suppressed.Where(s => s.Id != suppress.InsteadOf).Append(suppress.Entry)),
        RuleChange.Unsuppress unsuppress => Suppressing(Suppressed.Where(s => s.Id != unsuppress.Id)),
        RuleChange.CouponPolicy policy => new(this, Advertiser, _suppressed, policy),
        _ => throw new InvalidOperationException($"No rules with {change}."),
    };

    /// <summary>The offer that another network's name for it means; null when none or several have it.</summary>
    public Offer? OfferByExternalCode(string code) => _offers.Values.Where(o => string.Equals(o.ExternalCode, code, StringComparison.Ordinal)).Take(2).ToArray() is [var only] ? only : null;

    /// <summary>Every coupon that had this code at that time, on whatever offer, in whatever state; in no order, and without an object for each.</summary>
    public CouponEdition.Search Find(string normalCode, DateTime at) => _coupons.Find(normalCode, at, Advertiser.Id);

    /// <summary>The same, by coupon id.</summary>
    public IReadOnlyList<CouponTerms> CouponsAt(string normalCode, DateTime at)
    {
        var found = new List<CouponTerms>(1);
        foreach (var coupon in Find(normalCode, at))
        {
            found.Add(_policy?.Of(coupon.Terms()) ?? coupon.Terms());
        }

        found.Sort((a, b) => a.CouponId.CompareTo(b.CouponId));
        return found;
    }

    public bool IsSuppressed(string normalCode, DateTime at) => _suppressed[normalCode].Any(s => s.InEffect(at));

    public bool IsActivePartner(int partnerId) => _activePartners.Contains(partnerId);

    /// <summary>Whether visitors may be sent there. Every visit asks, of a handful of addresses: each is judged once.</summary>
    public bool IsGoodDestination(string template) => _goodDestinations.GetOrAdd(template, static text => Destination.Fault(text) is null);

    public bool IsApproved(int offerId, int partnerId, DateTime at) => _approvals.Has(offerId, partnerId, at);

    /// <summary>Why a coupon that stands at <paramref name="at"/> cannot credit its owner; None when it can (RULES §5.1).</summary>
    public TraceReason FaultOf(in CouponStanding coupon, DateTime at) => coupon switch
    {
        { Status: CouponStatus.Paused } => TraceReason.CouponPaused,
        _ when !coupon.Started(at) => TraceReason.NotStarted,
        _ when coupon.Ended(at) => TraceReason.Ended,
        { Visibility: CouponVisibility.Public } => TraceReason.PublicCode,
        { PartnerCount: 0 } => TraceReason.Unassigned,
        { OwnerId: null } => TraceReason.SeveralPartners,
        _ when Offer(coupon.OfferId) is not { Status: OfferStatus.Active } => TraceReason.OfferPaused,
        { OwnerId: { } owner } when !IsActivePartner(owner) => TraceReason.OwnerPaused,
        { OwnerId: { } owner } when !IsApproved(coupon.OfferId, owner, at) && !IsToBeApproved(coupon.CouponId) => TraceReason.OwnerNotApproved,
        _ => TraceReason.None,
    };

    /// <inheritdoc cref="FaultOf(in CouponStanding, DateTime)"/>
    public TraceReason FaultOf(CouponTerms terms, DateTime at) => FaultOf(terms.Standing, at);

    private IEnumerable<SuppressedCode> Suppressed => _suppressed.SelectMany(s => s);

    private bool IsToBeApproved(int couponId) => _policy is { PartnerIds: not null } policy && policy.CouponId == couponId;

    private AdvertiserRules Setting(Action<Advertiser> change)
    {
        var advertiser = Advertiser.Copy();
        change(advertiser);
        return new(this, advertiser, _suppressed, _policy);
    }

    private AdvertiserRules Suppressing(IEnumerable<SuppressedCode> codes) => new(this, Advertiser, codes.ToLookup(s => s.Code, StringComparer.Ordinal), _policy);
}
