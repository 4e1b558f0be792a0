using System.Text.Json;
using System.Text.RegularExpressions;
using CouponPortal.Data;
using CouponPortal.Tests.Features.Coupons.Import;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Api;

public sealed partial class ApiDocumentTests(SharedPortals portals)
{
    /// <summary>The fields that scripts rely on. Only some resources are written by the API.</summary>
    public static readonly TheoryData<string, string> Names = new()
    {
        {
            "advertisers",
            "id name tracking_type exclusive_coupons_permission personalized_codes exclusive_codes_enabled attribution_priority lookback_days time_zone currency tracking_domain fallback_url " +
            "postback_security postback_key signing_secret allowed_ips allowed_origins"
        },
        { "offers", "id advertiser_id name status base_destination_url fallback_url payout_type payout currency auto_approve_conversions" },
        { "partners", "id name email status postback_url" },
        { "approvals", "offer_id partner_id status" },
        {
            "coupons",
            "id code advertiser_id offer_id partner_id visibility partner_ids status start_date end_date description is_description_plain_text internal_note tracking_url tracking_url_reason"
        },
        { "suppressed-codes", "id advertiser_id code start_date end_date" },
        { "clicks", "id time coupon_code offer_id partner_id sub1 sub2 sub3 sub4 sub5 country device outcome checks destination" },
        {
            "conversions",
            "id order_id event advertiser_id offer_id partner_id coupon_code sub3 click_id status amount currency payout basis outcome flags counterfactual_partner_id suppressed_partner_id " +
            "assists trace order_time received_at items door"
        },
        { "attribution-report", "conversion_id order_id order_time coupon_code credited_partner_id counterfactual_partner_id amount currency payout" },
    };

    [Theory, MemberData(nameof(Names))]
    public async Task Answer_of_a_list_is_described_with_every_name_and_its_envelope(string resource, string names)
    {
        var document = await DocumentAsync();

        var list = Answer(document, $"/api/v1/{resource}", "get", "200");
        var row = Resolve(document, Resolve(document, list).GetProperty("properties").GetProperty("data").GetProperty("items"));

        Assert.True(Resolve(document, list).GetProperty("properties").TryGetProperty("next_cursor", out _));
        Assert.Empty(names.Split(' ').Except(row.GetProperty("properties").EnumerateObject().Select(p => p.Name), StringComparer.Ordinal));
        var query = document.GetProperty("paths").GetProperty($"/api/v1/{resource}").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString());
        Assert.Empty(new[] { "limit", "cursor" }.Except(query, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_described_filter_is_taken()
    {
        var (document, host) = (await DocumentAsync(), await portals.OnAsync(DatabaseProvider.Sqlite));
        var tried = 0;
        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(p => !p.Name.Contains('{', StringComparison.Ordinal) && p.Value.TryGetProperty("get", out var get) && get.TryGetProperty("parameters", out _)))
        {
            foreach (var parameter in path.Value.GetProperty("get").GetProperty("parameters").EnumerateArray())
            {
                var name = parameter.GetProperty("name").GetString();
                var answer = await host.GetAsync(Admin, $"{path.Name}?advertiser_id=1&{name}={Sample(parameter.GetProperty("schema"), name!)}".Replace("advertiser_id=1&advertiser_id", "advertiser_id", StringComparison.Ordinal));

                Assert.DoesNotContain("Unknown filter", answer.Text.Replace("\"advertiser_id\":[\"Unknown filter.\"]", "", StringComparison.Ordinal).Replace("not right: Unknown filter.", "", StringComparison.Ordinal), StringComparison.Ordinal);
                Assert.True(answer.Status == 200 || answer.Fields == "advertiser_id", $"{path.Name} {name}: {answer.Text}");
                tried++;
            }
        }

        Assert.True(tried > 40, $"{tried} filters");
    }

    [Fact]
    public async Task Every_described_field_is_taken_and_exactly_the_required_ones_are_missed()
    {
        var (document, host) = (await DocumentAsync(), await portals.OnAsync(DatabaseProvider.Sqlite));
        var coupon = (await host.SendAsync(Admin, HttpMethod.Post, "coupons", """{"code":"DESCRIBED","offer_id":10,"partner_id":5}""")).Json.GetProperty("id").ToString();
        var import = (await host.UploadAsync(Admin, "offer_id,affiliate_id,coupon_code,status\n10,5,DESCRIBES,active\n", ("mode", "add"), ("dry_run", "true"))).Json.GetProperty("import_id").ToString();
        var conversion = (await host.SendAsync(Admin, HttpMethod.Post, "conversions", """{"advertiser_id":1,"order_id":"DESCRIBED","amount":"1.00"}""")).Json.GetProperty("id").GetString();
        var postback = (await host.SendAsync(Admin, HttpMethod.Post, "partner-postbacks", """{"partner_id":5,"url":"https://tracker.example/"}""")).Json.GetProperty("id").ToString();
        var wish = (await host.SendAsync(Partner, HttpMethod.Post, "code-requests", """{"code":"DESCRIBEDWISH","offer_id":10}""")).Json.GetProperty("id").ToString();
        var lost = (await host.SendAsync(Partner, HttpMethod.Post, "missing-sales", """{"advertiser_id":1,"code":"DESCRIBED","order_id":"LOST","note":"Mine"}""")).Json.GetProperty("id").ToString();
        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(p => p.Value.TryGetProperty("post", out var post) && TakesJson(post)))
        {
            // Partners alone ask for their sales.
            var caller = path.Name.Contains("/missing-sales", StringComparison.Ordinal) ? Partner : Admin;
            var address = path.Name.Replace("coupons/{id}", $"coupons/{coupon}", StringComparison.Ordinal).Replace("imports/{id}", $"imports/{import}", StringComparison.Ordinal)
                .Replace("conversions/{id}", $"conversions/{conversion}", StringComparison.Ordinal).Replace("advertisers/{id}", "advertisers/1", StringComparison.Ordinal)
                .Replace("partner-postbacks/{id}", $"partner-postbacks/{postback}", StringComparison.Ordinal)
                .Replace("code-requests/{id}", $"code-requests/{wish}", StringComparison.Ordinal)
                .Replace("missing-sales/{id}", $"missing-sales/{lost}", StringComparison.Ordinal)
                .Replace("leaks/{couponId}", "leaks/4711", StringComparison.Ordinal).Replace("missed-codes/{id}", "missed-codes/4711", StringComparison.Ordinal)
                .Replace("feeds/{id}", "feeds/4711", StringComparison.Ordinal).Replace("order-files/{id}", "order-files/4711", StringComparison.Ordinal);
            var schema = Resolve(document, path.Value.GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema"));
            if (!schema.TryGetProperty("additionalProperties", out var others) || others.ValueKind != JsonValueKind.False)
            {
                // Orders: what nothing reads is kept and named, never refused.
                continue;
            }

            // One of three dates is needed, which a schema of this kind does not say; the first of them is named.
            string[] oneOf = path.Name.EndsWith("/bulk-dates", StringComparison.Ordinal) ? ["end_date"] : [];
            var required = (schema.TryGetProperty("required", out var named) ? named.EnumerateArray().Select(r => r.GetString()!) : []).Concat(oneOf).Order(StringComparer.Ordinal).ToList();

            var nothing = await host.SendAsync(caller, HttpMethod.Post, address, "{}");
            Assert.Equal($"{path.Name} {string.Join(',', required)}", $"{path.Name} {nothing.Fields}");
            foreach (var field in schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject() : default)
            {
                var answer = await host.SendAsync(caller, HttpMethod.Post, address, $$"""{"{{field.Name}}":[[]],"surprise":1}""");
                Assert.Contains("Unknown or read-only", answer.Json.GetProperty("errors").GetProperty("surprise")[0].GetString(), StringComparison.Ordinal);
                Assert.DoesNotContain("Unknown", answer.Json.GetProperty("errors").GetProperty(field.Name)[0].GetString(), StringComparison.Ordinal);
            }

            Assert.Contains(path.Value.GetProperty("post").GetProperty("parameters").EnumerateArray(), p => p.GetProperty("name").GetString() == "Idempotency-Key");
        }
    }

    private static bool TakesJson(JsonElement post) => post.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out _);

    [Theory, BothEngines]
    public async Task Real_answers_have_the_described_names_and_forms(DatabaseProvider engine)
    {
        var (document, host) = (await DocumentAsync(), await portals.OnAsync(engine));
        await host.SendAsync(Admin, HttpMethod.Post, "coupons", """{"code":"FORMS","offer_id":10,"partner_id":5,"start_date":"2026-11-01"}""");
        foreach (var resource in (string[])["advertisers", "offers", "partners", "approvals", "coupons"])
        {
            var described = Resolve(document, Resolve(document, Answer(document, $"/api/v1/{resource}", "get", "200")).GetProperty("properties").GetProperty("data").GetProperty("items"));
            var row = (await host.GetAsync(Admin, resource)).Json.GetProperty("data")[0];
            Assert.Equal(described.GetProperty("properties").EnumerateObject().Select(p => p.Name), row.EnumerateObject().Select(p => p.Name));
        }

        var coupon = (await host.GetAsync(Admin, "coupons?code=forms")).Json.GetProperty("data")[0];
        Assert.Equal(("2026-11-01", JsonValueKind.Number, "2026-11-02T10:00:00Z"), (coupon.GetProperty("start_date").GetString(), coupon.GetProperty("id").ValueKind, coupon.GetProperty("created_at").GetString()));
        Assert.Equal("5.00", (await host.GetAsync(Admin, "offers/11")).Json.GetProperty("payout").GetString());
    }

    [Fact]
    public async Task Document_has_snake_case_enums_security_and_problems()
    {
        var document = await DocumentAsync();
        var post = document.GetProperty("paths").GetProperty("/api/v1/coupons").GetProperty("post");
        var fields = Resolve(document, post.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema")).GetProperty("properties");

        Assert.Equal(["public", "private", "exclusive"], fields.GetProperty("visibility").GetProperty("enum").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").GetProperty("scheme").GetString());
        Assert.True(document.GetProperty("security")[0].TryGetProperty("bearer", out _));
        var problem = Resolve(document, post.GetProperty("responses").GetProperty("400").GetProperty("content").GetProperty("application/problem+json").GetProperty("schema"));
        Assert.True(problem.GetProperty("properties").TryGetProperty("code", out _));
        Assert.All(Schemas(document.GetProperty("components").GetProperty("schemas")), name => Assert.Matches(SnakeName(), name));
    }

    [Fact]
    public async Task Production_shows_document_and_page_to_keys_and_people_alone()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite, ("environment", "Production"));

        Assert.Equal((401, "unauthenticated"), await AskAsync(null, "/openapi/v1.json"));
        Assert.Equal(302, (await AskAsync(null, "/openapi/index.html")).Status);
        Assert.Equal(200, (await AskAsync(Reader, "/openapi/v1.json")).Status);
        var page = await host.GetAsync(Reader, "/openapi/index.html");
        Assert.Equal((200, "text/html"), (page.Status, page.ContentType));
        Assert.Contains("script-src 'self';", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain(Sources().Matches(page.Text), m => m.Value.Contains("//", StringComparison.Ordinal));
        Assert.DoesNotMatch(InlineScript(), page.Text);
        Assert.Equal(200, (await AskAsync(Reader, "/openapi/swagger-ui-bundle.js")).Status);

        async Task<(int Status, string? Code)> AskAsync(string? key, string path)
        {
            var answer = await host.GetAsync(key, path);
            return (answer.Status, answer.Code);
        }
    }

    private async Task<JsonElement> DocumentAsync()
    {
        var answer = await (await portals.OnAsync(DatabaseProvider.Sqlite)).GetAsync(null, "/openapi/v1.json");
        Assert.Equal(200, answer.Status);
        return answer.Json;
    }

    private static JsonElement Answer(JsonElement document, string path, string verb, string status) =>
        document.GetProperty("paths").GetProperty(path).GetProperty(verb).GetProperty("responses").GetProperty(status).GetProperty("content").GetProperty("application/json").GetProperty("schema");

    private static JsonElement Resolve(JsonElement document, JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]) : schema;

    private static IEnumerable<string> Schemas(JsonElement schemas) =>
        schemas.EnumerateObject().SelectMany(s => s.Value.TryGetProperty("properties", out var fields) ? fields.EnumerateObject().Select(f => f.Name) : []);

    private static string Sample(JsonElement schema, string name) => schema switch
    {
        _ when schema.TryGetProperty("enum", out var values) => values[0].GetString()!,
        _ when schema.TryGetProperty("format", out var format) && format.GetString() == "date" => "2026-11-01",
        _ when schema.GetProperty("type").ToString().Contains("integer", StringComparison.Ordinal) || name is "cursor" or "amount_from" or "amount_to" => "1",
        _ when name == "range" => "today",
        _ => "text",
    };

    [GeneratedRegex(@"\A[a-z][a-z0-9_]*\z", RegexOptions.None, 1000)]
    private static partial Regex SnakeName();

    [GeneratedRegex("(src|href)=\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sources();

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)[^>]*>", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex InlineScript();
}
