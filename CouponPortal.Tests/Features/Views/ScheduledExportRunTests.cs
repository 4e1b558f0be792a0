using System.Net;
using System.Security.Cryptography;
using System.Text;
using CouponPortal.Data;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views.Schedules;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CouponPortal.Tests.Features.Views;

public sealed class ScheduledExportRunTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Due_export_becomes_a_file_of_what_its_owner_sees_and_waits_for_its_next_time(DatabaseProvider engine)
    {
        await using var world = await World.CreateAsync(engine);
        await world.Reports.Events.AddConversionAsync(c => c.OrderId = "OWN-1");
        await world.Reports.Events.AddConversionAsync(c => (c.OrderId, c.Status) = ("OWN-2", ConversionStatus.Approved));
        await world.Reports.Events.AddConversionAsync(c => (c.AdvertiserId, c.OfferId, c.OrderId) = (2, 20, "FOREIGN-1"));
        var export = await world.ScheduleAsync(e => e.TimeOfDay = 7 * 60);

        Assert.Equal(1, await world.Worker().RunOnceAsync(Stop));
        Assert.Equal(0, await world.Worker().RunOnceAsync(Stop));

        var run = await world.RunAsync(export.Id);
        Assert.Equal((ExportRunState.Done, 1, ""), (run.State, run.Rows, run.Error));
        var text = await File.ReadAllTextAsync(world.Folder.PathOf(run.Id), Stop);
        Assert.Contains("OWN-1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("OWN-2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("FOREIGN-1", text, StringComparison.Ordinal);
        // 7:00 in New York of the next day.
        Assert.Equal(new DateTime(2026, 1, 16, 12, 0, 0, DateTimeKind.Utc), (await world.ExportAsync(export.Id)).DueAt);
    }

    [Theory, BothEngines]
    public async Task Owner_who_lost_the_advertiser_gets_nothing_of_it(DatabaseProvider engine)
    {
        await using var world = await World.CreateAsync(engine);
        await world.Reports.Events.AddConversionAsync();
        var export = await world.ScheduleAsync();
        await using (var db = world.Reports.Events.Store.CreateDbContext())
        {
            (await db.Users.Include(u => u.Advertisers).SingleAsync(u => u.Id == ReportWorld.Manager, Stop)).Advertisers.Clear();
            await db.SaveChangesAsync(Stop);
        }

        await world.Worker().RunOnceAsync(Stop);

        Assert.Equal(0, (await world.RunAsync(export.Id)).Rows);
    }

    [Theory, BothEngines]
    public async Task Export_of_a_person_who_may_not_sign_in_any_more_fails_and_says_why(DatabaseProvider engine)
    {
        await using var world = await World.CreateAsync(engine);
        var export = await world.ScheduleAsync();
        await using (var db = world.Reports.Events.Store.CreateDbContext())
        {
            (await db.Users.SingleAsync(u => u.Id == ReportWorld.Manager, Stop)).Disabled = true;
            await db.SaveChangesAsync(Stop);
        }

        await world.Worker().RunOnceAsync(Stop);

        var run = await world.RunAsync(export.Id);
        Assert.Equal((ExportRunState.Failed, "Its owner may not sign in any more."), (run.State, run.Error));
        Assert.False(File.Exists(world.Folder.PathOf(run.Id)));
    }

    [Theory, BothEngines]
    public async Task Webhook_that_fails_is_tried_again_and_gets_the_file_at_last(DatabaseProvider engine)
    {
        await using var world = await World.CreateAsync(engine);
        await world.Reports.Events.AddConversionAsync(c => c.OrderId = "OWN-1");
        var export = await world.ScheduleAsync(e => (e.Target, e.Url) = (ExportTarget.Webhook, "https://hooks.example/in"));
        world.Receiver.Answer = HttpStatusCode.ServiceUnavailable;

        await world.Worker().RunOnceAsync(Stop);
        var failed = await world.RunAsync(export.Id);
        var waiting = await world.ExportAsync(export.Id);
        world.Receiver.Answer = HttpStatusCode.Accepted;
        world.Reports.Events.Time.Advance(TimeSpan.FromMinutes(5));
        await world.Worker().RunOnceAsync(Stop);

        Assert.Equal((ExportRunState.Failed, 503, "The receiver answered 503."), (failed.State, failed.Status, failed.Error));
        Assert.Equal((1, EventsDatabase.Noon.AddMinutes(5)), (waiting.Failures, waiting.DueAt));
        var run = await world.RunAsync(export.Id);
        Assert.Equal((ExportRunState.Done, 202), (run.State, run.Status));
        Assert.Equal(0, (await world.ExportAsync(export.Id)).Failures);
        Assert.Contains("OWN-1", world.Receiver.Bodies[^1], StringComparison.Ordinal);
        Assert.Equal("text/csv; charset=utf-8", world.Receiver.ContentType);
        Assert.Null(run.FileUntil);
        Assert.False(File.Exists(world.Folder.PathOf(run.Id)));
    }

    [Theory, BothEngines]
    public async Task Post_is_signed_as_Standard_Webhooks_with_the_secret_of_its_schedule(DatabaseProvider engine)
    {
        await using var world = await World.CreateAsync(engine);
        await world.Reports.Events.AddConversionAsync(c => c.OrderId = "Ö-1");
        var (actor, view) = (await world.Reports.ActorAsync(ReportWorld.Manager), await world.Reports.ViewAsync(ReportWorld.Manager));
        var draft = new ScheduleDraft(view.Id, ExportRhythm.Daily, DayOfWeek.Monday, 1, "06:30", ExportFormat.Xlsx, ExportTarget.Webhook, "https://hooks.example/in");
        var made = (await world.Save.CreateAsync(actor, draft, Stop)).Done();
        var file = (await world.Save.CreateAsync(actor, draft with { Target = ExportTarget.File }, Stop)).Done();

        (await world.Save.RunNowAsync(actor, made.Id, Stop)).Done();
        await world.Worker().RunOnceAsync(Stop);
        var first = world.Receiver.Signed;
        var rotated = (await world.Save.RotateSecretAsync(actor, made.Id, Stop)).Done();
        (await world.Save.RunNowAsync(actor, made.Id, Stop)).Done();
        await world.Worker().RunOnceAsync(Stop);

        Assert.Equal(Signature(made.Secret!, first), first.Signature);
        Assert.Equal(Signature(rotated.Secret!, world.Receiver.Signed), world.Receiver.Signed.Signature);
        Assert.NotEqual(made.Secret, rotated.Secret);
        Assert.NotEqual(first.Id, world.Receiver.Signed.Id);
        Assert.Equal(EventsDatabase.Noon, DateTime.UnixEpoch.AddSeconds(long.Parse(first.Time, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Null(file.Secret);
        (await world.Save.RotateSecretAsync(await world.Reports.ActorAsync(ReportWorld.Viewer), made.Id, Stop)).IsNotFound();

        static string Signature(string secret, (string Id, string Time, string Signature, byte[] Body) got) => "v1," + Convert.ToBase64String(
            HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), (byte[])[.. Encoding.UTF8.GetBytes($"{got.Id}.{got.Time}."), .. got.Body]));
    }

    [Theory, BothEngines]
    public async Task Receiver_that_wants_no_more_pauses_the_export(DatabaseProvider engine)
    {
        await using var world = await World.CreateAsync(engine);
        var export = await world.ScheduleAsync(e => (e.Target, e.Url) = (ExportTarget.Webhook, "https://hooks.example/in"));
        world.Receiver.Answer = HttpStatusCode.Gone;

        await world.Worker().RunOnceAsync(Stop);

        Assert.Equal(ScheduleState.Paused, (await world.ExportAsync(export.Id)).State);
    }

    [Theory, BothEngines]
    public async Task File_is_kept_for_thirty_days_and_then_removed(DatabaseProvider engine)
    {
        await using var world = await World.CreateAsync(engine);
        var export = await world.ScheduleAsync(e => e.Rhythm = ExportRhythm.Monthly);
        await world.Worker().RunOnceAsync(Stop);
        var run = await world.RunAsync(export.Id);
        await world.PauseAsync(export.Id);

        world.Reports.Events.Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        await world.Worker().RunOnceAsync(Stop);
        var isKept = File.Exists(world.Folder.PathOf(run.Id)) && await world.List.FileAsync(await world.Reports.ActorAsync(ReportWorld.Manager), run.Id, Stop) is not null;
        world.Reports.Events.Time.Advance(TimeSpan.FromMinutes(1));
        await world.Worker().RunOnceAsync(Stop);

        Assert.True(isKept);
        Assert.False(File.Exists(world.Folder.PathOf(run.Id)));
        Assert.Null(await world.List.FileAsync(await world.Reports.ActorAsync(ReportWorld.Manager), run.Id, Stop));
    }

    [Theory, BothEngines]
    public async Task File_is_its_owners_and_the_admins_alone(DatabaseProvider engine)
    {
        await using var world = await World.CreateAsync(engine);
        var export = await world.ScheduleAsync();
        await world.Worker().RunOnceAsync(Stop);
        var run = await world.RunAsync(export.Id);

        Assert.Equal((true, true, false, false), (await SeesAsync(ReportWorld.Admin), await SeesAsync(ReportWorld.Manager), await SeesAsync(ReportWorld.Viewer), await SeesAsync(ReportWorld.Stranger)));

        async Task<bool> SeesAsync(int user) => await world.List.FileAsync(await world.Reports.ActorAsync(user), run.Id, Stop) is not null;
    }

    [Theory, BothEngines]
    public async Task Run_of_a_process_that_died_is_ended_by_the_next(DatabaseProvider engine)
    {
        await using var world = await World.CreateAsync(engine);
        var export = await world.ScheduleAsync();
        var left = await world.Reports.Events.AddAsync(new ExportRun { ScheduledExportId = export.Id, StartedAt = EventsDatabase.Noon, State = ExportRunState.Running });

        await world.Worker().RunOnceAsync(Stop);

        await using var db = world.Reports.Events.Store.CreateDbContext();
        Assert.Equal(ExportRunState.Failed, (await db.ExportRuns.SingleAsync(r => r.Id == left.Id, Stop)).State);
        Assert.Equal(ExportRunState.Done, (await world.RunAsync(export.Id)).State);
    }

    [Fact]
    public async Task Form_is_checked_and_the_days_are_the_advertisers()
    {
        await using var world = await World.CreateAsync(DatabaseProvider.Sqlite);
        var (actor, view) = (await world.Reports.ActorAsync(ReportWorld.Manager), await world.Reports.ViewAsync(ReportWorld.Manager, "Other"));
        var draft = new ScheduleDraft(view.Id, ExportRhythm.Daily, DayOfWeek.Monday, 1, "06:30", ExportFormat.Xlsx, ExportTarget.File, null);

        var made = (await world.Save.CreateAsync(actor, draft, Stop)).Done();

        Assert.Equal(("America/New_York", 390), (made.TimeZone, made.TimeOfDay));
        Assert.Equal(
            ["view_id", "time", "day_of_month", "url"],
            (await world.Save.CreateAsync(actor, draft with { ViewId = 999, Time = "6 o'clock", DayOfMonth = 32, Target = ExportTarget.Webhook, Url = "http://hooks.example" }, Stop)).Invalid().ByField.Keys);
        (await world.Save.PauseAsync(await world.Reports.ActorAsync(ReportWorld.Viewer), made.Id, Stop)).IsNotFound();
        Assert.Equal(ScheduleState.Paused, (await world.Save.PauseAsync(actor, made.Id, Stop)).Done().State);
        (await world.Save.RemoveAsync(actor, made.Id, Stop)).Done();
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("couponportal-exports-").FullName;

        private World(ReportWorld reports) => Reports = reports;

        public ReportWorld Reports { get; }

        public Receiver Receiver { get; } = new();

        public ExportFolder Folder => new(_folder);

        public ScheduledExportList List => new(Reports.Events.Store);

        public SaveScheduledExport Save => new(Reports.Events.Store, Reports.Views, Folder, Reports.Events.Time);

        public static async Task<World> CreateAsync(DatabaseProvider engine) => new(await ReportWorld.CreateAsync(engine));

        public ScheduledExportWorker Worker()
        {
            var delivery = new ExportDelivery(new HttpClient(Receiver), Reports.Events.Time);
            var runs = new RunExport(Reports.Events.Store, Reports.Actors, Reports.Views, [Reports.Conversions, Reports.Clicks], Folder, delivery, Reports.Events.Time);
            return new(Reports.Events.Store, runs, Folder, Reports.Events.Time, NullLogger<ScheduledExportWorker>.Instance);
        }

        public async Task<ScheduledExport> ScheduleAsync(Action<ScheduledExport>? shape = null)
        {
            var view = await Reports.ViewAsync(ReportWorld.Manager);
            var export = new ScheduledExport { OwnerId = ReportWorld.Manager, SavedViewId = view.Id, TimeZone = "America/New_York", DueAt = EventsDatabase.Noon };
            shape?.Invoke(export);
            return await Reports.Events.AddAsync(export);
        }

        public async Task PauseAsync(int id) => (await Save.PauseAsync(await Reports.ActorAsync(ReportWorld.Manager), id, Stop)).Done();

        /// <summary>The latest one.</summary>
        public async Task<ExportRun> RunAsync(int exportId)
        {
            await using var db = Reports.Events.Store.CreateDbContext();
            return await db.ExportRuns.Where(r => r.ScheduledExportId == exportId).OrderByDescending(r => r.Id).FirstAsync(Stop);
        }

        public async Task<ScheduledExport> ExportAsync(int id)
        {
            await using var db = Reports.Events.Store.CreateDbContext();
            return await db.ScheduledExports.SingleAsync(e => e.Id == id, Stop);
        }

        public async ValueTask DisposeAsync()
        {
            await Reports.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private sealed class Receiver : HttpMessageHandler
    {
        public HttpStatusCode Answer { get; set; } = HttpStatusCode.OK;

        public List<string> Bodies { get; } = [];

        public string? ContentType { get; private set; }

        /// <summary>The latest one.</summary>
        public (string Id, string Time, string Signature, byte[] Body) Signed { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            Bodies.Add(Encoding.UTF8.GetString(body));
            Signed = (Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"), body);
            ContentType = request.Content.Headers.ContentType?.ToString();
            return new HttpResponseMessage(Answer);

            string Header(string name) => request.Headers.TryGetValues(name, out var values) ? values.Single() : "";
        }
    }
}
