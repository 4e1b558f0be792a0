using System.Net;
using CouponPortal.Features.ScanTool.Following;
using CouponPortal.Tests.Support;
using CouponPortal.Tracking.Outgoing;

namespace CouponPortal.Tests.Features.ScanTool;

public sealed class FollowRedirectsTests
{
    private const string ClickId = "00000000000000000000000000000000";

    [Fact]
    public async Task Chain_is_followed_to_the_page_and_says_what_is_odd()
    {
        using var web = new Web
        {
            ["https://shop.example/in?transaction_id=" + ClickId] = (301, "https://www.shop.example/in?transaction_id=" + ClickId),
            ["https://www.shop.example/in?transaction_id=" + ClickId] = (302, "/landing"),
            ["https://www.shop.example/landing"] = (307, "http://www.shop.example/page"),
            ["http://www.shop.example/page"] = (200, null),
        };

        var hops = await web.FollowAsync("https://shop.example/in?transaction_id=" + ClickId);

        Assert.Equal([301, 302, 307, 200], hops.Select(h => h.Status!.Value));
        Assert.Equal(["", "OtherHost", "ClickIdLost", "Downgrade"], hops.Select(h => string.Join(',', h.Notes)));
        Assert.Equal([null, null, null, HopEnd.Arrived], hops.Select(h => h.End));
        Assert.Equal("Phone", web.LastAgent);
    }

    [Fact]
    public async Task Loop_is_named_and_not_called_again()
    {
        using var web = new Web { ["https://a.example/"] = (302, "https://b.example/"), ["https://b.example/"] = (302, "https://a.example/") };

        var hops = await web.FollowAsync("https://a.example/");

        Assert.Equal([null, null, HopEnd.Loop], hops.Select(h => h.End));
        Assert.Equal(2, web.Calls);
    }

    [Fact]
    public async Task Chain_without_end_is_left_after_ten_addresses()
    {
        using var web = new Web { Otherwise = uri => (302, $"https://shop.example/{int.Parse(uri.AbsolutePath[1..], System.Globalization.CultureInfo.InvariantCulture) + 1}") };

        var hops = await web.FollowAsync("https://shop.example/1");

        Assert.Equal((FollowRedirects.MostHops, HopEnd.TooMany), (web.Calls, hops[^1].End));
    }

    [Theory]
    [InlineData("https://shop.example:22/")]
    [InlineData("https://user:secret@shop.example/")]
    [InlineData("ftp://shop.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https:///")]
    public async Task Address_that_no_visitor_should_be_sent_to_is_refused_also_in_the_middle_of_a_chain(string address)
    {
        using var web = new Web { ["https://shop.example/"] = (302, address) };

        var hops = await web.FollowAsync("https://shop.example/");

        Assert.Equal(1, web.Calls);
        Assert.Contains(hops[^1].End, new HopEnd?[] { HopEnd.Refused, HopEnd.Error });
    }

    [Fact]
    public async Task Tracking_domain_in_a_chain_is_not_called_because_that_would_be_a_click()
    {
        using var web = new Web { ["https://shop.example/"] = (302, "https://go.example/SALE10") };

        var hops = await web.FollowAsync("https://shop.example/");

        Assert.Equal((1, HopEnd.TrackingDomain), (web.Calls, hops[^1].End));
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://10.0.0.1:8080/")]
    [InlineData("http://[::ffff:192.168.0.1]/")]
    [InlineData("http://2130706433/")]
    public async Task Private_network_is_never_called(string address)
    {
        using var outgoing = new OutgoingHttp(allowPrivate: false);
        var following = new FollowRedirects(outgoing.Client, error => error is ClosedAddressException, anyPort: false, TimeProvider.System);

        var hop = Assert.Single(await AllAsync(following, address));

        Assert.Equal((HopEnd.Refused, (int?)null), (hop.End, hop.Status));
        Assert.Contains("private or reserved", hop.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_chain_asks_nothing_further()
    {
        using var cancel = new CancellationTokenSource();
        using var web = new Web { Otherwise = _ => (302, "https://shop.example/" + Guid.NewGuid().ToString("N")) };
        var following = web.Following();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var hop in following.RunAsync("https://shop.example/", null, null, null, _ => false, cancel.Token))
            {
                await cancel.CancelAsync();
            }
        });

        Assert.Equal(1, web.Calls);
    }

    private static async Task<List<Hop>> AllAsync(FollowRedirects following, string url)
    {
        var hops = new List<Hop>();
        await foreach (var hop in following.RunAsync(url, "Phone", "de", ClickId, address => address.Host == "go.example", TestContext.Current.CancellationToken))
        {
            hops.Add(hop);
        }

        return hops;
    }

    /// <summary>Answers of servers that are not there.</summary>
    private sealed class Web : HttpMessageHandler
    {
        private readonly Dictionary<string, (int Status, string? Location)> _answers = new(StringComparer.Ordinal);

        public Func<Uri, (int Status, string? Location)>? Otherwise { get; init; }

        public int Calls { get; private set; }

        public string? LastAgent { get; private set; }

        public (int Status, string? Location) this[string url]
        {
            set => _answers[url] = value;
        }

        public FollowRedirects Following() => new(new HttpClient(this), _ => false, anyPort: false, new FixedTimeProvider());

        public Task<List<Hop>> FollowAsync(string url) => AllAsync(Following(), url);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Calls++;
            LastAgent = request.Headers.UserAgent.ToString();
            var (status, location) = _answers.TryGetValue(request.RequestUri!.AbsoluteUri, out var answer) ? answer : Otherwise?.Invoke(request.RequestUri) ?? (404, null);
            var response = new HttpResponseMessage((HttpStatusCode)status);
            if (location is not null)
            {
                response.Headers.TryAddWithoutValidation("Location", location);
            }

            return Task.FromResult(response);
        }
    }
}
