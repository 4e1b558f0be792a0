using CouponPortal.Api;
using CouponPortal.Components.Layout;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Features.Advertisers;
using CouponPortal.Features.AntiFraud;
using CouponPortal.Features.AntiFraud.Orders;
using CouponPortal.Features.Advertisers.Domains;
using CouponPortal.Features.ApiKeys;
using CouponPortal.Features.Attribution;
using CouponPortal.Features.Audit;
using CouponPortal.Features.Cases;
using CouponPortal.Features.Clicks;
using CouponPortal.Features.Conversions;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.Import;
using CouponPortal.Features.Dashboard;
using CouponPortal.Features.Inbox;
using CouponPortal.Features.Integrations;
using CouponPortal.Features.Offers;
using CouponPortal.Features.Offers.Caps;
using CouponPortal.Features.Operations;
using CouponPortal.Features.PartnerPortal;
using CouponPortal.Features.Partners;
using CouponPortal.Features.Partners.Postbacks;
using CouponPortal.Features.Privacy;
using CouponPortal.Features.Reports;
using CouponPortal.Features.ScanTool;
using CouponPortal.Features.Settings;
using CouponPortal.Features.TryIt;
using CouponPortal.Features.Views;
using CouponPortal.Features.Views.Schedules;
using CouponPortal.Hosting.Operation;
using CouponPortal.Tracking.Outgoing;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Radzen;

namespace CouponPortal.Hosting;

/// <summary>What the container holds. Each slice adds its lines in <see cref="AddSlices"/>.</summary>
internal static class Services
{
    /// <exception cref="InvalidSettingsException">A setting is wrong; the message names its key.</exception>
    public static void AddPortal(this WebApplicationBuilder builder)
    {
        var settings = PortalSettings.Read(builder.Configuration, builder.Environment.ContentRootPath, builder.Environment.IsDevelopment());
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddData(settings);
        builder.Services.AddEvents();
        builder.Services.AddPages();
        builder.AddSecurity(settings);
        builder.AddOperation(settings);
        builder.Services.AddScoped<CircuitHandler, AuditCircuit>();
        if (settings.OpenId is { } provider)
        {
            builder.Services.AddOpenId(provider, settings.Https);
        }

        builder.Services.AddSlices();
        builder.Services.AddSingleton(new ImportFolder(settings.DataDirectory)).AddHostedService<ImportCleaning>();
        builder.Services.AddSingleton(new ExportFolder(settings.DataDirectory)).AddHostedService(provider => provider.GetRequiredService<ScheduledExportWorker>());
        builder.Services.AddSingleton(provider => new ExportDelivery(provider.GetRequiredService<OutgoingHttp>().Uploads, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddApiDocument();
    }

    private static void AddData(this IServiceCollection services, PortalSettings settings)
    {
        services.AddSingleton(provider => new Database(settings.Provider, settings.ConnectionString, settings.Operation.ReadConnectionString, provider.GetRequiredService<TimeProvider>(), [.. provider.GetServices<IInterceptor>()])
        {
            RowSecurity = settings.RowSecurity,
            Fatal = EventServices.StopNow,
        });
        services.AddSingleton<IDbContextFactory<PortalDbContext>>(provider => provider.GetRequiredService<Database>());

        // Identity's stores alone use the scoped one.
        services.AddScoped(provider => provider.GetRequiredService<Database>().CreateDbContext());
        services.AddSingleton<DatabaseStart>();
        services.AddSingleton<KeyUses>().AddSingleton<Actors>();
        services.AddScoped<CurrentActor>();
    }

    private static void AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
            {
                // A page that a person left without a word is kept for its return; who drops connections on purpose gets little memory for it.
                (circuits.DisconnectedCircuitMaxRetained, circuits.DisconnectedCircuitRetentionPeriod) = (50, TimeSpan.FromMinutes(2));
                circuits.JSInteropDefaultCallTimeout = TimeSpan.FromSeconds(20);
                circuits.DetailedErrors = false;
            })

            // A text of 64 KiB that is pasted to be tried, as JSON; with the 32 KB that are the default the circuit would end over it.
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = 256 * 1024);
        services.AddCascadingAuthenticationState();
        services.AddRadzenComponents();
        services.AddRadzenCookieThemeService(options =>
        {
            options.Name = Appearance.Cookie;
            options.Duration = TimeSpan.FromDays(365);
        });
    }

    /// <summary>Queries and use cases of the pages and the API: one line each.</summary>
    public static void AddSlices(this IServiceCollection services)
    {
        services.AddSingleton<DomainList>().AddSingleton<SaveDomain>();
        services.AddSingleton<AdvertiserList>().AddSingleton<SaveAdvertiser>().AddSingleton<RotatePostbackSecret>().AddSingleton<NetworkContact>();
        services.AddSingleton<AntiFraudSettings>().AddSingleton<SignCounts>();
        services.AddSingleton<AttributionSettings>().AddSingleton<SaveAttributionSettings>().AddSingleton<AttributionReport>();
        services.AddSingleton<AttributionQueries>().AddSingleton<IExportSource, AttributionExport>();
        services.AddSingleton<OfferList>().AddSingleton<SaveOffer>().AddSingleton<CapSubjects>().AddSingleton<ApprovalList>().AddSingleton<SetApproval>();
        services.AddSingleton<PartnerList>().AddSingleton<SavePartner>().AddSingleton<PostbackLimits>().AddSingleton<PostbackList>().AddSingleton<SavePostback>().AddSingleton<OwnPostbacks>();
        services.AddSingleton<DashboardFigures>().AddSingleton<DashboardAttention>();
        services.AddReports();
        services.AddPartnerPortal();
        services.AddCoupons();
        services.AddIntegrations();
        services.AddSingleton<NameBook>().AddSingleton<ConversionDetails>().AddSingleton<ReceiveOrders>().AddSingleton<ReverseConversion>().AddSingleton<SettleRepeat>();
        services.AddSingleton<ConversionList>().AddSingleton<ChangeConversionStatus>().AddSingleton<ClickList>();
        services.AddSingleton<ClickQueries>().AddSingleton<IExportSource, ClickExport>();
        services.AddSingleton<ViewList>().AddSingleton<SaveView>().AddSingleton<ScheduledExportList>().AddSingleton<SaveScheduledExport>().AddSingleton<RunExport>().AddSingleton<ScheduledExportWorker>();
        services.AddSingleton<ConversionQueries>().AddSingleton<ConversionTotals>().AddSingleton<ChangeManyStatuses>().AddSingleton<IExportSource, ConversionExport>();
        services.AddSingleton<ApiKeyList>().AddSingleton<SaveApiKey>();
        services.AddSingleton<NetworkSettings>().AddSingleton<Branding>().AddHostedService<BrandWatch>();
        services.AddSingleton<PersonalData>().AddSingleton<RetentionRun>().AddHostedService<RetentionWorker>();
        services.AddSingleton<AuditList>().AddSingleton<IExportSource, AuditExport>().AddSingleton<AuditCheck>().AddHostedService(provider => provider.GetRequiredService<AuditCheck>());
        services.AddScanTool(provider => new(provider.GetRequiredService<PortalSettings>().Screening.Enabled), provider => new(provider.GetRequiredService<OutgoingHttp>().Client, error => error is ClosedAddressException, provider.GetRequiredService<PortalSettings>().AllowPrivateAddresses, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<OrderCheckSettings>();
        services.AddSingleton<SystemStatus>();
        services.AddInbox();
        services.AddCases();
        services.AddSingleton<OwnEventsApi>();
        services.AddSingleton<TrialReading>().AddSingleton<TrialVisit>().AddSingleton<TryRequest>().AddSingleton<SendTestOrder>();
    }
}
