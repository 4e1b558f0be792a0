using System.Net;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Hosting;

/// <summary>Proves that the composition root starts, and that what a circuit needs is served to everyone.</summary>
public sealed class ServedToEveryoneTests(PortalHost host) : IClassFixture<PortalHost>
{
    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/_content/Radzen.Blazor/Radzen.Blazor.js")]
    public async Task Is_served(string path)
    {
        using var client = host.Visitor();

        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
