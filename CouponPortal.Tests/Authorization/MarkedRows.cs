using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Feeds;
using CouponPortal.Domain.Partners;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views.Schedules;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Features.Coupons.Import;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using System.Globalization;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Authorization;

/// <summary>Everything that A and P1 can have, with a mark in every text that somebody else must not read.</summary>
internal static class MarkedRows
{
    /// <summary>In texts of A that its own people and P1 may read.</summary>
    public const string OfA = "zqa7canary";

    /// <summary>In texts of A that only its staff may read.</summary>
    public const string Internal = "zqi7canary";

    /// <summary>In texts of P1 that other partners must not read; staff of the network may.</summary>
    public const string OfPartner = "zqp7canary";

    /// <summary>In names of A that its staff and partners of the network read.</summary>
    public const string Name = "zqo7canary";

    public const string PostbackKey = "zqi7canary-postback-key-of-a";
    public const string PostbackKeyOfB = "postback-key-of-b-0123456789";

    /// <summary>What there is once: the advertiser, its offer, the partner.</summary>
    public static async Task AddNetworkAsync(PortalHost host)
    {
        await using var db = host.Db();
        foreach (var advertiser in await db.Advertisers.ToListAsync())
        {
            (advertiser.PostbackSecurity, advertiser.PostbackKey) = (PostbackSecurity.Key, advertiser.Id == Ames ? PostbackKey : PostbackKeyOfB);
        }

        var ames = await db.Advertisers.SingleAsync(a => a.Id == Ames);
        (ames.Name, ames.TrackingDomain, ames.SigningSecret) = ("Ames " + Name, OfA + ".go.example", Internal + "-signing-secret");
        db.Add(DomainRows.Verified(Ames, OfA + ".go.example"));
        (ames.AllowedIps, ames.AllowedOrigins) = ("", $"https://{Internal}.shop.example");
        foreach (var offer in await db.Offers.Where(o => o.AdvertiserId == Ames).ToListAsync())
        {
            (offer.Name, offer.ExternalCode) = ($"{offer.Name} {Name}", Internal + offer.Id);
        }

        var partner = await db.Partners.SingleAsync(p => p.Id == Bo);
        (partner.Name, partner.Email, partner.PostbackUrl) = ("Bo " + OfPartner, $"bo-{OfPartner}@partner.example", $"https://{OfPartner}.tracker.example/");
        await db.SaveChangesAsync();
    }

    /// <param name="suffix">Letters or digits that keep two sets of rows apart.</param>
    /// <returns>Ids by the names that authorization.txt uses.</returns>
    public static async Task<Dictionary<string, string>> AddAsync(PortalHost host, string suffix)
    {
        var code = ("ZQA7CANARY" + suffix).ToUpperInvariant();
        var coupon = await MakeAsync(host, "coupons", $$"""
            {"code":"{{code}}","offer_id":10,"partner_id":6,"description":"{{OfA}} description","internal_note":"{{Internal}} note"}
            """);
        var unassigned = await MakeAsync(host, "coupons", $$"""{"code":"ZQI7CANARY{{suffix}}","offer_id":10,"description":"{{Internal}} unassigned"}""");
        var import = await host.UploadAsync(Admin, $"offer_id,affiliate_id,coupon_code,status,description\n10,6,ZQA7CANARYFILE{suffix},active,{OfA} row\n10,4711,ZQI7CANARYBAD{suffix},active,{Internal} row\n", ("mode", "add"), ("dry_run", "true"));
        var suppressed = await MakeAsync(host, "suppressed-codes", $$"""{"advertiser_id":1,"code":"ZQI7CANARYGONE{{suffix}}"}""");
        var connection = await MakeAsync(host, "connections", $$"""{"advertiser_id":1,"kind":"woocommerce","name":"{{Internal}} shop"}""");
        var postback = await MakeAsync(host, "partner-postbacks", $$"""{"partner_id":6,"url":"https://{{OfPartner}}.tracker.example/{{suffix}}"}""");
        var key = EventKey.First(TestDatabase.Start.AddHours(suffix == "ONE" ? -1 : -2));
        var publicId = host.Services.GetRequiredService<Catalog>().Current.Ids.Format(key);
        await using var db = host.Db();
        var batch = new CouponBatch { AdvertiserId = Ames, Kind = CouponBatchKind.Generate, State = CouponBatchState.Ready, MadeBy = Internal, FileName = Internal + ".csv", Message = Internal, MadeAt = TestDatabase.Start };
        var file = new OrderFile { AdvertiserId = Ames, FileName = Internal + ".csv", Hash = "hash" + suffix, State = OrderFileState.Applied, UploadedBy = Internal, UploadedAt = TestDatabase.Start };
        var feed = new Feed
        {
            AdvertiserId = Ames,
            Name = Internal + " feed",
            Url = $"https://{Internal}.example/feed.xml",
            UserName = Internal,
            State = FeedState.Paused,
            LastDetail = Internal,
            CreatedAt = TestDatabase.Start,
            DueAt = TestDatabase.Start,
        };
        var view = new SavedView { OwnerId = 1, Name = Internal + " view" + suffix, Page = "conversions", Query = "order_id=" + Internal, IsShared = true, AdvertiserId = Ames, CreatedAt = TestDatabase.Start };
        CodeRequest[] wishes = [.. Enumerable.Range(1, 3).Select(i => new CodeRequest { AdvertiserId = Ames, OfferId = Shoes, PartnerId = Bo, Wish = $"ZQA7CANARYWISH{suffix}{i}", Note = OfA, Answer = OfA, RequestedAt = TestDatabase.Start })];
        db.AddRange(wishes);
        var script = new ApiKey { Name = Internal + " key" + suffix, Prefix = "zqi7", Hash = Internal + suffix, Scope = Role.AdvertiserManager, AdvertiserId = Ames, CreatedAt = TestDatabase.Start };
        var missed = new SaleCase { PartnerId = Bo, AdvertiserId = Ames, OrderId = OfA + suffix, Answer = OfA, EvidenceOrders = "", State = SaleCaseState.Open, OpenedAt = TestDatabase.Start, UpdatedAt = TestDatabase.Start };
        missed.Messages.Add(new SaleCaseMessage { At = TestDatabase.Start, By = OfPartner, Text = OfA });
        var couponId = int.Parse(coupon, CultureInfo.InvariantCulture);
        // The walk makes it a coupon of A's partner, who then sees the code itself.
        var typed = new MissedCode { AdvertiserId = Ames, Code = "ZQA7CANARYTYPO" + suffix, Visits = 12, FirstSeenAt = TestDatabase.Start, LastSeenAt = TestDatabase.Start, Referrers = $"12 {Internal}.example" };
        db.AddRange(
            typed,
            new CodeLeak { AdvertiserId = Ames, CouponId = couponId, SinceAt = TestDatabase.Start, SeenAt = TestDatabase.Start, RecentOrders = 30, RecentClickless = 20, BeforeOrders = 90, BeforeClickless = 9 },
            new CodeSuccessor { AdvertiserId = Ames, PartnerId = Bo, Code = code, NewCode = OfA, NewCouponId = couponId, MadeAt = TestDatabase.Start, MadeBy = Internal });
        TrackingDomain[] domains = [DomainRows.Unverified(Ames, $"one-{Internal}-{suffix}.example".ToLowerInvariant()), DomainRows.Unverified(Ames, $"two-{Internal}-{suffix}.example".ToLowerInvariant())];
        (domains[0].Fault, domains[1].Fault) = (Internal, Internal);
        var colleague = new PortalUser { UserName = $"{Internal}-{suffix}@ames.example", NormalizedUserName = $"{Internal}-{suffix}@ames.example".ToUpperInvariant(), Email = $"{Internal}-{suffix}@ames.example", Role = Role.AdvertiserViewer, Advertisers = [new() { AdvertiserId = Ames }], CreatedAt = TestDatabase.Start };
        var invitation = new Invitation { Email = $"{Internal}-new-{suffix}@ames.example", Role = Role.AdvertiserViewer, Advertisers = [new() { AdvertiserId = Ames }], TokenHash = Internal + suffix, InvitedBy = Internal, CreatedAt = TestDatabase.Start, ExpiresAt = TestDatabase.Start.AddDays(7) };
        db.AddRange(batch, file, feed, view, script, missed, domains[0], domains[1], colleague, invitation);
        await db.SaveChangesAsync();
        var schedule = new ScheduledExport { OwnerId = 1, SavedViewId = view.Id, State = ScheduleState.Paused, Url = $"https://{Internal}.example/", CreatedAt = TestDatabase.Start, DueAt = TestDatabase.Start };
        db.Add(schedule);
        db.AddRange(ClickOf(key, code), HitOf(key), OrderOf(key, code, int.Parse(coupon, CultureInfo.InvariantCulture)), LostOf(key + 1));
        db.Add(new PostbackMessage { Id = key, PartnerId = Bo, PostbackId = int.Parse(postback, CultureInfo.InvariantCulture), ConversionId = key, Url = $"https://{OfPartner}.tracker.example/", Body = OfPartner, State = PostbackMessageState.Delivered, LastError = OfPartner });
        db.Add(new ConversionItem { ConversionId = key, Key = "1", ProductId = OfA, Category = OfA });
        db.Add(new ConversionChange { Id = key, ConversionId = key, At = TestDatabase.Start, By = Internal, Note = Internal });
        await db.SaveChangesAsync();
        db.Add(new OrderFileContent { OrderFileId = file.Id, Content = System.Text.Encoding.UTF8.GetBytes(Internal) });
        var run = new ExportRun { ScheduledExportId = schedule.Id, StartedAt = TestDatabase.Start, EndedAt = TestDatabase.Start, State = ExportRunState.Done, FileName = Internal + ".csv", FileUntil = TestDatabase.Start.AddDays(9) };
        db.Add(run);
        await db.SaveChangesAsync();
        await using (var export = host.Services.GetRequiredService<ExportFolder>().Create(run.Id))
        {
            await export.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Internal));
        }

        var entry = await db.AuditRows.Where(r => r.AdvertiserId == Ames).MaxAsync(r => r.Id);
        return new(StringComparer.Ordinal)
        {
            ["entry"] = entry.ToString(CultureInfo.InvariantCulture),
            ["case"] = Text(missed.Id),
            ["apikey"] = Text(script.Id),
            ["order"] = $"{OfA}-order-{key}",
            ["advertiser"] = "1",
            ["offer"] = "10",
            ["partner"] = "6",
            ["code"] = code,
            ["coupon"] = coupon,
            ["unassigned"] = unassigned,
            ["import"] = import.Json.GetProperty("import_id").ToString(),
            ["batch"] = Text(batch.Id),
            ["suppressed"] = suppressed,
            ["missed"] = Text(typed.Id),
            ["connection"] = connection,
            ["postback"] = postback,
            ["file"] = Text(file.Id),
            ["feed"] = Text(feed.Id),
            ["domain"] = Text(domains[0].Id),
            ["colleague"] = Text(colleague.Id),
            ["invitation"] = Text(invitation.Id),
            ["domaintwo"] = Text(domains[1].Id),
            ["run"] = Text(run.Id),
            ["wish"] = Text(wishes[0].Id),
            ["wishtwo"] = Text(wishes[1].Id),
            ["wishthree"] = Text(wishes[2].Id),
            ["message"] = publicId,
            ["click"] = publicId,
            ["hit"] = publicId,
            ["conversion"] = publicId,
        };
    }

    /// <summary>An id by each name that no row has, of the form of a real one.</summary>
    public static Dictionary<string, string> Missing(PortalHost host, Dictionary<string, string> ids)
    {
        var none = host.Services.GetRequiredService<Catalog>().Current.Ids.Format(EventKey.First(TestDatabase.Start.AddDays(-7)));
        return ids.ToDictionary(p => p.Key, p => p.Value.Length == PublicIds.Length ? none : p.Key is "code" or "order" ? "NOSUCHCODE4711" : "4711", StringComparer.Ordinal);
    }

    private static async Task<string> MakeAsync(PortalHost host, string path, string body)
    {
        var answer = await host.SendAsync(Admin, HttpMethod.Post, path, body);
        Assert.True(answer.Status == 201, $"{path}: {answer.Text}");
        return answer.Json.GetProperty("id").ToString();
    }

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static Click ClickOf(long key, string code) => new()
    {
        Id = key,
        AdvertiserId = Ames,
        OfferId = Shoes,
        PartnerId = Bo,
        CouponCode = code,
        Sub1 = OfA,
        Sub2 = OfA,
        Sub3 = code,
        SourceId = OfA,
        Country = "DE",
        UserAgent = $"Mozilla/5.0 {Internal}",
        Referrer = $"https://{OfA}.blog.example/",
        Destination = $"https://ames.example/{OfA}",
    };

    private static Hit HitOf(long key) => new()
    {
        Id = key,
        AdvertiserId = Ames,
        Door = "postback",
        Verdict = HitVerdict.Refused,
        Reason = "order_id_missing",
        Detail = Internal,
        Raw = $"GET /postback?order_id={Internal}\nUser-Agent: {Internal}",
        RemoteIp = "198.51.100.7",
        ConversionId = key,
    };

    private static Conversion OrderOf(long key, string code, int coupon) => new()
    {
        Id = key,
        AdvertiserId = Ames,
        OfferId = Shoes,
        PartnerId = Bo,
        CounterfactualPartnerId = Ana,
        OrderId = $"{OfA}-order-{key}",
        OrderKey = $"o:{OfA}-order-{key}",
        CouponCode = code,
        CouponId = coupon,
        SentCodes = code,
        Sub1 = OfA,
        Sub3 = code,
        Basis = AttributionBasis.ExclusiveCode,
        Status = ConversionStatus.Pending,
        Amount = 10_000,
        Payout = 1_000,
        Currency = "USD",
        OrderTime = TestDatabase.Start,
        ReceivedAt = TestDatabase.Start,
        Door = "postback",
    };

    // Nobody was credited for it: it belongs to no partner.
    private static Conversion LostOf(long key) => new()
    {
        Id = key,
        AdvertiserId = Ames,
        OrderId = $"{Internal}-lost-{key}",
        OrderKey = $"o:{Internal}-lost-{key}",
        SentCodes = "ZQI7CANARYLOST",
        Outcome = AttributionOutcome.Unattributed,
        Currency = "USD",
        OrderTime = TestDatabase.Start,
        ReceivedAt = TestDatabase.Start,
    };
}
