using CouponPortal.Domain.Delivery;

namespace CouponPortal.Tests.Domain.Delivery;

public sealed class BasketLinkTests
{
    private static readonly DestinationValues WithCode = new("tx1", "SALE10", "24", "2", "a b&c", null, "SALE10", null, null, null);
    private static readonly DestinationValues WithoutCode = new("tx1", null, "24", "2", null, null, null, null, null, null);

    [Theory]
    [InlineData(
        BasketPreset.Shopify, "https://s.example/collections/all?x=1&y=ü", "https://s.example/discount/SALE10?redirect=%2Fcollections%2Fall%3Fx%3D1%26y%3D%25C3%25BC%26transaction_id%3Dtx1&sub1=a%20b%26c&sub3=SALE10",
        "https://s.example/collections/all?x=1&y=%C3%BC&transaction_id=tx1")]
    [InlineData(BasketPreset.Shopify, "https://s.example", "https://s.example/discount/SALE10?redirect=%2F%3Ftransaction_id%3Dtx1&sub1=a%20b%26c&sub3=SALE10", "https://s.example/?transaction_id=tx1")]
    [InlineData(
        BasketPreset.WooCommerceCheckoutLink, "https://s.example/shop", "https://s.example/checkout-link/?products=123%3A1%2C456%3A2&coupon=SALE10&transaction_id=tx1&sub1=a%20b%26c&sub3=SALE10",
        "https://s.example/checkout-link/?products=123%3A1%2C456%3A2&transaction_id=tx1")]
    [InlineData(
        BasketPreset.WooCommerceApplyCoupon, "https://s.example/shop?x=1#top", "https://s.example/shop?x=1&apply_coupon=SALE10&transaction_id=tx1&sub1=a%20b%26c&sub3=SALE10#top", "https://s.example/shop?x=1&transaction_id=tx1#top")]
    [InlineData(BasketPreset.WooCommerceCoupon, "https://s.example/", "https://s.example/?coupon=SALE10&transaction_id=tx1&sub1=a%20b%26c&sub3=SALE10", "https://s.example/?transaction_id=tx1")]
    [InlineData(BasketPreset.WooCommerceAlgApplyCoupon, "https://s.example/", "https://s.example/?alg_apply_coupon=SALE10&transaction_id=tx1&sub1=a%20b%26c&sub3=SALE10", "https://s.example/?transaction_id=tx1")]
    [InlineData(BasketPreset.MagentoDiscount, "https://s.example/", "https://s.example/?discount=SALE10&transaction_id=tx1&sub1=a%20b%26c&sub3=SALE10", "https://s.example/?transaction_id=tx1")]
    [InlineData(BasketPreset.MagentoCoupon, "https://s.example/", "https://s.example/?coupon=SALE10&transaction_id=tx1&sub1=a%20b%26c&sub3=SALE10", "https://s.example/?transaction_id=tx1")]
    public void Preset_opens_the_shop_with_the_code_and_the_page_itself_without_one(BasketPreset preset, string landing, string with, string without)
    {
        landing = DestinationSpelling.Of(landing);
        const string Products = "123:1,456:2";
        Assert.Null(BasketLink.Fault(preset, landing, Products));

        var template = BasketLink.Template(preset, landing, Products);

        Assert.Null(Destination.Fault(template));
        Assert.Equal(template, DestinationSpelling.Of(template));
        Assert.Equal(with, Destination.Expand(template, WithCode));
        Assert.Equal(without, Destination.Expand(template, WithoutCode));
        Assert.EndsWith(".", BasketLink.Needs(preset), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://s.example/discount/{coupon_code}?redirect=https%3A%2F%2Fevil.example")]
    [InlineData("https://s.example/discount/{coupon_code}?redirect=%2F%2Fevil.example")]
    [InlineData("https://s.example/discount/{coupon_code}?redirect=%2F%5Cevil.example")]
    [InlineData("https://s.example/discount/{coupon_code}?redirect=%2F%0D%0Ax")]
    [InlineData("https://s.example/discount/{coupon_code}")]
    public void Page_within_an_address_stays_on_the_shops_own_site(string template) =>
        Assert.Equal("https://s.example/?transaction_id=tx1", Destination.Expand(template, WithoutCode));

    [Theory]
    [InlineData(BasketPreset.Shopify, "javascript:alert(1)", "", "Start with https://")]
    [InlineData(BasketPreset.MagentoCoupon, "https://s.example/?coupon={coupon_code}", "", "in it already")]
    [InlineData(BasketPreset.WooCommerceCheckoutLink, "https://s.example/", "", "ids with quantities")]
    [InlineData(BasketPreset.WooCommerceCheckoutLink, "https://s.example/", "12&coupon=x:1", "ids with quantities")]
    public void What_makes_no_link_is_told(BasketPreset preset, string landing, string products, string sentence) =>
        Assert.Contains(sentence, BasketLink.Fault(preset, landing, products), StringComparison.Ordinal);
}
