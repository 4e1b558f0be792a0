using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Screening;

namespace CouponPortal.Tests.Domain.Delivery.Screening;

public sealed class RequestSignsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("document", "navigate")]
    [InlineData("Document", "Navigate")]
    [InlineData("document", "")]
    [InlineData("", "navigate")]
    public void Opened_page_and_older_browser_are_navigations(string destination, string mode)
    {
        Assert.Equal(VisitSigns.None, new RequestSigns { Destination = destination, Mode = mode }.Signs);
    }

    [Theory]
    [InlineData("image", "no-cors")]
    [InlineData("iframe", "navigate")]
    [InlineData("frame", "navigate")]
    [InlineData("embed", "navigate")]
    [InlineData("object", "navigate")]
    [InlineData("script", "no-cors")]
    [InlineData("style", "no-cors")]
    [InlineData("font", "cors")]
    [InlineData("video", "no-cors")]
    [InlineData("empty", "cors")]
    [InlineData("empty", "no-cors")]
    [InlineData("", "cors")]
    [InlineData("", "no-cors")]
    [InlineData("document", "cors")]
    public void What_a_page_loads_is_no_navigation(string destination, string mode)
    {
        Assert.Equal(VisitSigns.NotNavigation, new RequestSigns { Destination = destination, Mode = mode }.Signs);
    }

    [Theory]
    [InlineData("prefetch")]
    [InlineData("Prefetch;prerender")]
    [InlineData("prefetch;anonymous-client-ip")]
    [InlineData("prerender")]
    [InlineData("preview")]
    public void Fetched_beforehand_is_prefetch(string purpose)
    {
        Assert.Equal(VisitSigns.Prefetch, new RequestSigns { Purpose = purpose, Destination = "document", Mode = "navigate" }.Signs);
    }

    [Fact]
    public void Several_signs_stand_beside_each_other()
    {
        var signs = new RequestSigns { IsHead = true, Purpose = "prefetch", Destination = "image", Mode = "no-cors", UserAgent = "curl/8.5.0" }.Signs;

        Assert.Equal(VisitSigns.Head | VisitSigns.Prefetch | VisitSigns.NotNavigation | VisitSigns.Robot, signs);
    }
}
