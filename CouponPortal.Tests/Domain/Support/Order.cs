using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;

namespace CouponPortal.Tests.Domain.Support;

/// <summary>An order on its way to a <see cref="Shop"/>; placed at <see cref="Shop.Noon"/> unless it says otherwise.</summary>
internal sealed class Order(Shop shop, params string[] codes)
{
    private readonly List<ClickClaim> _clicks = [];
    private DateTime _time = Shop.Noon;
    private int? _offer;
    private int? _partner;
    private string? _channel;

    public static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    public Order At(DateTime time)
    {
        _time = time;
        return this;
    }

    /// <summary>A click sent with the order, an hour old unless said otherwise.</summary>
    public Order Click(int? partner, TimeSpan? age = null, int offer = Shop.Shoes, int advertiser = Shop.Id, string? code = null) =>
        Claim(ClickSource.Explicit, partner, age ?? AnHour, offer, advertiser, code);

    public Order Cookie(int? partner, TimeSpan? age = null, int offer = Shop.Shoes) => Claim(ClickSource.Cookie, partner, age ?? AnHour, offer, Shop.Id, null);

    public Order UnknownClick(string sent)
    {
        _clicks.Add(new ClickClaim(ClickSource.Explicit, sent, null));
        return this;
    }

    public Order OnOffer(int offer)
    {
        _offer = offer;
        return this;
    }

    public Order Naming(int partner)
    {
        _partner = partner;
        return this;
    }

    public Order ClaimedBy(string channel)
    {
        _channel = channel;
        return this;
    }

    public AttributionFacts Facts() => new(_time, codes, _offer, _partner, _channel, _clicks);

    public AttributionDecision Decide() => AttributionEngine.Decide(Facts(), shop.Rules());

    private Order Claim(ClickSource source, int? partner, TimeSpan age, int offer, int advertiser, string? code)
    {
        var id = EventKey.First(_time - age) + _clicks.Count;
        _clicks.Add(new ClickClaim(source, id.ToString("x16", null), new RecordedClick(id, advertiser, offer, partner, code)));
        return this;
    }
}
