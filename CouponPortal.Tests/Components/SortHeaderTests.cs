using Bunit;
using CouponPortal.Components.DataTable;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace CouponPortal.Tests.Components;

public sealed class SortHeaderTests : BunitContext
{
    [Fact]
    public void Links_keep_what_the_address_has_got_since_they_were_drawn()
    {
        var header = Render<SortHeader>(p => p.Add(h => h.Title, "Amount").Add(h => h.Name, "amount"));
        var pager = Render<Pager>(p => p.Add(h => h.Total, 100));

        Services.GetRequiredService<NavigationManager>().NavigateTo("list?compare=previous_period");

        header.WaitForAssertion(() => Assert.Contains("compare=previous_period", header.Find("a").GetAttribute("href"), StringComparison.Ordinal));
        pager.WaitForAssertion(() => Assert.Contains("compare=previous_period", pager.Find("a[aria-label=Next]").GetAttribute("href"), StringComparison.Ordinal));
    }
}
