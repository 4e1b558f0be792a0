using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Hosting.Demo;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Native;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CouponPortal.Tests.Hosting;

public sealed class DemoNetworkTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Every_demo_order_read_and_judged_again_gives_the_same_decision(string engine)
    {
        await using var host = await PortalHost.OnAsync(engine, ("Demo:Enabled", "true"));
        var catalog = host.Services.GetRequiredService<Catalog>().Current;
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        var clicks = await db.Clicks.AsNoTracking().ToDictionaryAsync(c => c.Id);
        var hits = await db.Hits.AsNoTracking().Where(h => h.Verdict == HitVerdict.Accepted).ToDictionaryAsync(h => h.ConversionId!.Value);
        var orders = await db.Conversions.AsNoTracking().ToListAsync();

        Assert.InRange(orders.Count, 1_200, 1_800);
        foreach (var order in orders)
        {
            var raw = Parse(hits[order.Id].Raw, order.ReceivedAt);
            var reading = Assert.IsType<Reading.Order>(NativePostback.Read(raw, Parameters.Of(raw).Read!));
            var claims = reading.Facts.ClickIds.Select(id => new ClickClaim(
                ClickSource.Explicit, id, catalog.Ids.TryParse(id, out var key) && clicks.TryGetValue(key, out var c) ? new RecordedClick(c.Id, c.AdvertiserId, c.OfferId, c.PartnerId, c.CouponCode) : null));
            var again = Judgement.Of(reading.Facts, [.. claims], catalog.Advertiser(order.AdvertiserId)!, order.Id, order.ReceivedAt).Row!;

            Assert.Equal(
                (again.PartnerId, again.OfferId, again.CouponCode, again.ClickId, again.Basis, again.Outcome, again.CounterfactualPartnerId, again.SuppressedPartnerId, again.Amount, again.Payout, again.Trace),
                (order.PartnerId, order.OfferId, order.CouponCode, order.ClickId, order.Basis, order.Outcome, order.CounterfactualPartnerId, order.SuppressedPartnerId, order.Amount, order.Payout, order.Trace));
        }
    }

    [Fact]
    public async Task Demo_network_has_something_of_every_kind()
    {
        await using var host = PortalHost.With(("Demo:Enabled", "true"));
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();

        Assert.True(await db.Conversions.CountAsync(c => c.PartnerId != c.CounterfactualPartnerId) > 80);
        foreach (var outcome in Enum.GetValues<AttributionOutcome>())
        {
            Assert.True(await db.Conversions.AnyAsync(c => c.Outcome == outcome), $"No order is {outcome}.");
        }

        foreach (var visibility in Enum.GetValues<CouponVisibility>())
        {
            Assert.True(await db.Coupons.AnyAsync(c => c.Visibility == visibility), $"No coupon is {visibility}.");
        }

        var coupons = await db.Coupons.CountAsync();
        Assert.InRange(coupons, 36, 50);
        Assert.True(await db.Coupons.AllAsync(c => c.CreatedBy != ""));
        Assert.True(await db.Hits.AnyAsync(h => h.Verdict == HitVerdict.Refused));
        Assert.True(await db.Clicks.CountAsync() > 3_000);
        Assert.Equal(2, await db.Advertisers.CountAsync());
        Assert.Equal(12, await db.Partners.CountAsync());
        foreach (var change in await db.ConversionChanges.GroupBy(c => c.ConversionId).Select(g => g.Count()).ToListAsync())
        {
            Assert.Equal(1, change);
        }
    }

    [Fact]
    public async Task Everybody_announced_can_sign_in_and_a_second_start_adds_nothing()
    {
        await using var host = PortalHost.With(("Demo:Enabled", "true"), ("Bootstrap:AdminEmail", ""), ("Bootstrap:AdminPassword", ""));
        foreach (var (email, _) in DemoPeople.All)
        {
            using var visitor = host.Visitor();
            using var answer = await visitor.SignInAsync(email, DemoPeople.Password);
            Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode);
        }

        Assert.False(await ActivatorUtilities.CreateInstance<DemoNetwork>(host.Services).SeedAsync(CancellationToken.None));
    }

    private static RawRequest Parse(string stored, DateTime receivedAt)
    {
        var target = stored.Split('\n')[0].Split(' ')[1];
        var query = target[(target.IndexOf('?', StringComparison.Ordinal) + 1)..];
        return new RawRequest("GET", "track.example", "/postback", query, new Dictionary<string, string>(StringComparer.Ordinal), [], "203.0.113.24", receivedAt);
    }
}
