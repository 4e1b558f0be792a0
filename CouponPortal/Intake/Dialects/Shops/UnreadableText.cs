using System.Text;
using System.Text.RegularExpressions;
using CouponPortal.Domain;

namespace CouponPortal.Intake.Dialects.Shops;

/// <summary>
/// A body that is no document, made fit to be stored: staff must see what came, and it may be an order with a customer's name that lost its last byte. Values of
/// fields that are read stay, other values and whatever looks like a mail or network address go.
/// </summary>
internal static class UnreadableText
{
    private const string Mask = "***";

    private static readonly string[] Kept =
    [
        "id", "number", "status", "currency", "total", "code", "type", "object", "date_created_gmt", "date_modified_gmt", "created_at", "updated_at", "total_price",
        "current_total_price", "financial_status", "amount_total", "payment_status", "webhook_id",
    ];

    // Linear in the text whatever it is: it comes from anybody.
    private static readonly Regex Pair = new("""("(?<key>[^"\\]{0,100})"\s*:\s*|(?<key>[A-Za-z0-9_\[\]]{1,100})=)("(\\.|[^"\\])*("|\z|\\\z)|[^\s"&{}\[\],]+)|"(\\.|[^"\\])*("|\z|\\\z)\s*:?""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
    private static readonly Regex Address = new("""[^\s"'<>=:,;&]+(@|%40)[^\s"'<>,;&]+|[0-9]{1,3}(\.[0-9]{1,3}){3}""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    public static byte[] Of(byte[] body)
    {
        var text = StoredText.Clean(Excerpt.Of(Encoding.UTF8.GetString(body), RawRequest.MaxText));
        text = Pair.Replace(text, match => match.Groups["key"] switch
        {
            { Success: true } key when Kept.Contains(key.Value, StringComparer.OrdinalIgnoreCase) => match.Value,
            { Success: false } => match.Value.EndsWith(':') ? match.Value : $"\"{Mask}\"",
            var key when match.Value.StartsWith('"') => $"\"{key.Value}\":\"{Mask}\"",
            var key => $"{key.Value}={Mask}",
        });
        return Encoding.UTF8.GetBytes(Address.Replace(text, Mask));
    }
}
