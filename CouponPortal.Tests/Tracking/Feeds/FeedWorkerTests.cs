using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CouponPortal.Data;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Feeds;
using CouponPortal.Testing;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using CouponPortal.Tracking.Feeds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Tracking.Feeds;

/// <summary>An advertiser's server on this machine, and the worker run by hand.</summary>
public sealed class FeedWorkerTests
{
    private const string One = "<payment_list><payment><order_id>F1</order_id><price>5</price></payment></payment_list>";
    private const string Two = "<payment_list><payment><order_id>F1</order_id><price>5</price></payment><payment><order_id>F2</order_id><price>7</price></payment></payment_list>";

    [Theory, BothEngines]
    public async Task Document_is_taken_once_asked_for_by_its_version_and_only_its_new_rows_are_handed_in(DatabaseProvider engine)
    {
        await using var server = new Server { Body = One, ETag = "\"v1\"" };
        await using var host = await StartAsync(engine);
        var id = await AddAsync(host, server, ""","authentication":"basic","user_name":"ames","secret":"s3cret" """);

        var first = await FetchAsync(host, id);
        var second = await FetchAsync(host, id);
        (server.Body, server.ETag) = (Two, "\"v2\"");
        var third = await FetchAsync(host, id);

        Assert.Equal(("fetched", 1, 1), (first.LastResult, first.LastRows, first.LastAccepted));
        Assert.Equal(("not_modified", 304), (second.LastResult, second.LastStatus!.Value));
        Assert.Equal(("fetched", 2, 1, 0), (third.LastResult, third.LastRows, third.LastAccepted, third.LastDuplicates));
        Assert.Equal([null, "\"v1\"", "\"v1\""], server.Asked.Select(a => a.Match));
        Assert.All(server.Asked, a => Assert.Equal("Basic " + Convert.ToBase64String("ames:s3cret"u8), a.Authorization));
        await using var db = host.Db();
        Assert.Equal(["F1", "F2"], await db.Conversions.OrderBy(c => c.OrderId).Select(c => c.OrderId!).ToListAsync());
        var hits = await db.Hits.ToListAsync();
        Assert.All(hits, h => Assert.Equal(("pull", Ames), (h.Door, h.AdvertiserId)));
        Assert.DoesNotContain(hits, h => h.Raw.Contains("s3cret", StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", (await host.GetAsync(Admin, $"feeds/{id}")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "x", "http_status")]
    [InlineData(302, "x", "redirect")]
    [InlineData(401, "x", "refused_by_sender")]
    [InlineData(200, "<payment_list><payment>", "truncated")]
    public async Task Failure_is_told_and_the_next_try_waits_longer_each_time(int status, string body, string result)
    {
        await using var server = new Server { Body = body, Status = status };
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var id = await AddAsync(host, server, "");

        var first = await FetchAsync(host, id);
        var second = await FetchAsync(host, id);
        (server.Body, server.Status) = (One, 200);
        var third = await FetchAsync(host, id);

        Assert.Equal((result, 1), (first.LastResult, first.Failures));
        Assert.Equal(2, second.Failures);
        Assert.InRange(second.DueAt - second.LastAt!.Value, TimeSpan.FromHours(2), TimeSpan.FromHours(2.2));
        Assert.Equal(("fetched", 0), (third.LastResult, third.Failures));
    }

    [Fact]
    public async Task Private_address_is_not_called_where_the_operator_does_not_allow_it()
    {
        await using var server = new Server { Body = One };
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        var id = await AddAsync(host, server, "");

        var feed = await FetchAsync(host, id);

        Assert.Equal("address_closed", feed.LastResult);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task Json_list_is_taken_and_a_row_without_an_order_id_counts_once()
    {
        await using var server = new Server { Body = """[{"order_id":"J1","amount":"5"},{"amount":"7"}]""" };
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var id = await AddAsync(host, server, ""","format":"json" """);

        await FetchAsync(host, id);
        await host.SendAsync(Manager, HttpMethod.Patch, $"feeds/{id}", """{"offer_id":10}""");
        var again = await FetchAsync(host, id);

        Assert.Equal((2, 0, 2), (again.LastRows, again.LastAccepted, again.LastDuplicates));
        await using var db = host.Db();
        Assert.Equal(2, await db.Conversions.CountAsync());
    }

    [Theory, BothEngines]
    public async Task Row_whose_status_or_amount_has_changed_is_applied_or_flagged(DatabaseProvider engine)
    {
        await using var server = new Server { Body = """[{"order_id":"S1","amount":"5","status":"pending"},{"order_id":"S2","amount":"5"},{"order_id":"S3","amount":"5","updated_at":"2026-11-01"}]""" };
        await using var host = await StartAsync(engine);
        var id = await AddAsync(host, server, ""","format":"json" """);

        await FetchAsync(host, id);
        server.Body = """[{"order_id":"S1","amount":"5","status":"approved"},{"order_id":"S2","amount":"6"},{"order_id":"S3","amount":"4","updated_at":"2026-11-02"}]""";
        var second = await FetchAsync(host, id);
        server.Body = """[{"order_id":"S1","amount":"5","status":"rejected"},{"order_id":"S2","amount":"6"},{"order_id":"S3","amount":"4","updated_at":"2026-11-02"}]""";
        await FetchAsync(host, id);
        server.Body = """[{"order_id":"S1","amount":"5","status":"approved"}]""";
        await FetchAsync(host, id);

        Assert.Equal((3, 2, 1), (second.LastRows, second.LastAccepted, second.LastDuplicates));
        await using var db = host.Db();
        var orders = await db.Conversions.OrderBy(c => c.OrderId).Select(c => new { c.OrderId, c.Status, c.Amount, c.Flags }).ToListAsync();
        Assert.Equal((ConversionStatus.Approved, 5_00L), (orders[0].Status, orders[0].Amount));
        Assert.Equal((5_00L, true), (orders[1].Amount, orders[1].Flags.HasFlag(ConversionFlags.Differs)));
        Assert.Equal((4_00L, false), (orders[2].Amount, orders[2].Flags.HasFlag(ConversionFlags.Differs)));
        Assert.Equal(["status_set", "differs", "new_state", "status_set", "status_set"], await db.Hits.Where(h => h.Reason != null).OrderBy(h => h.Id).Select(h => h.Reason!).ToListAsync());
    }

    [Theory, BothEngines]
    public async Task Row_that_is_read_again_has_the_offer_of_its_feed(DatabaseProvider engine)
    {
        await using var server = new Server { Body = """[{"order_id":"R1","amount":"5.001","currency":"USD"},{"order_id":"R2","amount":"5"}]""" };
        await using var host = await StartAsync(engine);
        var id = await AddAsync(host, server, ""","format":"json","offer_id":11 """);
        await FetchAsync(host, id);
        await using var db = host.Db();
        var refused = await db.Hits.SingleAsync(h => h.Reason == "too_many_decimals");

        // What the sender got wrong, put right in what was kept.
        await db.Hits.Where(h => h.Id == refused.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.Raw, refused.Raw.Replace("5.001", "5.00", StringComparison.Ordinal)));
        var hit = host.Services.GetRequiredService<CouponPortal.Data.Catalog.Catalog>().Current.Ids.Format(refused.Id);
        var answer = await host.SendAsync(Manager, HttpMethod.Post, $"hits/{hit}/replay", "{}");

        Assert.Equal((200, "accepted"), (answer.Status, answer.Json.GetProperty("verdict").GetString()));
        Assert.Equal([11, 11], await db.Conversions.OrderBy(c => c.OrderId).Select(c => c.OfferId!.Value).ToListAsync());
    }

    [Fact]
    public async Task Stored_secret_goes_to_no_other_server()
    {
        await using var server = new Server { Body = One };
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var id = await AddAsync(host, server, ""","authentication":"bearer","secret":"s3cret" """);

        var moved = await host.SendAsync(Manager, HttpMethod.Patch, $"feeds/{id}", """{"url":"https://elsewhere.example/feed.xml"}""");

        Assert.Equal((400, "secret"), (moved.Status, moved.Fields));
    }

    private static async Task<PortalHost> StartAsync(DatabaseProvider engine) => await PortalHost.WithNetworkAsync(engine, ("Outgoing:AllowPrivateAddresses", "true"));

    private static async Task<int> AddAsync(PortalHost host, Server server, string more)
    {
        var made = await host.SendAsync(Manager, HttpMethod.Post, "feeds", $$"""{"name":"Shop","url":"{{server.Url}}feed","every_minutes":60{{more}}}""");
        Assert.True(made.Status == 201, made.Text);
        return made.Json.GetProperty("id").GetInt32();
    }

    // The host's own worker waits for a clock that stands still; this one is run by hand.
    private static async Task<Feed> FetchAsync(PortalHost host, int id)
    {
        await using var db = host.Db();
        await db.Feeds.Where(f => f.Id == id).ExecuteUpdateAsync(set => set.SetProperty(f => f.DueAt, TestDatabase.Start), TestContext.Current.CancellationToken);
        Assert.Equal(1, await host.Services.GetRequiredService<FeedWorker>().RunOnceAsync(TestContext.Current.CancellationToken));
        return await db.Feeds.AsNoTracking().SingleAsync(f => f.Id == id, TestContext.Current.CancellationToken);
    }

    private sealed record Asked(string? Match, string? Authorization);

    /// <summary>Answers with the document, or 304 to its version.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly ConcurrentQueue<Asked> _asked = new();
        private readonly Task _serving;

        public Server()
        {
            Url = $"http://127.0.0.1:{LoopbackPort.Free()}/";
            _listener.Prefixes.Add(Url);
            _listener.Start();
            _serving = ServeAsync();
        }

        public string Url { get; }

        public string Body { get; set; } = "";

        public string? ETag { get; set; }

        public int Status { get; set; } = 200;

        public IReadOnlyList<Asked> Asked => [.. _asked];

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    var match = context.Request.Headers["If-None-Match"];
                    _asked.Enqueue(new(match, context.Request.Headers["Authorization"]));
                    context.Response.StatusCode = match is not null && match == ETag ? 304 : Status;
                    context.Response.RedirectLocation = Status == 302 ? Url + "elsewhere" : null;
                    if (ETag is not null)
                    {
                        context.Response.Headers["ETag"] = ETag;
                    }

                    context.Response.Close(context.Response.StatusCode == 200 ? Encoding.UTF8.GetBytes(Body) : [], willBlock: true);
                }
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                // Closed: the test is over.
            }
        }
    }
}
