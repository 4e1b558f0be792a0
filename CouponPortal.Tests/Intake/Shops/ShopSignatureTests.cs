using System.Text;
using CouponPortal.Domain.Connections;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Shops;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Intake.Shops;

/// <summary>Signatures computed by <c>openssl dgst -sha256 -hmac SECRET -binary | base64</c>, and all that must not pass for one.</summary>
public sealed class ShopSignatureTests
{
    private const string Woo = """{"id":727,"status":"processing","currency":"USD","total":"43.00"}""";
    private const string WooByOne = "byY0Ll5iGdYrM5Lu38bzTa/LRal7KQ00FIDFR4GBtZo=";
    private const string WooByTwo = "cI9ke97UXCLhlndaJSVJusZgDVvjw8+HRVhtJ6qhJGI=";
    private const string Event = """{"id":"evt_1","type":"checkout.session.completed"}""";
    private const string EventByOne = "615d02ee39a9f0579b332888053f6a797734d1ec5beae2a0a3382201eb87f8b7";
    private const string EventByTwo = "0d7fbeac58c48fbaa8bf939d54470c2b73a2dc8770e033b6b2ecb2403c0d7908";

    // TestDatabase.Start in Unix seconds.
    private const long Now = 1_793_613_600;

    [Fact]
    public void WooCommerce_s_and_Shopify_s_signatures_are_base64_of_the_body_s_mac()
    {
        Assert.Equal(SignatureVerdict.Right, WooCommerce(WooByOne));
        Assert.Equal(SignatureVerdict.Right, ShopSignature.Check(
            ConnectionKind.Shopify, Raw("""{"id":450789469,"current_total_price":"199.65"}""", ("x-shopify-hmac-sha256", "6H41o97/XkHTYUuyj0Q6eZS7/qAyTYd9osxg0DM/ABo=")), ["hush-of-the-shop"]));
    }

    [Theory]
    [InlineData(WooByTwo)]
    [InlineData("")]
    [InlineData("byY0Ll5iGdYrM5Lu38bzTa/LRal7KQ00FIDFR4GBtZs=")]
    [InlineData("byY0Ll5iGdYrM5Lu38bzTa/LRal7KQ00FIDFR4GBtZo")]
    [InlineData(" byY0Ll5iGdYrM5Lu38bzTa/LRal7KQ00FIDFR4GBtZo=")]
    [InlineData("not base64 at all, and of the same length !!")]
    [InlineData("6f26342e5e6219d62b3392eedfc6f34dafcb45a97b290d341480c5478181b59a")]
    public void Another_secret_s_or_malformed_signature_is_wrong(string signature) => Assert.Equal(SignatureVerdict.Wrong, WooCommerce(signature));

    [Fact]
    public void One_flipped_bit_or_the_same_json_written_anew_is_wrong()
    {
        var bytes = Encoding.UTF8.GetBytes(Woo);
        bytes[^3] ^= 1;
        Assert.Equal(SignatureVerdict.Wrong, ShopSignature.Check(ConnectionKind.Woocommerce, Raw(bytes, ("x-wc-webhook-signature", WooByOne)), ["woo-secret-one"]));
        Assert.Equal(SignatureVerdict.Wrong, ShopSignature.Check(ConnectionKind.Woocommerce, Raw(Woo.Replace(":", ": ", StringComparison.Ordinal), ("x-wc-webhook-signature", WooByOne)), ["woo-secret-one"]));
        Assert.Equal(SignatureVerdict.Wrong, ShopSignature.Check(ConnectionKind.Woocommerce, Raw(Woo), ["woo-secret-one"]));
        Assert.Equal(SignatureVerdict.Wrong, ShopSignature.Check(ConnectionKind.Woocommerce, Raw(Woo, ("x-wc-webhook-signature", WooByOne)), []));
    }

    [Theory]
    [InlineData("v1=" + EventByOne, SignatureVerdict.Right)]
    [InlineData("v1=" + EventByTwo + ",v1=" + EventByOne, SignatureVerdict.Right)]
    [InlineData("v0=" + EventByOne, SignatureVerdict.Wrong)]
    [InlineData("v1=" + EventByTwo, SignatureVerdict.Wrong)]
    [InlineData("v1=", SignatureVerdict.Wrong)]
    [InlineData("", SignatureVerdict.Wrong)]
    public void Stripe_s_signature_is_one_of_several_v1(string signatures, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Stripe($"t={Now},{signatures}", 0));

    [Theory]
    [InlineData(300, SignatureVerdict.Right)]
    [InlineData(301, SignatureVerdict.Stale)]
    [InlineData(-300, SignatureVerdict.Right)]
    [InlineData(-301, SignatureVerdict.Stale)]
    [InlineData(360, SignatureVerdict.Stale)]
    public void Stripe_s_time_may_be_five_minutes_off(int later, SignatureVerdict verdict) => Assert.Equal(verdict, Stripe($"t={Now},v1={EventByOne}", later));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("9223372036854775808")]
    [InlineData("-1793613600")]
    [InlineData("")]
    public void A_time_that_is_none_is_wrong(string time) => Assert.Equal(SignatureVerdict.Wrong, Stripe($"t={time},v1={EventByOne}", 0));

    [Fact]
    public void After_a_rotation_the_secret_before_counts_until_its_day_is_over()
    {
        var connection = new Connection { Secret = "woo-secret-two", PreviousSecret = "woo-secret-one", PreviousSecretUntil = TestDatabase.Start.AddHours(1) };

        Assert.Equal(["woo-secret-two", "woo-secret-one"], connection.SecretsAt(TestDatabase.Start));
        Assert.Equal(["woo-secret-two"], connection.SecretsAt(TestDatabase.Start.AddHours(1)));
    }

    private static SignatureVerdict WooCommerce(string signature) =>
        ShopSignature.Check(ConnectionKind.Woocommerce, Raw(Woo, ("x-wc-webhook-signature", signature)), ["woo-secret-one"]);

    private static SignatureVerdict Stripe(string header, int secondsLater) => ShopSignature.Check(
        ConnectionKind.Stripe, Raw(Event, ("stripe-signature", header)) with { ReceivedAt = TestDatabase.Start.AddSeconds(secondsLater) }, ["whsec_one"]);

    private static RawRequest Raw(string body, params (string Name, string Value)[] headers) => Raw(Encoding.UTF8.GetBytes(body), headers);

    private static RawRequest Raw(byte[] body, params (string Name, string Value)[] headers) => new(
        "POST", "portal.example", "/hooks/x/y", "", headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.Ordinal), body, "203.0.113.9", TestDatabase.Start);
}
