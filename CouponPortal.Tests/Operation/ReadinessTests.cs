using System.Net;
using CouponPortal.Hosting.Operation;
using CouponPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CouponPortal.Tests.Operation;

public sealed class ReadinessTests
{
    [Fact]
    public async Task Process_that_is_told_to_stop_is_not_ready_first_and_serves_on_until_its_time_is_over()
    {
        await using var host = PortalHost.With(("Drain:Seconds", "600"));
        using var visitor = host.Visitor();
        var before = await AskAsync(visitor, "ready");
        using var open = await visitor.GetAsync(new Uri("/no-such-code", UriKind.Relative), TestContext.Current.CancellationToken);

        var draining = host.Services.GetRequiredService<Drain>().BeginAsync();
        var (status, text) = await AskAsync(visitor, "ready");
        var doors = await AskAsync(visitor, "doors");
        var live = await AskAsync(visitor, "live");
        using var served = await visitor.GetAsync(new Uri("/no-such-code", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, """{"status":"ok","faults":{}}"""), before);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("draining", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, doors.Status);
        Assert.Equal(HttpStatusCode.OK, live.Status);
        Assert.False(open.Headers.ConnectionClose ?? false);
        Assert.True(served.Headers.ConnectionClose, "the balancer is to open its next connection elsewhere");
        Assert.Equal(open.StatusCode, served.StatusCode);
        Assert.False(draining.IsCompleted);
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await draining;
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpClient visitor, string check)
    {
        using var answer = await visitor.GetAsync(new Uri("/healthz/" + check, UriKind.Relative), TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
