using System.Globalization;
using System.Text.RegularExpressions;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Tests.Features.Coupons.Import;
using CouponPortal.Domain.Feeds;
using CouponPortal.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Api;

/// <summary>Who may do what to the rows of Ames, endpoint by endpoint; an endpoint that is not in the table fails the inventory.</summary>
public sealed partial class AuthorizationMatrixTests
{
    // Weakest first, so that nothing a stronger key does helps a weaker one.
    private static readonly string?[] Callers = [null, Partner, Stranger, Reader, AdminReader, Manager, Admin];

    // Verb, route, address and body with {name} for the ids of Ames' rows ({n}: another number each time), and the answers in the order of Callers.
    private static readonly (string Verb, string Route, string Path, string? Body, string Expected)[] Table =
    [
        ("GET", "advertisers", "advertisers", null, "401 200 200 200 200 200 200"),
        ("GET", "advertisers/{id:int}", "advertisers/1", null, "401 404 404 200 200 200 200"),
        ("POST", "advertisers", "advertisers", """{"name":"New {n}"}""", "401 403 403 403 403 403 201"),
        ("POST", "advertisers/{id:int}/rotate-secret", "advertisers/1/rotate-secret", "{}", "401 404 404 403 403 409 409"),
        ("PATCH", "advertisers/{id:int}", "advertisers/1", """{"lookback_days":{n}}""", "401 404 404 403 403 200 200"),
        ("GET", "offers", "offers", null, "401 200 200 200 200 200 200"),
        ("GET", "offers/{id:int}", "offers/10", null, "401 404 404 200 200 200 200"),
        ("POST", "offers", "offers", """{"advertiser_id":1,"name":"New {n}","base_destination_url":"https://ames.example/","payout":"5"}""", "401 403 400 403 403 201 201"),
        ("PATCH", "offers/{id:int}", "offers/10", """{"payout":"{n}"}""", "401 404 404 403 403 200 200"),
        ("GET", "partners", "partners", null, "401 200 200 200 200 200 200"),
        ("GET", "partners/{id:int}", "partners/5", null, "401 404 200 200 200 200 200"),
        ("POST", "partners", "partners", """{"name":"New {n}","email":"new@partner.example"}""", "401 403 201 403 403 201 201"),
        ("PATCH", "partners/{id:int}", "partners/6", """{"name":"Bo {n}"}""", "401 404 403 403 403 403 200"),
        ("GET", "approvals", "approvals", null, "401 200 200 200 200 200 200"),
        ("POST", "approvals", "approvals", """{"offer_id":11,"partner_id":6}""", "401 403 400 403 403 201 201"),
        ("PATCH", "approvals", "approvals", """{"offer_id":10,"partner_id":6,"status":"approved"}""", "401 404 404 403 403 200 200"),
        ("GET", "coupons", "coupons", null, "401 200 200 200 200 200 200"),
        ("GET", "coupons/export", "coupons/export", null, "401 200 200 200 200 200 200"),
        ("POST", "coupons/generate", "coupons/generate", """{"offer_id":10,"pattern":"RUN{n}{8 random}","count":2}""", "401 403 400 403 403 201 201"),
        ("GET", "coupons/{id:int}", "coupons/{coupon}", null, "401 404 404 200 200 200 200"),
        ("POST", "coupons", "coupons", """{"code":"NEW{n}","offer_id":10,"partner_id":5}""", "401 403 400 403 403 201 201"),
        ("PATCH", "coupons/{id:int}", "coupons/{coupon}", """{"internal_note":"{n}"}""", "401 404 404 403 403 200 200"),

        // The last caller may as well, and finds that the coupon ends before that day already.
        ("POST", "coupons/{id:int}/reassign", "coupons/{coupon}/reassign", """{"partner_id":6,"from":"2031-05-01"}""", "401 404 404 403 403 201 400"),
        ("POST", "coupons/bulk-status", "coupons/bulk-status", """{"ids":[{coupon}],"status":"active"}""", "401 403 200 403 403 200 200"),
        ("POST", "coupons/bulk-assign", "coupons/bulk-assign", """{"ids":[{coupon}],"partner_ids":[5]}""", "401 403 200 403 403 200 200"),
        ("POST", "coupons/bulk-dates", "coupons/bulk-dates", """{"ids":[{coupon}],"end_date":null}""", "401 403 200 403 403 200 200"),
        ("GET", "imports", "imports", null, "401 200 200 200 200 200 200"),
        ("POST", "imports/{id:int}/undo", "imports/{batch}/undo", "{}", "401 404 404 403 403 409 409"),
        ("POST", "imports/{id:int}/cancel", "imports/{batch}/cancel", "{}", "401 404 404 403 403 200 409"),
        ("POST", "coupons/bulk", "coupons/bulk?mode=add", "csv:offer_id,affiliate_id,coupon_code,status\n10,5,BULK{n},active\n", "401 403 200 403 403 200 200"),
        ("GET", "imports/{id:int}", "imports/{import}", null, "401 404 404 200 200 200 200"),
        ("GET", "imports/{id:int}/rows", "imports/{import}/rows", null, "401 404 404 200 200 200 200"),
        ("POST", "imports/{id:int}/apply", "imports/{import}/apply", "{}", "401 404 404 403 403 200 409"),
        ("GET", "suppressed-codes", "suppressed-codes", null, "401 200 200 200 200 200 200"),
        ("GET", "suppressed-codes/{id:int}", "suppressed-codes/{suppressed}", null, "401 404 404 200 200 200 200"),
        ("POST", "suppressed-codes", "suppressed-codes", """{"advertiser_id":1,"code":"GONE{n}"}""", "401 403 400 403 403 201 201"),
        ("PATCH", "suppressed-codes/{id:int}", "suppressed-codes/{suppressed}", """{"end_date":"2027-01-01"}""", "401 404 404 403 403 200 200"),
        ("DELETE", "suppressed-codes/{id:int}", "suppressed-codes/{suppressed}", null, "401 404 404 403 403 204 204"),
        ("GET", "connections", "connections", null, "401 200 200 200 200 200 200"),
        ("GET", "connections/{id:int}", "connections/{connection}", null, "401 404 404 200 200 200 200"),
        ("POST", "connections", "connections", """{"advertiser_id":1,"kind":"woocommerce","name":"Shop {n}"}""", "401 403 400 403 403 201 201"),
        ("PATCH", "connections/{id:int}", "connections/{connection}", """{"name":"Shop {n}"}""", "401 404 404 403 403 200 200"),
        ("DELETE", "connections/{id:int}", "connections/{connection}", null, "401 404 404 403 403 204 404"),
        ("GET", "partner-postbacks", "partner-postbacks", null, "401 200 200 200 200 200 200"),
        ("GET", "partner-postbacks/{id:int}", "partner-postbacks/{postback}", null, "401 404 404 404 404 404 200"),
        ("POST", "partner-postbacks", "partner-postbacks", """{"partner_id":5,"url":"https://tracker.example/{n}"}""", "401 403 403 403 403 403 201"),
        ("PATCH", "partner-postbacks/{id:int}", "partner-postbacks/{postback}", """{"url":"https://tracker.example/{n}"}""", "401 404 404 403 403 404 200"),
        ("POST", "partner-postbacks/{id:int}/test", "partner-postbacks/{postback}/test", "{}", "401 404 404 403 403 404 200"),
        ("GET", "postback-messages", "postback-messages", null, "401 200 200 200 200 200 200"),
        ("POST", "postback-messages/{id}/replay", "postback-messages/{message}/replay", "{}", "401 404 404 403 403 404 200"),
        ("DELETE", "partner-postbacks/{id:int}", "partner-postbacks/{postback}", null, "401 404 404 403 403 404 204"),
        ("GET", "order-files", "order-files", null, "401 200 200 200 200 200 200"),
        ("GET", "order-files/{id:int}", "order-files/{file}", null, "401 404 404 200 200 200 200"),

        // No file in it: whoever may write at all is told so.
        ("POST", "order-files", "order-files", "{}", "401 415 415 403 403 415 415"),
        ("POST", "order-files/{id:int}/apply", "order-files/{file}/apply", "{}", "401 404 404 403 403 200 200"),
        ("GET", "feeds", "feeds", null, "401 200 200 200 200 200 200"),
        ("GET", "feeds/{id:int}", "feeds/{feed}", null, "401 404 404 200 200 200 200"),
        ("POST", "feeds", "feeds", """{"advertiser_id":1,"name":"Feed {n}","url":"https://ames.example/feed.xml","state":"paused"}""", "401 403 400 403 403 201 201"),
        ("PATCH", "feeds/{id:int}", "feeds/{feed}", """{"name":"Feed {n}"}""", "401 404 404 403 403 200 200"),

        // It is paused, which whoever may ask for it is told.
        ("POST", "feeds/{id:int}/fetch", "feeds/{feed}/fetch", "{}", "401 404 404 403 403 409 409"),
        ("DELETE", "feeds/{id:int}", "feeds/{feed}", null, "401 404 404 403 403 204 404"),
        ("GET", "conversions", "conversions", null, "401 200 200 200 200 200 200"),
        ("GET", "conversions/{id}", "conversions/{conversion}", null, "401 404 404 200 200 200 200"),
        ("POST", "conversions", "conversions", """{"advertiser_id":1,"order_id":"N{n}","amount":"1.00"}""", "401 403 400 403 403 201 201"),
        ("POST", "conversions/{id}/reverse", "conversions/{conversion}/reverse", """{"amount":"0.01","refund_id":"{n}"}""", "401 404 404 403 403 200 200"),
        ("PATCH", "conversions/{id}", "conversions/{conversion}", """{"status":"approved"}""", "401 404 404 403 403 200 200"),
        ("POST", "conversions/{id}/apply-repeat", "conversions/{conversion}/apply-repeat", "{}", "401 404 404 403 403 409 409"),
        ("POST", "conversions/{id}/dismiss-repeat", "conversions/{conversion}/dismiss-repeat", "{}", "401 404 404 403 403 409 409"),
        ("GET", "clicks", "clicks", null, "401 200 200 200 200 200 200"),
        ("GET", "clicks/{id}", "clicks/{click}", null, "401 404 404 200 200 200 200"),
        ("GET", "hits", "hits", null, "401 200 200 200 200 200 200"),
        ("GET", "hits/{id}", "hits/{hit}", null, "401 404 404 200 200 200 200"),

        // Whoever may have it read again finds that its stored text has no order in it.
        ("POST", "hits/{id}/replay", "hits/{hit}/replay", """{"confirm":true}""", "401 404 404 403 403 409 409"),
        ("POST", "hits/replay", "hits/replay", """{"door":"postback","reason_code":"none"}""", "401 403 200 403 403 200 200"),
        ("GET", "inbox/codes", "inbox/codes", null, "401 200 200 200 200 200 200"),
        ("POST", "inbox/codes/attribute", "inbox/codes/attribute", """{"advertiser_id":1,"code":"LOST","reason":"found"}""", "401 404 404 403 403 200 200"),
        ("POST", "try", "try", """{"advertiser_id":1,"raw":"order_id=T{n}&amount=1.00"}""", "401 403 400 403 403 200 200"),
        ("GET", "attribution-report", "attribution-report?advertiser_id=1", null, "401 404 404 200 200 200 200"),
        ("GET", "attribution-report/sums", "attribution-report/sums?advertiser_id=1", null, "401 404 404 200 200 200 200"),
        ("POST", "rehearsals", "rehearsals", """{"advertiser_id":1,"change":"credit","lookback_days":7}""", "401 403 400 403 403 200 200"),

        // A partner gets its own part of it.
        ("GET", "reports", "reports?advertiser_id=1&by=partner", null, "401 200 404 200 200 200 200"),
        ("GET", "audit-log", "audit-log", null, "401 404 200 200 200 200 200"),
        ("GET", "audit-log/{id:long}", "audit-log/{entry}", null, "401 404 404 200 200 200 200"),
        ("GET", "api-keys", "api-keys", null, "401 200 200 200 200 200 200"),
        ("GET", "api-keys/{id:int}", "api-keys/{key}", null, "401 404 404 200 200 200 200"),
        ("DELETE", "api-keys/{id:int}", "api-keys/{key}", null, "401 404 404 403 403 204 204"),
        ("POST", "privacy/export", "privacy/export", """{"advertiser_id":1,"order_id":"order-1"}""", "401 404 404 403 403 200 200"),
        ("POST", "privacy/erase", "privacy/erase", """{"advertiser_id":1,"order_id":"order-1"}""", "401 404 404 403 403 200 200"),
    ];

    [Theory, BothEngines]
    public async Task Every_caller_gets_what_the_table_says(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var ids = await AddRowsAsync(host);
        var (n, differences) = (10, new List<string>());
        foreach (var (verb, _, path, body, expected) in Table)
        {
            var statuses = new List<string>();
            foreach (var caller in Callers)
            {
                n++;
                var answer = await host.SendAsync(caller, new HttpMethod(verb), Filled(path), Content(body is null ? null : Filled(body)));
                statuses.Add(answer.Status.ToString(CultureInfo.InvariantCulture));
                Assert.True(answer.Status < 400 || (answer.Code is not null && answer.ContentType == "application/problem+json"), $"{verb} {path} {caller}: {answer.Text}");
            }

            if (string.Join(' ', statuses) != expected)
            {
                differences.Add($"{verb} {path}: {string.Join(' ', statuses)}, expected {expected}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));

        static HttpContent? Content(string? body) => body switch
        {
            null => null,
            ['c', 's', 'v', ':', .. var csv] => CsvUploads.Form(System.Text.Encoding.UTF8.GetBytes(csv)),
            _ => new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };

        string Filled(string text) => Placeholder().Replace(text, m => m.Groups["name"].Value == "n" ? n.ToString(CultureInfo.InvariantCulture) : ids[m.Groups["name"].Value]);
    }

    [Theory, BothEngines]
    public async Task Lists_show_only_rows_of_the_caller_and_a_foreign_row_looks_like_a_missing_one(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var ids = await AddRowsAsync(host);
        foreach (var path in (string[])["advertisers", "offers", "coupons", "suppressed-codes", "connections", "order-files", "feeds", "conversions", "clicks", "hits", "approvals?offer_id=10", "offers?advertiser_id=1", "coupons?partner_id=5"])
        {
            Assert.NotEqual(0, (await host.GetAsync(Manager, path)).Json.GetProperty("data").GetArrayLength());
            Assert.Equal(0, (await host.GetAsync(Partner, path)).Json.GetProperty("data").GetArrayLength());
            Assert.DoesNotContain("\"advertiser_id\":1,", (await host.GetAsync(Stranger, path)).Text, StringComparison.Ordinal);
        }

        foreach (var (foreign, missing) in new[]
        {
            ("advertisers/1", "advertisers/4711"), ("offers/10", "offers/4711"), ($"coupons/{ids["coupon"]}", "coupons/4711"),
            ($"suppressed-codes/{ids["suppressed"]}", "suppressed-codes/4711"), ($"connections/{ids["connection"]}", "connections/4711"), ($"conversions/{ids["conversion"]}", "conversions/0"),
            ($"order-files/{ids["file"]}", "order-files/4711"), ($"feeds/{ids["feed"]}", "feeds/4711"),
            ($"clicks/{ids["click"]}", "clicks/0"), ($"hits/{ids["hit"]}", "hits/0"),
        })
        {
            Assert.Equal(Masked(await host.GetAsync(Stranger, missing)), Masked(await host.GetAsync(Stranger, foreign)));
        }

        static string Masked(ApiAnswer answer) => answer.Status + TraceId().Replace(answer.Text, "");
    }

    [Fact]
    public async Task A_foreign_parent_in_a_body_is_a_fault_of_its_field_and_the_same_as_a_missing_one()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        foreach (var (path, field, body) in new[]
        {
            ("offers", "advertiser_id", """{"advertiser_id":{0},"name":"New","base_destination_url":"https://ames.example/"}"""),
            ("suppressed-codes", "advertiser_id", """{"advertiser_id":{0},"code":"GONE"}"""),
            ("connections", "advertiser_id", """{"advertiser_id":{0},"kind":"stripe"}"""),
            ("feeds", "advertiser_id", """{"advertiser_id":{0},"name":"New","url":"https://ames.example/feed.xml"}"""),
            ("coupons", "offer_id", """{"code":"NEW","offer_id":{0},"partner_id":5}"""),
            ("approvals", "offer_id", """{"offer_id":{0},"partner_id":5}"""),
        })
        {
            var foreign = field == "offer_id" ? "10" : "1";
            var (asForeign, asMissing) = (await SendAsync(foreign), await SendAsync("4711"));

            Assert.Equal((400, "invalid"), (asForeign.Status, asForeign.Code));
            Assert.Equal(Said(asMissing).Replace("4711", foreign, StringComparison.Ordinal), Said(asForeign));

            Task<ApiAnswer> SendAsync(string id) => host.SendAsync(Stranger, HttpMethod.Post, path, body.Replace("{0}", id, StringComparison.Ordinal));
            string Said(ApiAnswer answer) => answer.Json.GetProperty("errors").GetProperty(field).ToString();
        }
    }

    [Fact]
    public async Task Every_endpoint_of_the_api_is_in_the_table()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        using var started = host.Script();

        var mapped = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Where(m => m != "HEAD").Select(m => $"{m} {e.RoutePattern.RawText!["/api/v1/".Length..].TrimEnd('/')}"));

        Assert.Equal(Table.Select(t => $"{t.Verb} {t.Route}").Order(StringComparer.Ordinal), mapped.Order(StringComparer.Ordinal));
    }

    private static async Task<Dictionary<string, string>> AddRowsAsync(PortalHost host)
    {
        var coupon = await host.SendAsync(Admin, HttpMethod.Post, "coupons", """{"code":"SAVE10","offer_id":10,"partner_id":5}""");
        var import = await host.UploadAsync(Admin, "offer_id,affiliate_id,coupon_code,status\n10,5,IMPORTED,active\n", ("mode", "add"), ("dry_run", "true"));
        var suppressed = await host.SendAsync(Admin, HttpMethod.Post, "suppressed-codes", """{"advertiser_id":1,"code":"GONE"}""");
        var connection = await host.SendAsync(Admin, HttpMethod.Post, "connections", """{"advertiser_id":1,"kind":"woocommerce"}""");
        var postback = await host.SendAsync(Admin, HttpMethod.Post, "partner-postbacks", """{"partner_id":5,"url":"https://tracker.example/"}""");
        var key = EventKey.First(TestDatabase.Start.AddHours(-1));
        await using var db = host.Db();
        var batch = new CouponBatch { AdvertiserId = Ames, Kind = CouponBatchKind.Generate, State = CouponBatchState.Ready, MadeBy = Manager, MadeAt = TestDatabase.Start };
        db.Add(batch);
        db.Add(new Click { Id = key, AdvertiserId = Ames, OfferId = Shoes, PartnerId = Ana, CouponCode = "SAVE10" });
        db.Add(new CouponPortal.Domain.Partners.PostbackMessage { Id = key, PartnerId = Ana, Url = "https://tracker.example/", State = CouponPortal.Domain.Partners.PostbackMessageState.Delivered });
        db.Add(new Hit { Id = key, AdvertiserId = Ames, Door = "postback", Raw = "GET /postback" });
        db.Add(new Conversion
        {
            Id = key,
            AdvertiserId = Ames,
            OfferId = Shoes,
            PartnerId = Ana,
            OrderId = "order-1",
            OrderKey = "o:order-1",
            CouponCode = "SAVE10",
            Basis = AttributionBasis.CouponCode,
            Status = ConversionStatus.Pending,
            Amount = 10_000,
            Payout = 1_000,
            Currency = "USD",
            OrderTime = TestDatabase.Start,
            ReceivedAt = TestDatabase.Start,
            Door = "postback",
        });
        var file = new OrderFile { AdvertiserId = Ames, FileName = "orders.csv", Hash = "hash", State = OrderFileState.Applied, UploadedBy = "a", UploadedAt = TestDatabase.Start };
        var feed = new Feed { AdvertiserId = Ames, Name = "Feed", Url = "https://ames.example/feed.xml", State = FeedState.Paused, CreatedAt = TestDatabase.Start, DueAt = TestDatabase.Start };
        db.AddRange(file, feed);
        db.Add(new Conversion
        {
            Id = key + 1,
            AdvertiserId = Ames,
            OrderKey = "h:1",
            SentCodes = "LOST",
            Outcome = AttributionOutcome.Unattributed,
            Currency = "USD",
            OrderTime = TestDatabase.Start,
            ReceivedAt = TestDatabase.Start,
        });
        var revocable = new ApiKey { Name = "To be revoked", Hash = "hash-of-none", Scope = Role.AdvertiserManager, AdvertiserId = Ames };
        db.Add(revocable);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var entry = await db.AuditRows.Where(r => r.AdvertiserId == Ames).Select(r => r.Id).FirstAsync(TestContext.Current.CancellationToken);
        var publicId = host.Services.GetRequiredService<Catalog>().Current.Ids.Format(key);
        return new(StringComparer.Ordinal)
        {
            ["import"] = import.Json.GetProperty("import_id").ToString(),
            ["coupon"] = coupon.Json.GetProperty("id").ToString(),
            ["batch"] = batch.Id.ToString(CultureInfo.InvariantCulture),
            ["suppressed"] = suppressed.Json.GetProperty("id").ToString(),
            ["connection"] = connection.Json.GetProperty("id").ToString(),
            ["postback"] = postback.Json.GetProperty("id").ToString(),
            ["message"] = publicId,
            ["file"] = file.Id.ToString(CultureInfo.InvariantCulture),
            ["feed"] = feed.Id.ToString(CultureInfo.InvariantCulture),
            ["click"] = publicId,
            ["hit"] = publicId,
            ["conversion"] = publicId,
            ["entry"] = entry.ToString(CultureInfo.InvariantCulture),
            ["key"] = revocable.Id.ToString(CultureInfo.InvariantCulture),
        };
    }

    [GeneratedRegex(@"\{(?<name>[a-z]+)\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("\"trace_id\":\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex TraceId();
}
