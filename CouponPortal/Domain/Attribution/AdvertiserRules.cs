using System.Collections.Concurrent;
using System.Collections.Frozen;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Offers;

namespace CouponPortal.Domain.Attribution;

/// <summary>
/// All that orders of one advertiser are judged by, immutable: built once from the store, replaced when something changes, and read by the engine alone.
/// </summary>
public sealed class AdvertiserRules
{
    private static readonly CouponHistory[] NoHistories = [];
    private readonly FrozenDictionary<string, CouponHistory[]> _coupons;
    private readonly ILookup<string, SuppressedCode> _suppressed;
    private readonly FrozenDictionary<int, Offer> _offers;
    private readonly ILookup<(int Offer, int Partner), ApprovalPeriod> _approvals;
    private readonly FrozenSet<int> _activePartners;
    private readonly ConcurrentDictionary<string, bool> _goodDestinations = new(StringComparer.Ordinal);

    /// <param name="coupons">Each history is found under every code that it ever had.</param>
    public AdvertiserRules(
        Advertiser advertiser,
        IEnumerable<Offer> offers,
        IEnumerable<CouponHistoryOfCode> coupons,
        IEnumerable<SuppressedCode> suppressed,
        IEnumerable<ApprovalPeriod> approvals,
        FrozenSet<int> activePartners)
    {
        Advertiser = advertiser;
        _offers = offers.ToFrozenDictionary(o => o.Id);
        _coupons = coupons.GroupBy(c => c.Code, c => c.History, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        _suppressed = suppressed.ToLookup(s => s.Code, StringComparer.Ordinal);
        _approvals = approvals.ToLookup(a => (a.OfferId, a.PartnerId));
        _activePartners = activePartners;
    }

    public Advertiser Advertiser { get; }

    public IEnumerable<Offer> Offers => _offers.Values;

    public IEnumerable<string> Codes => _coupons.Keys;

    public Offer? Offer(int? id) => id is { } key ? _offers.GetValueOrDefault(key) : null;

    public bool HasCode(string normalCode) => _coupons.ContainsKey(normalCode);

    /// <summary>Every coupon that had this code at that time, on whatever offer, in whatever state.</summary>
    public IEnumerable<CouponTerms> CouponsAt(string normalCode, DateTime at)
    {
        foreach (var history in _coupons.GetValueOrDefault(normalCode, NoHistories))
        {
            if (history.At(at) is { } terms && string.Equals(terms.Code, normalCode, StringComparison.Ordinal))
            {
                yield return terms;
            }
        }
    }

    public bool IsSuppressed(string normalCode, DateTime at) => _suppressed[normalCode].Any(s => s.InEffect(at));

    public bool IsActivePartner(int partnerId) => _activePartners.Contains(partnerId);

    /// <summary>Whether visitors may be sent there. Every visit asks, of a handful of addresses: each is judged once.</summary>
    public bool IsGoodDestination(string template) => _goodDestinations.GetOrAdd(template, static text => Destination.Fault(text) is null);

    public bool IsApproved(int offerId, int partnerId, DateTime at) =>
        _approvals[(offerId, partnerId)].Any(p => p.From <= at && (p.Until is null || at < p.Until));

    /// <summary>Why a coupon that stands at <paramref name="at"/> cannot credit its owner; None when it can (RULES §5.1).</summary>
    public TraceReason FaultOf(CouponTerms terms, DateTime at) => terms switch
    {
        { Status: CouponStatus.Paused } => TraceReason.CouponPaused,
        _ when !terms.Started(at) => TraceReason.NotStarted,
        _ when terms.Ended(at) => TraceReason.Ended,
        { Visibility: CouponVisibility.Public } => TraceReason.PublicCode,
        { PartnerIds.Count: 0 } => TraceReason.Unassigned,
        { OwnerId: null } => TraceReason.SeveralPartners,
        _ when Offer(terms.OfferId) is not { Status: OfferStatus.Active } => TraceReason.OfferPaused,
        { OwnerId: { } owner } when !IsActivePartner(owner) => TraceReason.OwnerPaused,
        { OwnerId: { } owner } when !IsApproved(terms.OfferId, owner, at) => TraceReason.OwnerNotApproved,
        _ => TraceReason.None,
    };
}

/// <summary>A coupon's history under one of the codes that it had.</summary>
public readonly record struct CouponHistoryOfCode(string Code, CouponHistory History);
