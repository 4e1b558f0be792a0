using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Partners;
using CouponPortal.Intake;
using CouponPortal.Tests.Intake;
using CouponPortal.Tests.Support;
using CouponPortal.Tracking.Outgoing;
using CouponPortal.Tracking.PartnerPostbacks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using static CouponPortal.Tests.Intake.LedgerWorld;

namespace CouponPortal.Tests.Tracking.PartnerPostbacks;

public sealed class PostbackTests : IAsyncDisposable
{
    private const string Template = "pb?code={coupon_code}&order={order_id}&amount={amount}&payout={payout}{currency}&status={status}&offer={offer_id}&me={affiliate_id}&none={sub5}";
    private readonly Receiver _receiver = Receiver.Start();
    private readonly OutgoingHttp _http = new(allowPrivate: true);

    [Theory, BothEngines]
    public async Task Credited_order_reaches_the_partners_url_once_with_its_macros_filled_in(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await PostbackAsync(world, new() { Url = _receiver.Url + Template });

        await world.SendAsync(Order("A 1"));
        await world.SendAsync(Order("A 1"));
        await world.SendAsync(Order("B1") with { Codes = ["NOSUCH"] });
        await world.SendAsync(Order("T1") with { IsTest = true });
        var worker = Worker(world);
        await worker.RunOnceAsync(TestContext.Current.CancellationToken);
        await worker.RunOnceAsync(TestContext.Current.CancellationToken);

        var got = Assert.Single(_receiver.All);
        Assert.Equal(("GET", "/pb?code=SNAPDOG&order=A%201&amount=100.00&payout=10.00USD&status=approved&offer=1&me=1&none="), (got.Method, got.Path));
        var delivery = Assert.Single(await world.ReadAsync(db => db.PostbackMessages.AsNoTracking().ToListAsync()));
        Assert.Equal((PostbackMessageState.Delivered, 1, 200), (delivery.State, delivery.Attempts, delivery.LastStatus));
    }

    [Theory, BothEngines]
    public async Task Webhook_is_signed_as_Standard_Webhooks_and_tells_every_change(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var secret = WebhookSecret.New();
        await PostbackAsync(world, new() { Form = PostbackForm.Webhook, Moment = PostbackMoment.Changes, Url = _receiver.Url + "hook", Secret = secret });

        await world.SendAsync(Order("A1"));
        await world.SendAsync(Reversal("A1", "40.00"));
        await Worker(world).RunOnceAsync(TestContext.Current.CancellationToken);

        var (created, updated) = (Json("conversion.created"), Json("conversion.updated"));
        Assert.Equal(("100.00", "10.00"), (Text(created, "amount"), Text(created, "payout")));
        Assert.Equal(("60.00", "6.00", "approved"), (Text(updated, "amount"), Text(updated, "payout"), Text(updated, "status")));
        foreach (var got in _receiver.All)
        {
            var (id, time) = (got.Headers["webhook-id"], got.Headers["webhook-timestamp"]);
            var expected = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{time}.{got.Body}"));
            Assert.Equal("v1," + Convert.ToBase64String(expected), got.Headers["webhook-signature"]);
            Assert.Equal(world.Time.GetUtcNow().ToUnixTimeSeconds(), long.Parse(time, CultureInfo.InvariantCulture));
        }

        Assert.Equal(2, _receiver.All.Select(r => r.Headers["webhook-id"]).Distinct(StringComparer.Ordinal).Count());

        JsonElement Json(string type) => _receiver.All.Select(r => JsonDocument.Parse(r.Body).RootElement).Single(j => j.GetProperty("type").GetString() == type).GetProperty("data");

        static string? Text(JsonElement data, string name) => data.GetProperty(name).GetString();
    }

    [Theory, BothEngines]
    public async Task Message_that_is_not_taken_is_sent_again_for_a_day_with_the_same_id_and_then_given_up(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await PostbackAsync(world, new() { Form = PostbackForm.Webhook, Url = _receiver.Url, Secret = WebhookSecret.New() });
        _receiver.Status = 500;
        var began = world.Time.GetUtcNow();
        await world.SendAsync(Order("A1"));

        for (var i = 0; i < PostbackRetries.MaxAttempts; i++)
        {
            Assert.Equal(1, await Worker(world).RunOnceAsync(TestContext.Current.CancellationToken));
            Assert.Equal(0, await Worker(world).RunOnceAsync(TestContext.Current.CancellationToken));
            var due = await world.ReadAsync(db => db.PostbackMessages.Select(d => d.DueAt).SingleAsync());
            if (due < began.UtcDateTime.AddDays(2))
            {
                world.Time.Set(new DateTimeOffset(due));
            }
        }

        var delivery = Assert.Single(await world.ReadAsync(db => db.PostbackMessages.AsNoTracking().ToListAsync()));
        Assert.Equal((PostbackMessageState.Failed, PostbackRetries.MaxAttempts, 500, "The receiver answered 500."), (delivery.State, delivery.Attempts, delivery.LastStatus, delivery.LastError));
        Assert.InRange(world.Time.GetUtcNow() - began, TimeSpan.FromHours(20), TimeSpan.FromHours(28));
        Assert.Single(_receiver.All.Select(r => r.Headers["webhook-id"]).Distinct(StringComparer.Ordinal));
    }

    [Theory, BothEngines]
    public async Task Receiver_that_answers_410_is_not_called_again_and_its_postback_switched_off(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await PostbackAsync(world, new() { Url = _receiver.Url });
        _receiver.Status = 410;

        await world.SendAsync(Order("A1"));
        await Worker(world).RunOnceAsync(TestContext.Current.CancellationToken);
        await world.SendAsync(Order("A2"));

        Assert.Single(_receiver.All);
        var (postback, states) = await world.ReadAsync(async db => (await db.PartnerPostbacks.SingleAsync(), await db.PostbackMessages.Select(d => d.State).ToListAsync()));
        Assert.False(postback.IsActive);
        Assert.Contains("410", postback.DisabledReason, StringComparison.Ordinal);
        Assert.Equal([PostbackMessageState.Failed], states);
    }

    [Fact]
    public async Task Redirect_is_not_followed()
    {
        await using var world = await NewAsync(DatabaseProvider.Sqlite);
        await PostbackAsync(world, new() { Url = _receiver.Url });
        _receiver.Status = 302;

        await world.SendAsync(Order("A1"));
        await Worker(world).RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Single(_receiver.All);
        Assert.Contains("redirect", (await world.ReadAsync(db => db.PostbackMessages.SingleAsync())).LastError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("0.0.0.0")]
    [InlineData("2130706433")]
    public async Task Address_inside_the_operators_network_is_refused_unless_allowed(string host)
    {
        await using var world = await NewAsync(DatabaseProvider.Sqlite);
        await PostbackAsync(world, new() { Url = _receiver.Url.Replace("127.0.0.1", host, StringComparison.Ordinal) });
        await world.SendAsync(Order("A1"));
        using var guarded = new OutgoingHttp(allowPrivate: false);

        await Worker(world, guarded).RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Empty(_receiver.All);
        Assert.Contains("private or reserved", (await world.ReadAsync(db => db.PostbackMessages.SingleAsync())).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Postback_of_the_offer_takes_the_place_of_the_general_one_of_its_form()
    {
        await using var world = await NewAsync(DatabaseProvider.Sqlite);
        await PostbackAsync(world, new() { Url = _receiver.Url + "general" });
        await PostbackAsync(world, new() { Url = _receiver.Url + "own", OfferId = 1 });
        await PostbackAsync(world, new() { Url = _receiver.Url + "hook", Form = PostbackForm.Webhook, Secret = WebhookSecret.New() });

        await world.SendAsync(Order("A1"));
        await Worker(world).RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["/hook", "/own"], _receiver.All.Select(r => r.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Postback_for_approved_orders_waits_for_the_approval()
    {
        await using var world = await NewAsync(DatabaseProvider.Sqlite);
        await PostbackAsync(world, new() { Url = _receiver.Url + "{status}", Moment = PostbackMoment.Approved });
        var start = TestDatabase.Start;

        await world.SendAsync(State("A1", "10.00", start, ConversionStatus.Pending));
        await Worker(world).RunOnceAsync(TestContext.Current.CancellationToken);
        Assert.Empty(_receiver.All);
        await world.SendAsync(State("A1", "10.00", start.AddMinutes(1), ConversionStatus.Approved));
        await world.SendAsync(State("A1", "9.00", start.AddMinutes(2), ConversionStatus.Approved));
        await Worker(world).RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal("/approved", Assert.Single(_receiver.All).Path);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _receiver.DisposeAsync();
    }

    private static Task PostbackAsync(LedgerWorld world, PartnerPostback postback)
    {
        postback.PartnerId = 1;
        return world.AddAsync(postback);
    }

    private PostbackWorker Worker(LedgerWorld world, OutgoingHttp? http = null) =>
        new(world.Database, world.Catalog, new PostbackSender(http ?? _http, world.Time), world.Time, NullLogger<PostbackWorker>.Instance);
}
