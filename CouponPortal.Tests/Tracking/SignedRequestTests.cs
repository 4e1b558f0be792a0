using CouponPortal.Data;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Tracking;

/// <summary>
/// Signatures made with <c>openssl</c> on the command line, at the clock's 2026-11-02 10:00:00 UTC (1793613600), over HTTP. The signed GET's text is
/// <c>GET\n127.0.0.1\n/postback\n</c> and the query up to the signature: <c>printf … | openssl dgst -sha256 -hmac SECRET -binary | base64</c>, in base64url.
/// The webhooks' text is <c>msg_1.TIME.BODY</c>, keyed with the secret's decoded bytes: <c>openssl dgst -sha256 -mac HMAC -macopt hexkey:… -binary | base64</c>.
/// </summary>
public sealed class SignedRequestTests
{
    private const string Secret = "pepper-secret-0123456789";
    private const string Query = "aid=1&order_id=G-1&amount=12.50&currency=USD&ts=1793613600";
    private const string QuerySignature = "CPFwvhpbco0y65uietePGLWFcdrhoaAm0WKlsopNR6o";
    private const string StaleQuery = "aid=1&order_id=G-1&amount=12.50&currency=USD&ts=1793613299";
    private const string StaleQuerySignature = "lfxl02v6NyyfzvzMx8IOquf02DRQ4cyY9WhToO3_vhM";

    private const string WebhookSecret = "whsec_c2VjcmV0LW9mLTMyLWJ5dGVzLWZvci10aGUtdGVzdHM=";
    private const string Body = """{"aid":1,"order_id":"W-1","amount":"12.50"}""";
    private const string Webhook = "v1,Qy28tfpfe+EPNSyR41Z2Lawa78JlqvMPK6GT5p5NGiw=";
    private const string WebhookOfText = "v1,CuQZoT0Y2aMsjn6isT2XrYw092okza98KvuWj4Spgak=";
    private const string WebhookBefore = "v1,2j5z5SPcYZEFK8RfB1AqP2++K2eTxrczDYdxPecLGxk=";
    private const string WebhookAhead = "v1,sgc/23yOInIHohqgWtpSFL4J2JG52LT/prSDBQzPE6I=";

    [Theory, BothEngines]
    public async Task A_signed_get_is_taken_while_it_is_fresh_and_whole(DatabaseProvider engine)
    {
        await using var host = await StartAsync(engine, Secret);

        Assert.Equal(200, (await host.GetAsync(null, $"/postback?{Query}&signature={QuerySignature}")).Status);
        await RefusedAsync(host, $"/postback?{StaleQuery}&signature={StaleQuerySignature}", "stale_signature");
        await RefusedAsync(host, $"/postback?{Query}&signature={QuerySignature}&coupon_code=MINE", "not_authenticated");
        await RefusedAsync(host, $"/postback?{Query.Replace("12.50", "12.51", StringComparison.Ordinal)}&signature={QuerySignature}", "not_authenticated");
        await RefusedAsync(host, $"/postback?{Query}&signature=B{QuerySignature[1..]}", "not_authenticated");
        await RefusedAsync(host, $"/postback?{Query}&signature={StaleQuerySignature}", "not_authenticated");
        host.Time!.Advance(TimeSpan.FromSeconds(300));
        Assert.Equal(200, (await host.GetAsync(null, $"/postback?{Query}&signature={QuerySignature}")).Status);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await RefusedAsync(host, $"/postback?{Query}&signature={QuerySignature}", "stale_signature");
    }

    [Fact]
    public async Task Another_advertiser_s_signature_proves_nothing()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite, Secret);
        await host.SendAsync(Admin, HttpMethod.Patch, "advertisers/2", """{"postback_security":"signature","signing_secret":"another-secret-0123456789"}""");

        // printf %s A-1001 | openssl dgst -sha256 -hmac another-secret-0123456789
        const string Foreign = "a31923c4f2fca148e4b310b7a69fb7179e21b61f9203e1e83a2a446e73359b5b";
        Assert.Equal(401, (await host.GetAsync(null, $"/postback?aid=1&order_id=A-1001&amount=5.00&signature={Foreign}")).Status);
        Assert.Equal(200, (await host.GetAsync(null, $"/postback?aid=2&order_id=A-1001&amount=5&signature={Foreign}")).Status);
    }

    [Theory]
    [InlineData(Webhook, 1793613600, 200, "")]
    [InlineData("v1a,bm8= v1,bm8= " + Webhook, 1793613600, 200, "")]
    [InlineData(WebhookOfText, 1793613600, 200, "")]
    [InlineData(WebhookBefore, 1793613299, 401, "stale_signature")]
    [InlineData(WebhookAhead, 1793613901, 401, "stale_signature")]
    [InlineData(Webhook, 1793613601, 401, "not_authenticated")]
    [InlineData("v1,Qy28tfpfe+EPNSyR41Z2Lawa78JlqvMPK6GT5p5NGix=", 1793613600, 401, "not_authenticated")]
    [InlineData("Qy28tfpfe+EPNSyR41Z2Lawa78JlqvMPK6GT5p5NGiw=", 1793613600, 401, "not_authenticated")]
    [InlineData("v2,Qy28tfpfe+EPNSyR41Z2Lawa78JlqvMPK6GT5p5NGiw=", 1793613600, 401, "not_authenticated")]
    [InlineData("", 1793613600, 401, "not_authenticated")]
    public async Task A_standard_webhook_is_checked_over_id_time_and_body(string signature, long at, int status, string code)
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite, WebhookSecret);

        var answer = await SendAsync(host, "msg_1", at, signature, Body);

        Assert.Equal((status, code), (answer.Status, answer.Code ?? ""));
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999")]
    [InlineData("-1")]
    public async Task A_time_that_is_none_is_no_proof(string at)
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite, WebhookSecret);
        var answer = await host.SendAsync(null, HttpMethod.Post, "/postback", Body, ("webhook-id", "msg_1"), ("webhook-timestamp", at), ("webhook-signature", Webhook));
        Assert.Equal(401, answer.Status);
    }

    [Theory, BothEngines]
    public async Task One_delivery_id_means_one_body(DatabaseProvider engine)
    {
        await using var host = await StartAsync(engine, WebhookSecret);
        var first = await SendAsync(host, "msg_1", 1793613600, Webhook, Body);
        var again = await SendAsync(host, "msg_1", 1793613600, Webhook, Body);

        // printf 'msg_1.1793613600.{"aid":1,"order_id":"W-2","amount":"99.00"}' | openssl …
        var other = await SendAsync(host, "msg_1", 1793613600, "v1,803q/nwvMUb7k3XZcRdByX082A3eg523vmOyS7ofuuU=", """{"aid":1,"order_id":"W-2","amount":"99.00"}""");

        Assert.False(first.Json.GetProperty("duplicate").GetBoolean());
        Assert.True(again.Json.GetProperty("duplicate").GetBoolean());
        Assert.Equal((202, "held", "id_reuse"), (other.Status, other.Json.GetProperty("status").GetString(), other.Json.GetProperty("reasons")[0].GetString()));
        Assert.Equal(1, (await host.GetAsync(Manager, "conversions")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal("id_reuse", (await host.GetAsync(Manager, "hits?verdict=held")).Json.GetProperty("data")[0].GetProperty("reason").GetString());
    }

    private static async Task<PortalHost> StartAsync(DatabaseProvider engine, string secret)
    {
        var host = await PortalHost.WithNetworkAsync(engine);
        var answer = await host.SendAsync(Admin, HttpMethod.Patch, "advertisers/1", $$"""{"postback_security":"signature","signing_secret":"{{secret}}"}""");
        Assert.Equal(200, answer.Status);
        return host;
    }

    private static Task<ApiAnswer> SendAsync(PortalHost host, string id, long at, string signature, string body) => host.SendAsync(
        null, HttpMethod.Post, "/postback", body, ("webhook-id", id), ("webhook-timestamp", at.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("webhook-signature", signature));

    private static async Task RefusedAsync(PortalHost host, string path, string code)
    {
        var answer = await host.GetAsync(null, path);
        Assert.Equal((401, code), (answer.Status, answer.Code));
        var hit = (await host.GetAsync(Manager, "hits/" + answer.Json.GetProperty("hit_id").GetString())).Json;
        Assert.Equal(("refused", code), (hit.GetProperty("verdict").GetString(), hit.GetProperty("reason").GetString()));
    }
}
