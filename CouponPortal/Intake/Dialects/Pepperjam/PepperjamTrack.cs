using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Intake.Dialects.Pepperjam;

/// <summary>
/// Pepperjam's <c>/track</c> in its Basic, Itemized and Dynamic forms (WIRE, S0). <c>OID</c> and <c>ORDER_ID</c> are the order's id here, <c>PID</c> and
/// <c>PROGRAM_ID</c> the offer; <c>SIGNATURE</c> is the HMAC of the order id.
/// </summary>
public static class PepperjamTrack
{
    public const string Door = "pepperjam";
    private static readonly string[] Yes = ["1", "true", "yes", "y"];

    public static Reading Read(RawRequest request, Parameters parameters)
    {
        var read = new SentFields(parameters);
        var kind = read.One("INT");
        if (kind is not null && kind.ToUpperInvariant() is not ("BASIC" or "ITEMIZED" or "DYNAMIC"))
        {
            read.Refuse("int", $"INT is BASIC, ITEMIZED or DYNAMIC; “{Excerpt.Of(kind, 40)}” is neither.", "INT");
        }

        var orderId = OrderFields.OrderId(read, "OID", "ORDER_ID");
        var facts = new OrderFacts
        {
            Door = Door,
            OfferCode = read.One("PID", "PROGRAM_ID"),
            ClickIds = OrderFields.ClickIdList(read, "CLICK_ID"),
            Codes = OrderFields.Codes(read, "PROMOCODE", "COUPON", "COUPON_CODE"),
            OrderId = orderId,
            Event = EventOf(read.One("TYPE")),
            AmountText = read.One("AMOUNT"),
            Items = PepperjamItems.Of(read),
            Currency = OrderFields.Currency(read, "CURRENCY"),
            IsNewToFile = read.One("NEW_TO_FILE") is { } sent && Yes.Contains(sent, StringComparer.OrdinalIgnoreCase),
            IdempotencyKey = OrderFields.IdempotencyKey(request, read),
        };
        var proof = ProofFields.Of(request, read, orderId);
        return read.Why is { } why ? new Reading.Refused(why) : new Reading.Order(facts, proof);
    }

    // 1 is a sale and 2 a lead.
    private static string EventOf(string? type) => type switch
    {
        null or "1" => OrderKey.SaleEvent,
        "2" => "lead",
        _ => OrderKey.NormaliseEvent(Excerpt.Of(type, OrderFields.MaxSub)),
    };
}
