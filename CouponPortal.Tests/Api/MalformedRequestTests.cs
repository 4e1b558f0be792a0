using System.Net.Http.Headers;
using System.Text;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Api;

/// <summary>What does not make sense is refused with a problem document that has a code, and never with 500.</summary>
public sealed class MalformedRequestTests(SharedPortals portals)
{
    public static readonly TheoryData<string, int, string> Bodies = new()
    {
        { "", 400, "invalid" },
        { "{", 400, "json" },
        { "[]", 400, "json" },
        { "null", 400, "json" },
        { "{} {}", 400, "json" },
        { """{"name":"a",}""", 400, "json" },
        { """{"name":"a"/*b*/}""", 400, "json" },
        { """{"name":NaN}""", 400, "json" },
        { """{"name":"a","name":"b"}""", 400, "json" },
        { """{"name":"\ud800"}""", 400, "json" },
        { """{"\ud800":"a"}""", 400, "json" },
        { """{"name":""" + new string('[', 40) + new string(']', 40) + "}", 400, "json" },
        { """{"name":"a","Name":"b"}""", 400, "invalid" },
        { """{"name":"a\u0000b"}""", 400, "invalid" },
        { """{"name":{"a":1}}""", 400, "invalid" },
        { """{"name":"a","surprise":1}""", 400, "invalid" },
        { """{"name":"a","status":"sleeping"}""", 400, "invalid" },
    };

    [Theory, MemberData(nameof(Bodies))]
    public async Task Body_is_refused(string body, int status, string code)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var answer = await host.SendAsync(Admin, HttpMethod.Post, "partners", body);

        Assert.Equal((status, code, "application/problem+json"), (answer.Status, answer.Code, answer.ContentType));
    }

    [Fact]
    public async Task Body_is_json_in_utf8_of_at_most_a_mebibyte()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        byte[] name = [.. """{"name":"caf"""u8, 0xE9, .. "\"}"u8];

        Assert.Equal((400, "json"), await SendAsync(name, "application/json"));
        Assert.Equal((400, "json"), await SendAsync(Encoding.Unicode.GetBytes("""{"name":"a"}"""), "application/json"));
        Assert.Equal((415, "content_type"), await SendAsync("""{"name":"a"}"""u8.ToArray(), "text/plain"));
        Assert.Equal((415, "content_type"), await SendAsync("name=a"u8.ToArray(), "application/x-www-form-urlencoded"));
        Assert.Equal((413, "body_too_large"), await SendAsync(new byte[(1024 * 1024) + 1], "application/json"));
        Assert.Equal((201, null), await SendAsync([0xEF, 0xBB, 0xBF, .. """{"name":"Bom","email":"bom@partner.example"}"""u8], "application/json"));
        Assert.Equal((201, null), await SendAsync("""{"name":"No type","email":"no@partner.example"}"""u8.ToArray(), null));

        async Task<(int, string?)> SendAsync(byte[] body, string? type)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
            var answer = await host.SendAsync(Admin, HttpMethod.Post, "partners", content);
            return (answer.Status, answer.Code);
        }
    }

    [Theory, BothEngines]
    public async Task Numbers_are_taken_as_text_too(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);

        var answer = await host.SendAsync(Admin, HttpMethod.Post, "coupons", $$"""{"code":20261,"offer_id":"{{Shoes}}","publisher_id":"{{Ana}}"}""");

        Assert.Equal(201, answer.Status);
        Assert.Equal("20261", answer.Json.GetProperty("code").GetString());
        Assert.Equal(Ana, answer.Json.GetProperty("partner_id").GetInt32());
    }

    public static readonly TheoryData<string, string> Queries = new()
    {
        { "coupons?limit=1000000000", "limit" },
        { "coupons?limit=0", "limit" },
        { "coupons?limit=-1", "limit" },
        { "coupons?limit=ten", "limit" },
        { "coupons?cursor=forged", "cursor" },
        { "coupons?cursor=-5", "cursor" },
        { "coupons?cursor=99999999999999999999", "cursor" },
        { "coupons?colour=red", "colour" },
        { "coupons?sort=1;drop", "sort" },
        { "coupons?status=active&status=paused", "status" },
        { "coupons?code=A%00B", "code" },
        { "offers?name=A%00B", "name" },
        { "partners?email=%00", "email" },
        { "suppressed-codes?code=%00", "code" },
        { "conversions?order_id=A%00B", "order_id" },
        { "conversions?from=2026-13-01", "from" },
        { "conversions?status=fine", "status" },
        { "clicks?sub3=%1b", "sub3" },
        { "hits?door=%00", "door" },
        { "attribution-report?advertiser_id=1&feature=magic", "feature" },
    };

    [Theory, MemberData(nameof(Queries))]
    public async Task Filter_is_refused_at_its_name(string path, string field)
    {
        foreach (var engine in (DatabaseProvider[])[DatabaseProvider.Sqlite, DatabaseProvider.Postgres])
        {
            var answer = await (await portals.OnAsync(engine)).GetAsync(Admin, path);

            Assert.Equal((400, "invalid", field), (answer.Status, answer.Code, answer.Fields));
        }
    }

    [Theory, BothEngines]
    public async Task Text_of_sql_and_patterns_is_only_text(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        foreach (var text in (string[])["' OR 1=1 --", "'; DROP TABLE coupons; --", "%", "_", "\\", "[a-z]*", "☃", new('x', 9_000)])
        {
            foreach (var filter in (string[])["coupons?code=", "offers?name=", "partners?name=", "suppressed-codes?code=", "conversions?order_id=", "clicks?coupon_code=", "hits?reason="])
            {
                var answer = await host.GetAsync(Admin, filter + Uri.EscapeDataString(text));

                Assert.True(answer.Status is 200 or 400, $"{filter}{text}: {answer.Status} {answer.Text}");
                Assert.True(answer.Status == 400 || answer.Json.GetProperty("data").GetArrayLength() == 0, $"{filter}{text}: {answer.Text}");
            }
        }

        Assert.Equal(200, (await host.GetAsync(Admin, "coupons?cursor=9223372036854775807")).Status);
    }

    [Theory]
    [InlineData("PUT", "coupons", 405, "GET, HEAD, POST")]
    [InlineData("DELETE", "coupons/1", 405, "GET, HEAD, PATCH")]
    [InlineData("POST", "clicks", 405, "GET, HEAD")]
    [InlineData("TRACE", "offers", 405, "GET, HEAD, POST")]
    [InlineData("OPTIONS", "advertisers", 405, "GET, HEAD, POST")]
    [InlineData("GET", "coupons/abc", 404, null)]
    [InlineData("GET", "coupons/99999999999", 404, null)]
    [InlineData("GET", "conversions/not-a-key", 404, null)]
    [InlineData("GET", "unicorns", 404, null)]
    [InlineData("POST", "unicorns", 404, null)]
    [InlineData("GET", "/api/v2/coupons", 404, null)]
    [InlineData("GET", "/api", 404, null)]
    public async Task Path_or_verb_that_is_not_there_is_a_problem_document(string verb, string path, int status, string? allow)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var answer = await host.SendAsync(Admin, new HttpMethod(verb), path);

        Assert.Equal((status, status == 405 ? "method_not_allowed" : "not_found", allow), (answer.Status, answer.Code, answer.Header("Allow")));
        Assert.Equal("application/problem+json", answer.ContentType);
    }

    [Fact]
    public async Task Head_answers_as_get_without_the_body()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        foreach (var path in (string[])["advertisers", "advertisers/1", "offers/10", "coupons", "clicks", "hits", "conversions"])
        {
            var (get, head) = (await host.GetAsync(Manager, path), await host.SendAsync(Manager, HttpMethod.Head, path));

            Assert.Equal((200, get.ContentType, ""), (head.Status, head.ContentType, head.Text));
        }

        Assert.Equal(404, (await host.SendAsync(Manager, HttpMethod.Head, "offers/20")).Status);
        Assert.Equal(401, (await host.SendAsync(null, HttpMethod.Head, "offers")).Status);
    }
}
