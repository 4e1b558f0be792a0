using System.Globalization;
using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Intake.Dialects.Admitad;

/// <summary>
/// Admitad's <c>/r</c> and <c>/tt</c> (WIRE, S2): one request a position, which make one order. <c>uid</c> is a click id, <c>campaign_code</c> the offer,
/// <c>price</c> that of one piece.
/// </summary>
public static class AdmitadRequest
{
    public const string Door = "admitad";

    public static Reading Read(RawRequest request, Parameters parameters)
    {
        var read = new SentFields(parameters);
        var facts = FactsOf(read, Door) with { IdempotencyKey = OrderFields.IdempotencyKey(request, read) };
        var proof = ProofFields.Of(request, read, facts.OrderId);
        return read.Why is { } why ? new Reading.Refused(why) : new Reading.Order(facts, proof);
    }

    internal static OrderFacts FactsOf(SentFields read, string door)
    {
        var (key, count, odd) = Position(read);
        return new OrderFacts
        {
            Door = door,
            OfferCode = read.One("campaign_code"),
            ClickIds = OrderFields.ClickIds(read, "uid", "admitad_uid"),
            Codes = OrderFields.Codes(read, "promocode", "discount_code", "coupon_code"),
            OrderId = OrderFields.OrderId(read, "order_id"),
            Event = OrderKey.NormaliseEvent(Excerpt.Of(read.One("payment_type") ?? "", OrderFields.MaxSub)),
            Items = [new ItemFacts(key, Product(read), OrderFields.Quantity(read, "quantity"), read.One("price") ?? "")],
            PositionCount = count,
            HasOddPosition = odd,
            Repeat = RepeatMeaning.NextPosition,
            Currency = OrderFields.Currency(read, "currency_code"),
            SentTime = OrderFields.Time(read, "datetime_action", "datetime"),
            Channel = OrderFields.Channel(read),
        };
    }

    private static string? Product(SentFields read) => read.One("product_id") is { } id ? Excerpt.Of(id, ConversionItem.MaxProductId) : null;

    // A place that cannot be is kept under the text that was sent, and the order is held: nothing is lost, nothing paid by guess.
    private static (string Key, int? Count, bool Odd) Position(SentFields read)
    {
        var (sentPlace, sentCount) = (read.One("position_id"), read.One("position_count"));
        var (place, count) = (Number(sentPlace), Number(sentCount));
        var odd = (sentPlace is not null && place is null) || (sentCount is not null && count is null) || place > count;
        var key = place?.ToString(CultureInfo.InvariantCulture) ?? Excerpt.Of(sentPlace ?? "1", ConversionItem.MaxKey);
        return (key, count, odd);
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= ConversionItem.MaxItems ? number : null;
}
