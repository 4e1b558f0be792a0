using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Features.Advertisers;

/// <summary>What the form says about a choice, and the postback URL that follows from it.</summary>
public static class AdvertiserHints
{
    public static string Of(TrackingType type) => type switch
    {
        TrackingType.Basic => "One amount for each order.",
        TrackingType.Itemized => "Each item of an order is reported.",
        TrackingType.Dynamic => "Items with categories; attribution features are switched on Attribution Settings.",
    };

    public static string Of(PostbackSecurity security) => security switch
    {
        PostbackSecurity.None => "Anybody who knows the URL can report orders. Choose Key or Signature before going live.",
        PostbackSecurity.Key => "The postback carries the key.",
        PostbackSecurity.Signature => "The postback carries a signature of its order id; the secret itself never travels.",
    };

    /// <summary>Ready to give to a shop, which puts its own values in place of the braces.</summary>
    /// <param name="baseUri">Where the portal is reached, with the slash at its end.</param>
    public static string PostbackUrl(string baseUri, int advertiserId, AdvertiserDraft draft)
    {
        var proof = draft.PostbackSecurity switch
        {
            PostbackSecurity.None => "",
            PostbackSecurity.Key => "&verification_token=" + (string.IsNullOrWhiteSpace(draft.PostbackKey) ? "{postback_key}" : Uri.EscapeDataString(draft.PostbackKey.Trim())),
            PostbackSecurity.Signature => "&signature={signature}",
        };
        return $"{baseUri}postback?aid={advertiserId}&order_id={{order_id}}&amount={{amount}}&currency={draft.Currency}&coupon_code={{coupon_code}}&transaction_id={{click_id}}{proof}";
    }
}
