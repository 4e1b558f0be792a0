using CouponPortal.Data;
using CouponPortal.Data.Caps;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Rollups;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Intake;
using CouponPortal.Intake.Feeds;
using CouponPortal.Intake.Rehearsal;
using CouponPortal.Intake.Replay;
using CouponPortal.Intake.Shops;
using CouponPortal.Tracking;
using CouponPortal.Tracking.Clicks;
using CouponPortal.Tracking.Clicks.Screening;
using CouponPortal.Tracking.Domains;
using CouponPortal.Tracking.Feeds;
using CouponPortal.Tracking.Geo;
using CouponPortal.Tracking.Outgoing;
using CouponPortal.Tracking.PartnerPostbacks;
using CouponPortal.Tracking.Postbacks;
using CouponPortal.Tracking.Sdk;
using CouponPortal.Tracking.Shops;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CouponPortal.Hosting;

/// <summary>The way of clicks and orders: catalog, writer, intake, doors.</summary>
internal static class EventServices
{
    private const string CatchAllPage = "/{*path}";

    public static void AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<CatalogSignal>();
        services.AddSingleton<IInterceptor, CatalogInterceptors>();
        services.AddSingleton<Catalog>();
        services.AddHostedService<CatalogFollower>().AddHostedService<CatalogListener>();
        services.AddSingleton(provider => new EventKey(provider.GetRequiredService<PortalSettings>().Node));
        services.AddSingleton<EventReader>();
        services.AddSingleton<RollupRebuild>().AddSingleton<RollupCheck>().AddHostedService<RollupWorker>();
        services.AddSingleton(provider => new ClickSpool(Path.Combine(provider.GetRequiredService<PortalSettings>().DataDirectory, "clicks.spool"), reserve: ClickSpool.DefaultReserve));
        services.AddSingleton(WriterOf);
        services.AddSingleton<WaitingCorrections>().AddSingleton<OrderLedger>().AddSingleton<RepeatedStatus>().AddSingleton<RepeatedOrder>().AddSingleton<SecretUses>().AddSingleton<ReceivedWebhooks>();
        services.AddHostedService<CorrectionFollower>();
        services.AddSingleton<CapCounters>().AddSingleton<CapStore>().AddSingleton<CapLines>().AddSingleton<OrderCaps>().AddHostedService<CapFollower>();
        services.AddSingleton<OpenLeaks>().AddSingleton<PartnerMarks>().AddSingleton<OrderScreening>();
        services.AddSingleton<OrderIntake>();
        services.AddSingleton(provider => provider.GetRequiredService<PortalSettings>().Geo).AddSingleton<CountrySource>().AddSingleton<VisitorFacts>().AddSingleton<CapUse>(provider => provider.GetRequiredService<CapCounters>());
        services.AddHostedService(provider => provider.GetRequiredService<CountrySource>());
        services.AddSingleton(provider => provider.GetRequiredService<PortalSettings>().Screening).AddSingleton<VisitScreening>().AddSingleton<CodeScans>();
        services.AddSingleton<ClickRecorder>();
        services.AddSingleton<CouponUrl>();
        services.AddSingleton<OfferClick>();
        services.AddSingleton(provider => new OutgoingHttp(provider.GetRequiredService<PortalSettings>().AllowPrivateAddresses));
        services.AddSingleton<PostbackSender>().AddSingleton<PostbackWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<PostbackWorker>());
        services.AddSingleton(provider => new PortalAddress(provider.GetRequiredService<PortalSettings>().PublicUrl, provider.GetRequiredService<PortalSettings>().PortalHosts));
        services.AddSingleton(provider => new DnsText(provider.GetRequiredService<PortalSettings>().DnsServers is { Count: > 0 } named ? named : null));
        services.AddSingleton<DomainDoor>().AddSingleton<DomainCheck>().AddSingleton<DomainWorker>().AddHostedService(provider => provider.GetRequiredService<DomainWorker>());
        services.AddSingleton<ParameterDoor>();
        services.AddSingleton<PostbackDoor>();
        services.AddSingleton<SdkDoor>();
        services.AddSingleton<OrderDoors>();
        services.AddSingleton<FeedIntake>().AddSingleton<PaymentsDoor>().AddSingleton<FeedPuller>().AddSingleton<FeedWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<FeedWorker>());
        services.AddSingleton<ConnectionMemory>().AddSingleton<ShopIntake>().AddSingleton<ShopDoor>();
        services.AddSingleton<DoorDialects>().AddSingleton<StoredOrder>().AddSingleton<Rejudging>().AddSingleton<Repeats>().AddSingleton<SilentDoors>();
        services.AddSingleton<RehearseRules>();
    }

    /// <summary>In front of everything but the fault page: shoppers and shops do not pay for the portal's own pipeline.</summary>
    public static void UseTracking(this WebApplication app)
    {
        var domains = app.Services.GetRequiredService<DomainDoor>();
        app.Use(domains.BeforeDoorsAsync);
        app.UseMiddleware<TrackingMiddleware>();
        app.Use(domains.BehindDoorsAsync);
    }

    /// <summary>
    /// A visitor who mistypes a link is no member of staff: an address that is no page answers the shopper's plain page and not the sign-in form. Signed-in people
    /// get the portal's own not-found page. Stands between routing and authorization.
    /// </summary>
    public static void UseDeadEnds(this WebApplication app) => app.Use((http, next) =>
        http.User.Identity?.IsAuthenticated != true && http.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: CatchAllPage } ? Redirect.To(http, null) : next(http));

    // Made at first use, which is after the database has been prepared.
    private static EventWriter WriterOf(IServiceProvider provider)
    {
        var database = provider.GetRequiredService<Database>();
        EventStore store = database.Provider == DatabaseProvider.Sqlite ? new SqliteEventStore(database) : new PostgresEventStore(database);
        return new EventWriter(
            store, provider.GetRequiredService<ClickSpool>(), provider.GetRequiredService<ILogger<EventWriter>>(), StopNow, provider.GetRequiredService<PortalSettings>().Operation.WriterPatience, provider.GetRequiredService<TimeProvider>());
    }

    // After a failed fsync the next commit succeeds although data may be gone: only a new process, which reads what is really on the disk, may go on.
    internal static void StopNow(Exception error) => Environment.FailFast("The disk refused what was promised: " + error.Message, error);
}
