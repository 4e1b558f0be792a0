using System.Net;
using CouponPortal.Data;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Api;

public sealed class ApiKeyTests(SharedPortals portals)
{
    [Theory, BothEngines]
    public async Task Api_answers_every_key_and_no_other(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        foreach (var key in PortalNetwork.Keys)
        {
            using var script = host.Script(key);
            Assert.Equal(HttpStatusCode.OK, (await script.GetAsync(new Uri("/api/v1/coupons", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
        }

        using var nobody = host.Script("key-that-nobody-ever-made");
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync(new Uri("/api/v1/coupons", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
    }
}
