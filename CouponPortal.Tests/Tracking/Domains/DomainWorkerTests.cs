using System.Net;
using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Testing;
using CouponPortal.Tests.Support;
using CouponPortal.Tracking.Domains;
using CouponPortal.Tracking.Outgoing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CouponPortal.Tests.Tracking.Domains;

public sealed class DomainWorkerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Domain_serves_from_its_first_proof_on_and_goes_on_while_it_fails(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await using var dns = DnsServer.Start();
        using var outgoing = new OutgoingHttp(allowPrivate: false);
        await test.AddAsync(new Advertiser { Id = 1, Name = "Shop", TrackingDomain = "go.shop.invalid" });
        var row = DomainRows.Unverified(1, "go.shop.invalid");
        await test.AddAsync(row);
        using var worker = new DomainWorker(test.Database, new DomainCheck(outgoing, new DnsText([dns.End])), test.Time, NullLogger<DomainWorker>.Instance);

        Assert.Equal(1, await worker.RunOnceAsync(Cancel));
        var waiting = await ReadAsync();
        Assert.Equal((DomainState.Unverified, TestDatabase.Start.AddMinutes(2), false), (waiting.State, waiting.DueAt, test.Catalog.Current.Hosts.IsVerified("go.shop.invalid")));
        Assert.Contains("DNS: no TXT record at _couponportal.go.shop.invalid", waiting.Fault, StringComparison.Ordinal);
        Assert.Null((await LinkDomains.ReadAsync(test.Db(), [1], Cancel)).Of(1));

        // A record of another advertiser's token proves nothing.
        dns.Texts["_couponportal.go.shop.invalid"] = ["couponportal-domain=" + new string('0', 32)];
        test.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await worker.RunOnceAsync(Cancel));
        Assert.Equal((DomainState.Unverified, false), ((await ReadAsync()).State, test.Catalog.Current.Hosts.IsVerified("go.shop.invalid")));

        dns.Texts["_couponportal.go.shop.invalid"] = ["v=spf1 -all", row.RecordValue];
        test.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await worker.RunOnceAsync(Cancel));
        Assert.Equal((DomainState.Verified, DomainProof.DnsRecord, 1), ((await ReadAsync()).State, (await ReadAsync()).Proof, test.Catalog.Current.ByHost("GO.shop.invalid.")!.Advertiser.Id));
        Assert.Equal("go.shop.invalid", (await LinkDomains.ReadAsync(test.Db(), [1], Cancel)).Of(1));
        Assert.Equal(0, await worker.RunOnceAsync(Cancel));

        dns.Texts.Clear();
        test.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await worker.RunOnceAsync(Cancel));
        var failing = await ReadAsync();
        Assert.Equal((DomainState.Failing, test.Time.GetUtcNow().UtcDateTime, 1), (failing.State, failing.FailingSince, test.Catalog.Current.ByHost("go.shop.invalid")!.Advertiser.Id));

        async Task<TrackingDomain> ReadAsync()
        {
            await using var db = test.Db();
            return await db.TrackingDomains.AsNoTracking().SingleAsync(Cancel);
        }
    }

    [Fact]
    public async Task Domain_that_leads_here_is_known_by_its_token_and_any_other_answer_is_told()
    {
        var domain = new TrackingDomain { Token = new string('a', 32) };
        await using var dns = DnsServer.Start();
        using var listener = new HttpListener();
        domain.Host = $"127.0.0.1:{LoopbackPort.Free()}";
        listener.Prefixes.Add($"http://{domain.Host}/");
        listener.Start();
        var answers = new Queue<(int Status, string Text)>([(200, domain.Token + "\n"), (200, "another"), (302, ""), (200, new string('a', 100_000))]);
        var serving = ServeAsync();
        using (var open = new OutgoingHttp(allowPrivate: true))
        {
            var check = new DomainCheck(open, new DnsText([dns.End]));
            Assert.Equal(new(DomainProof.WellKnown, null), await check.RunAsync(domain, Cancel));
            Assert.Contains("another server answers", (await check.RunAsync(domain, Cancel)).Fault, StringComparison.Ordinal);
            Assert.Contains("answers 302", (await check.RunAsync(domain, Cancel)).Fault, StringComparison.Ordinal);
            Assert.Contains("another server answers", (await check.RunAsync(domain, Cancel)).Fault, StringComparison.Ordinal);
        }

        using (var closed = new OutgoingHttp(allowPrivate: false))
        {
            var refused = await new DomainCheck(closed, new DnsText([dns.End])).RunAsync(domain, Cancel);
            Assert.Contains("private or reserved address", refused.Fault, StringComparison.Ordinal);
        }

        listener.Stop();
        await serving;

        async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var context = await listener.GetContextAsync();
                    Assert.Equal(TrackingDomain.WellKnownPath, context.Request.RawUrl);
                    var (status, text) = answers.Dequeue();
                    context.Response.StatusCode = status;
                    await context.Response.OutputStream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text));
                    context.Response.Close();
                }
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                // Closed: the test is over.
            }
        }
    }
}
