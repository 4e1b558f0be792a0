using System.Globalization;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Offers;

namespace CouponPortal.Hosting.Demo;

/// <summary>How one advertiser's shoppers behave: which links they follow, and what the shop sends when they buy.</summary>
internal sealed class DemoShop(AdvertiserRules rules, string prefix, Random random)
{
    private const int Remembered = 300;
    private static readonly string[] Unknown = ["SAVE50", "BLACKFRIDAY", "COUPON10", "GETITNOW"];
    private readonly List<Click> _recent = [];
    private readonly CouponTerms[] _owned = [.. rules.Codes.Order(StringComparer.Ordinal).SelectMany(c => rules.CouponsAt(c, DateTime.MaxValue)).Where(c => c.OwnerId is not null)];
    private readonly string[] _all = [.. rules.Codes.Order(StringComparer.Ordinal)];
    private readonly Offer[] _offers = [.. rules.Offers.Where(o => o.Status == OfferStatus.Active).OrderBy(o => o.Id)];
    private int _number = 100_000;

    public AdvertiserRules Rules => rules;

    public string Country => rules.Advertiser.Currency == "EUR" ? "DE" : "US";

    public string Agent => rules.Advertiser.Name.Split(' ')[0] + "-Shop/3.2";

    /// <summary>A visit of a coupon URL or of an offer link; the code is null for the latter.</summary>
    public (string? Code, VisitDecision Decision) Visit(DateTime at)
    {
        switch (random.Next(100))
        {
            case < 62:
                var coupon = Pick(_owned);
                return (coupon.Code, DeliveryEngine.ForCode(rules, coupon.Code, coupon.OfferId, Domain.Delivery.Visit.At(at), CapUse.None));
            case < 74:
                var any = Pick(_all);
                return (any, DeliveryEngine.ForCode(rules, any, null, Domain.Delivery.Visit.At(at), CapUse.None));
            case < 77:
                var unknown = Pick(Unknown);
                return (unknown, DeliveryEngine.ForCode(rules, unknown, null, Domain.Delivery.Visit.At(at), CapUse.None));
            default:
                return (null, DeliveryEngine.ForOffer(rules, Pick(_offers).Id, Pick(_owned).OwnerId!.Value, Domain.Delivery.Visit.At(at), CapUse.None));
        }
    }

    public void Remember(Click click)
    {
        _recent.Add(click);
        if (_recent.Count > Remembered)
        {
            _recent.RemoveAt(0);
        }
    }

    /// <summary>The query of an order's postback.</summary>
    public string Postback(DateTime at, PublicIds ids)
    {
        // Most buy soon after the click, some after a week.
        var click = _recent.Count == 0 ? null : _recent[^(1 + (int)((_recent.Count - 1) * Math.Pow(random.NextDouble(), 2)))];
        var roll = random.Next(100);
        var amount = Amount(12 + (240 * Math.Pow(random.NextDouble(), 2)));
        var query = $"aid={rules.Advertiser.Id}&order_id={prefix}-{_number++}&amount={(roll == 99 ? amount.Replace('.', ',') : amount)}&currency={rules.Advertiser.Currency}";
        return query + Claims(roll, click is null ? "" : "&transaction_id=" + ids.Format(click.Id), click);
    }

    private string Claims(int roll, string click, Click? last) => roll switch
    {
        < 34 when last?.CouponCode is { } own => $"{click}&coupon_code={own}",
        < 46 => click,
        < 64 => click + Code(Exclusive()),
        < 74 => click + Code(Pick(_owned)),
        < 84 => Code(Pick(_owned)),
        < 87 => $"{click}&coupon_code={Pick(Unknown)}",
        < 89 => "",
        < 91 => $"&oid={Pick(_offers).Id}&affid={Pick(_owned).OwnerId}",
        < 93 => click + "&channel=google",
        < 95 => click + Code(Suppressed()),
        < 96 => $"{click}&coupon_code={Exclusive().Code},{Exclusive().Code}",

        // A code of several offers, and nothing that says which.
        < 97 => "&coupon_code=" + _owned.GroupBy(c => c.Code, StringComparer.Ordinal).First(g => g.Count() > 1).Key,
        < 99 => $"{click}&coupon_code={Pick(_all).ToLowerInvariant()}",
        _ => click,
    };

    // Where Exclusive is not in effect there is none: then any owned code.
    private CouponTerms Exclusive() => Pick(_owned.Where(c => c.IsExclusive).DefaultIfEmpty(_owned[0]).ToArray());

    private CouponTerms Suppressed() => Array.Find(_owned, c => c.Code is "GEARUP10" or "STAFF30") ?? _owned[0];

    private static string Code(CouponTerms coupon) => $"&coupon_code={coupon.Code}&oid={coupon.OfferId}";

    private static string Amount(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private T Pick<T>(T[] from) => from[random.Next(from.Length)];
}
