using System.Text.Json;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions.Checks;

namespace CouponPortal.Intake.Dialects.Shops;

/// <summary>Who has bought, as a mark of the e-mail address alone: the address itself is masked before anything is stored (<see cref="KeptFields"/>).</summary>
internal static class ShopCustomer
{
    /// <param name="body">As it came, of a proved sender, and read once already.</param>
    /// <returns>Null where the document has no address.</returns>
    public static string? MarkOf(ConnectionKind kind, byte[] body)
    {
        using var document = JsonDocument.Parse(body.AsMemory(body.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
        var root = document.RootElement;
        return MailMark.Of(kind switch
        {
            ConnectionKind.Woocommerce => root.At("billing").MailOf("email"),
            ConnectionKind.Shopify => root.MailOf("email") ?? root.MailOf("contact_email") ?? root.At("customer").MailOf("email"),
            ConnectionKind.Stripe => root.At("data").At("object").At("customer_details").MailOf("email") ?? root.At("data").At("object").MailOf("customer_email"),
        });
    }

    private static string? MailOf(this JsonElement from, string name) => from.ValueKind == JsonValueKind.Object ? from.Text(name) : null;
}
