using System.Text;
using CouponPortal.Domain.Connections;
using CouponPortal.Intake.Dialects.Shops;
using static CouponPortal.Tests.Intake.Shops.Dialects;
using static CouponPortal.Tests.Intake.Shops.ShopPayloads;

namespace CouponPortal.Tests.Intake.Shops;

/// <summary>Bodies that are no documents, and what is left of those that are.</summary>
public sealed class ShopDocumentTests
{
    [Theory]
    [InlineData("", "body_empty")]
    [InlineData("[]", "json")]
    [InlineData("{\"id\":1,}", "json")]
    [InlineData("{\"id\":NaN}", "json")]
    [InlineData("{\"id\":1} {\"id\":2}", "json")]
    [InlineData("{\"id\":1 /* one */}", "json")]
    [InlineData("{\"id\":1", "json")]
    [InlineData("{\"id\":1,\"id\":2}", "duplicate_key")]
    [InlineData("{\"a\":{\"id\":1,\"id\":2}}", "duplicate_key")]
    [InlineData("{\"id\":\"\\u0000\"}", "invalid_character")]
    [InlineData("{\"id\":\"\\ud800\"}", "encoding")]
    public void Body_that_is_no_document_has_a_reason(string body, string code) => Assert.Equal(code, CodeOf(body));

    [Fact]
    public void Depth_bytes_and_content_types_are_checked()
    {
        Assert.Equal("too_deep", CodeOf(string.Concat(Enumerable.Repeat("{\"a\":", 65)) + "1" + new string('}', 65)));
        Assert.Null(CodeOf("\uFEFF{\"id\":1}"));
        Assert.Equal("content_type", CodeOf("{}", "text/plain"));
        Assert.Equal("content_type", CodeOf("{}", "application/json; charset=utf-16"));
        Assert.Null(CodeOf("{}", "application/json; charset=\"UTF-8\""));
        var invalid = Raw("") with { Body = [.. "{\"id\":\""u8, 0xC3, 0x28, .. "\"}"u8] };
        Assert.Equal("encoding", ShopDocument.Read(invalid, ShopDialect.KeptOf(ConnectionKind.Shopify)).Why!.Code);
    }

    [Fact]
    public void Nothing_that_names_the_customer_is_left_and_what_is_left_reads_the_same()
    {
        foreach (var (kind, body) in new[]
        {
            (ConnectionKind.Woocommerce, Woo(refunds: [(1, "-1.00")])), (ConnectionKind.Shopify, Shopify(refunds: [(1, "1.00")])),
            (ConnectionKind.Shopify, ShopifyRefund("1", 2, ("1.00", "refund", "success"))), (ConnectionKind.Stripe, StripeSession()), (ConnectionKind.Stripe, StripeRefund("evt_1", "pi_1", 0, 5)),
        })
        {
            var kept = ShopDialect.KeptOf(kind);
            var masked = ShopDocument.Read(Raw(body), kept).Masked!;
            var text = Encoding.UTF8.GetString(masked);

            AssertNoPerson(text);
            Assert.Equal(masked, ShopDocument.Read(Raw(text), kept).Masked);
            Assert.Equal(Read(kind, body).Summary, Read(kind, text).Summary);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    public void Broken_body_keeps_what_staff_needs_and_no_customer(int lost)
    {
        foreach (var body in new[] { Woo(), Shopify(), StripeSession(), $"billing_email={Mail.Replace("@", "%40", StringComparison.Ordinal)}&id=5&first_name={Person}" })
        {
            var text = Encoding.UTF8.GetString(UnreadableText.Of(Encoding.UTF8.GetBytes(body[..^lost])));

            AssertNoPerson(text);
            Assert.Contains("id", text, StringComparison.Ordinal);
        }
    }

    private static void AssertNoPerson(string text)
    {
        foreach (var canary in new[] { Mail, "canary.customer", Person, Phone, "5556677", Ip, "Chestnut" })
        {
            Assert.DoesNotContain(canary, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static string? CodeOf(string body, string type = "application/json") => ShopDocument.Read(Raw(body, type), ShopDialect.KeptOf(ConnectionKind.Woocommerce)).Why?.Code;
}
