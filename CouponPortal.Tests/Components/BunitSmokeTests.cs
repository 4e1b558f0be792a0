using Bunit;
using CouponPortal.Features.Dashboard;
using Radzen;

namespace CouponPortal.Tests.Components;

/// <summary>Proves that components, Radzen's among them, render and react in a test.</summary>
public sealed class BunitSmokeTests : BunitContext
{
    [Fact]
    public void A_button_counts_and_the_grid_has_three_rows()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddRadzenComponents();

        var page = Render<DashboardPage>();
        page.Find("#count").Click();

        Assert.Contains("Clicked 1", page.Find("#count").TextContent, StringComparison.Ordinal);
        Assert.Equal(3, page.FindAll("tbody tr.rz-data-row").Count);
    }
}
