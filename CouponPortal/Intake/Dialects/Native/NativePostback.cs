using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Intake.Dialects.Native;

/// <summary>The portal's own postback, which is Everflow's (WIRE "Conversions", first row; S1, S3). <c>transaction_id</c> is a click id here.</summary>
public static class NativePostback
{
    public const string Door = "postback";

    public static Reading Read(RawRequest request, Parameters parameters)
    {
        var read = new SentFields(parameters);
        var facts = FactsOf(read, Door) with { IdempotencyKey = OrderFields.IdempotencyKey(request, read) };
        var proof = ProofFields.Of(request, read, facts.OrderId);
        return read.Why is { } why ? new Reading.Refused(why) : new Reading.Order(facts, proof);
    }

    internal static OrderFacts FactsOf(SentFields read, string door) => new()
    {
        Door = door,
        AdvertiserId = read.Integer("aid", "advertiser_id"),
        OfferId = read.Integer("oid", "offer_id"),
        PartnerId = read.Integer("affid", "affiliate_id", "partner_id", "publisher_id"),
        ClickIds = OrderFields.ClickIds(read, "transaction_id", "click_id", "uid"),
        Codes = OrderFields.Codes(read, "coupon_code", "promocode", "promo_code", "coupon"),
        OrderId = OrderFields.OrderId(read, "order_id"),
        Event = OrderKey.NormaliseEvent(Excerpt.Of(read.One("event_id", "event") ?? "", OrderFields.MaxSub)),
        AmountText = read.One("amount", "price", "sale_amount"),
        Currency = OrderFields.Currency(read, "currency", "currency_code"),
        SentTime = OrderFields.Time(read, "datetime", "order_time"),
        Channel = OrderFields.Channel(read),
        CustomerMark = OrderFields.CustomerMark(read),
        Sub1 = OrderFields.Sub(read, "sub1"),
        Sub2 = OrderFields.Sub(read, "sub2"),
        Sub3 = OrderFields.Sub(read, "sub3"),
        Sub4 = OrderFields.Sub(read, "sub4"),
        Sub5 = OrderFields.Sub(read, "sub5"),
    };
}
