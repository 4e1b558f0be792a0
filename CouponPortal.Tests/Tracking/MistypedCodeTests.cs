using System.Net;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Tracking.TestShop;

namespace CouponPortal.Tests.Tracking;

/// <summary>Mistyped codes and checked orders through the doors.</summary>
public sealed class MistypedCodeTests(RunningPortals portals)
{
    [Theory, BothEngines]
    public async Task Code_with_a_bracket_behind_it_and_a_zero_in_it_still_finds_its_partner_and_the_click_says_so(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("ZOOM");
        var heard = code.Replace('O', '0');
        await shop.CouponAsync(code, shop.A);

        foreach (var path in new[] { $"/{code}", $"/{heard}", $"/{code.ToLowerInvariant()})", $"/%E2%80%9C{heard}%E2%80%9D,", $"/{code}%2529" })
        {
            using var answer = await shop.VisitAsync(path);
            Assert.Equal((path, HttpStatusCode.Found, "shop.example"), (path, answer.StatusCode, answer.Headers.Location?.Host));
        }

        var clicks = await shop.ListAsync($"clicks?advertiser_id={shop.Advertiser}&coupon_code={code}");
        Assert.All(clicks, c => Assert.Equal(("delivered", code), (c.GetProperty("outcome").GetString(), c.GetProperty("sub3").GetString())));
        Assert.Equal(
            new[] { "", heard, code.ToLowerInvariant() + ")", $"“{heard}”,", code + "%29" }.Order(StringComparer.Ordinal),
            clicks.Select(c => c.GetProperty("typed_code").GetString() ?? "").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Partners_own_order_is_rejected_where_its_advertiser_wants_that_and_another_ones_is_not()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        var code = NewCode("SELF");
        await shop.CouponAsync(code, shop.A);
        var (status, saved) = await shop.PatchAsync($"advertisers/{shop.Advertiser}", new { order_checks = new { self_use = "block", too_fast_seconds = 9 } });
        Assert.Equal((HttpStatusCode.OK, "block", "mark", 9), (status, Mode(saved, "self_use"), Mode(saved, "too_fast"), saved.GetProperty("order_checks").GetProperty("too_fast_seconds").GetInt32()));
        Assert.Equal(HttpStatusCode.BadRequest, (await shop.PatchAsync($"advertisers/{shop.Advertiser}", new { order_checks = new { self_use = "never" } })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await shop.PatchAsync($"advertisers/{shop.Advertiser}", new { order_checks = new { too_fast_seconds = 0 } })).Status);

        var own = await shop.ConversionAsync(await shop.OrderAsync($"order_id=own&coupon_code={code}&customer_email=A%40partner.example"));
        var other = await shop.ConversionAsync(await shop.OrderAsync($"order_id=other&coupon_code={code}&customer_email=b%40partner.example"));

        Assert.Equal(("rejected", "self_use"), (own.GetProperty("status").GetString(), Assert.Single(own.GetProperty("flags").EnumerateArray()).GetString()));
        Assert.Equal(("approved", 0), (other.GetProperty("status").GetString(), other.GetProperty("flags").GetArrayLength()));
    }

    private static string? Mode(System.Text.Json.JsonElement advertiser, string check) => advertiser.GetProperty("order_checks").GetProperty(check).GetString();
}
