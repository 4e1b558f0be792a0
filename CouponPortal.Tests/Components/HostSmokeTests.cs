using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;

namespace CouponPortal.Tests.Components;

/// <summary>Proves that the composition root starts, and that the page and the script its circuit needs are served.</summary>
public sealed class HostSmokeTests(WebApplicationFactory<Program> host) : IClassFixture<WebApplicationFactory<Program>>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/_content/Radzen.Blazor/Radzen.Blazor.js")]
    public async Task Is_served(string path)
    {
        using var client = host.CreateClient();

        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
