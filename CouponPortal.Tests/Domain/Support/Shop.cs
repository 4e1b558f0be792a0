using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Coupons.Book;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Tests.Domain.Support;

/// <summary>
/// An advertiser to send orders to. Unless a test says otherwise: two live offers, partners A, B and C active and approved on both since ever, and
/// Exclusive codes in effect (Basic tracking, permission granted).
/// </summary>
internal sealed class Shop
{
    public const int Id = 7;
    public const int A = 1;
    public const int B = 2;
    public const int C = 3;
    public const int Shoes = 24;
    public const int Hats = 448;

    /// <summary>When an order is placed that says nothing else.</summary>
    public static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);

    private readonly Advertiser _advertiser = new() { Id = Id, ExclusiveCouponsPermission = true };
    private readonly List<Offer> _offers = [];
    private readonly CouponBook _coupons = new();
    private readonly List<SuppressedCode> _suppressed = [];
    private readonly List<ApprovalPeriod> _approvals = [];
    private readonly HashSet<int> _partners = [A, B, C];
    private int _lastCoupon = 100;

    public Shop()
    {
        foreach (var offer in new[] { Shoes, Hats })
        {
            _offers.Add(new Offer { Id = offer, AdvertiserId = Id, BaseDestinationUrl = $"https://shop.example/{offer}" });
            foreach (var partner in _partners)
            {
                _approvals.Add(new ApprovalPeriod { OfferId = offer, PartnerId = partner, From = DateTime.MinValue });
            }
        }
    }

    public Shop Setting(Action<Advertiser> change)
    {
        change(_advertiser);
        return this;
    }

    public Shop Priority(AttributionPriority priority) => Setting(a => a.AttributionPriority = priority);

    public Shop WithoutPermission() => Setting(a => a.ExclusiveCouponsPermission = false);

    public Shop ChangeOffer(int id, Action<Offer> change)
    {
        change(_offers.Single(o => o.Id == id));
        return this;
    }

    public Shop PausePartner(int partner)
    {
        _partners.Remove(partner);
        return this;
    }

    public Shop Approved(int partner, int offer, params (DateTime From, DateTime? Until)[] periods)
    {
        _approvals.RemoveAll(a => a.PartnerId == partner && a.OfferId == offer);
        _approvals.AddRange(periods.Select(p => new ApprovalPeriod { OfferId = offer, PartnerId = partner, From = p.From, Until = p.Until }));
        return this;
    }

    public Shop Exclusive(string code, int partner, int offer = Shoes) => Coupon(code, CouponVisibility.Exclusive, offer, partners: [partner]);

    public Shop Private(string code, int partner, int offer = Shoes) => Coupon(code, CouponVisibility.Private, offer, partners: [partner]);

    public Shop Coupon(
        string code, CouponVisibility visibility, int offer = Shoes, DateTime? starts = null, DateTime? ends = null, CouponStatus status = CouponStatus.Active,
        params int[] partners) =>
        History(CouponHistory.Always(Terms(code, visibility, offer, starts, ends, status, partners)));

    /// <summary>One coupon that changed: each entry is in force from its time on.</summary>
    public Shop Changing(params (DateTime From, CouponTerms Terms)[] periods)
    {
        var id = periods[0].Terms.CouponId;
        return History(new CouponHistory(periods.Select(p => (p.From, p.Terms with { CouponId = id }))));
    }

    public CouponTerms Terms(
        string code, CouponVisibility visibility, int offer = Shoes, DateTime? starts = null, DateTime? ends = null, CouponStatus status = CouponStatus.Active,
        params int[] partners) => new(++_lastCoupon, code, offer, visibility, status, starts, ends, partners);

    public Shop History(CouponHistory history)
    {
        _coupons.Put(Id, history.Periods);
        return this;
    }

    public Shop Suppress(string code, DateTime? starts = null, DateTime? ends = null)
    {
        _suppressed.Add(new SuppressedCode { Id = _suppressed.Count + 1, AdvertiserId = Id, Code = code, StartsAt = starts, EndsAt = ends });
        return this;
    }

    public AdvertiserRules Rules() => new(_advertiser, _offers, _suppressed, _coupons.Publish(), ApprovalTimes.Of(_approvals), PartnerSet.Of(_partners));

    /// <summary>An order with these codes, as sent.</summary>
    public Order Order(params string[] codes) => new(this, codes);
}
