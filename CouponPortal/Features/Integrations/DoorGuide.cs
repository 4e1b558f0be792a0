using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Features.Integrations;

/// <summary>One way for orders to come in, with an address that can be copied as it stands.</summary>
/// <param name="Doors">Names under which its requests are kept in the inbox.</param>
/// <param name="From">The products whose users know it.</param>
/// <param name="Example">A whole request; the sender's own values in braces.</param>
public sealed record DoorGuide(string Title, string From, string Text, IReadOnlyList<string> Doors, string Example)
{
    private const string Code = "{coupon_code}";

    /// <param name="baseUri">Where the advertiser's doors are reached, with the slash at its end.</param>
    /// <param name="showSecrets">Whether the key itself may be shown; else a brace stands for it.</param>
    public static IReadOnlyList<DoorGuide> Of(Advertiser advertiser, string baseUri, int? offerId, bool showSecrets)
    {
        var key = advertiser.PostbackSecurity switch
        {
            PostbackSecurity.Key => showSecrets && advertiser.PostbackKey is { Length: > 0 } real ? Uri.EscapeDataString(real) : "{postback_key}",
            PostbackSecurity.None or PostbackSecurity.Signature => null,
        };
        var signed = advertiser.PostbackSecurity == PostbackSecurity.Signature;
        var offer = offerId is { } id ? id.ToString(System.Globalization.CultureInfo.InvariantCulture) : "{offer_id}";
        var (token, admitadKey, signature) = (key is null ? "" : "&verification_token=" + key, key is null ? "" : "&postback_key=" + key, signed ? "&SIGNATURE={hmac_of_order_id}" : "");
        var native = signed ? "&signature={hmac}" : token;
        return
        [
            new("Postback", "Everflow, Swaarm", "One request per order, server to server. The click id may be left out: the code alone is enough.", ["postback"],
                $"{baseUri}postback?aid={advertiser.Id}&oid={offer}&order_id={{order_id}}&amount={{amount}}&currency={advertiser.Currency}&coupon_code={Code}&transaction_id={{click_id}}{native}"),
            new("Admitad postback", "Admitad", "One request per position; they make one order. Change the host name of the address you have and keep the rest.", ["admitad"],
                $"{baseUri}r?campaign_code={offer}&postback=1{admitadKey}&action_code=1&uid={{click_id}}&order_id={{order_id}}&tariff_code=1&currency_code={advertiser.Currency}&price={{price}}&quantity={{quantity}}&position_id={{position_id}}&position_count={{position_count}}&payment_type=sale&promocode={Code}"),
            new("Pepperjam, Basic", "Pepperjam, Ascend", "The order's amount. OID is the order's id here, PID the program (offer).", ["pepperjam"],
                $"{baseUri}track?PID={offer}&OID={{order_id}}&AMOUNT={{amount}}&TYPE=1&PROMOCODE={Code}&CLICK_ID={{click_id}}{signature}"),
            new("Pepperjam, Itemized", "Pepperjam, Ascend", "Each item of the order.", ["pepperjam"],
                $"{baseUri}track?PID={offer}&OID={{order_id}}&INT=ITEMIZED&ITEM1={{sku}}&QTY1={{quantity}}&AMOUNT1={{price}}&PROMOCODE={Code}{signature}"),
            new("Pepperjam, Dynamic", "Pepperjam, Ascend", "Items with categories, several codes and clicks in comma lists.", ["pepperjam"],
                $"{baseUri}track?INT=DYNAMIC&PROGRAM_ID={offer}&ORDER_ID={{order_id}}&COUPON={Code}&ITEM_ID1={{sku}}&ITEM_PRICE1={{price}}&QUANTITY1={{quantity}}&CATEGORY1={{category}}&NEW_TO_FILE={{0_or_1}}&CURRENCY={advertiser.Currency}&CLICK_ID={{click_ids}}{signature}"),
            new("Reversal", "All", "Takes an order back, in full or by an amount; it may come before its order.", ["reversal"],
                $"{baseUri}reversal?aid={advertiser.Id}&order_id={{order_id}}&amount={{amount}}&refund_id={{refund_id}}{native}"),
            new("Browser SDK", "Everflow, Admitad TagTag, Google Analytics 4", "One line in the page's head. Orders from a browser are marked unverified where the advertiser asks for proof.", ["sdk"],
                $"<script async src=\"{baseUri}sdk.js\" data-advertiser=\"{advertiser.Id}\" data-auto=\"purchase\"></script>"),
            new("REST API", "Own systems", "One order or a thousand, with an API key; the answer has a result for each row.", ["api"],
                $"curl {baseUri}api/v1/conversions -H 'Authorization: Bearer {{api_key}}' -H 'Content-Type: application/json' -d '{{\"advertiser_id\":{advertiser.Id},\"offer_id\":{offer},\"order_id\":\"1001\",\"amount\":\"49.90\",\"currency\":\"{advertiser.Currency}\",\"coupon_code\":\"CODE\"}}'"),
        ];
    }
}
