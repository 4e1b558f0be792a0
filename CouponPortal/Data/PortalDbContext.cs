using System.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Configurations;
using CouponPortal.Data.Identity;
using CouponPortal.Data.Nodes;
using CouponPortal.Data.Rollups;
using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Feeds;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Domain.Reports;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace CouponPortal.Data;

/// <summary>The store. A context lives for one operation (<see cref="IDbContextFactory{TContext}"/>); clicks and orders are written by the event writer.</summary>
public abstract class PortalDbContext(DbContextOptions options) : IdentityUserContext<PortalUser, int>(options)
{
    public DbSet<Advertiser> Advertisers => Set<Advertiser>();
    public DbSet<TrackingDomain> TrackingDomains => Set<TrackingDomain>();
    public DbSet<Offer> Offers => Set<Offer>();
    public DbSet<Approval> Approvals => Set<Approval>();
    public DbSet<ApprovalPeriod> ApprovalPeriods => Set<ApprovalPeriod>();
    public DbSet<Partner> Partners => Set<Partner>();
    public DbSet<Coupon> Coupons => Set<Coupon>();
    public DbSet<CouponPartner> CouponPartners => Set<CouponPartner>();
    public DbSet<CouponPeriod> CouponPeriods => Set<CouponPeriod>();
    public DbSet<CouponBatch> CouponBatches => Set<CouponBatch>();
    public DbSet<CouponBatchRow> CouponBatchRows => Set<CouponBatchRow>();
    public DbSet<CodeRequest> CodeRequests => Set<CodeRequest>();
    public DbSet<CodeLeak> CodeLeaks => Set<CodeLeak>();
    public DbSet<CodeSuccessor> CodeSuccessors => Set<CodeSuccessor>();
    public DbSet<MissedCode> MissedCodes => Set<MissedCode>();
    public DbSet<SuppressedCode> SuppressedCodes => Set<SuppressedCode>();
    public DbSet<Click> Clicks => Set<Click>();
    public DbSet<Conversion> Conversions => Set<Conversion>();
    public DbSet<ConversionItem> ConversionItems => Set<ConversionItem>();
    public DbSet<Correction> Corrections => Set<Correction>();
    public DbSet<ConversionChange> ConversionChanges => Set<ConversionChange>();
    public DbSet<PartnerPostback> PartnerPostbacks => Set<PartnerPostback>();
    public DbSet<PostbackMessage> PostbackMessages => Set<PostbackMessage>();
    public DbSet<ReceivedWebhook> ReceivedWebhooks => Set<ReceivedWebhook>();
    public DbSet<Connection> Connections => Set<Connection>();
    public DbSet<ConnectionFact> ConnectionFacts => Set<ConnectionFact>();
    public DbSet<OrderFile> OrderFiles => Set<OrderFile>();
    public DbSet<OrderFileContent> OrderFileContents => Set<OrderFileContent>();
    public DbSet<Feed> Feeds => Set<Feed>();
    public DbSet<SavedView> SavedViews => Set<SavedView>();
    public DbSet<ScheduledExport> ScheduledExports => Set<ScheduledExport>();
    public DbSet<ExportRun> ExportRuns => Set<ExportRun>();
    public DbSet<Hit> Hits => Set<Hit>();
    public DbSet<SaleCase> SaleCases => Set<SaleCase>();
    public DbSet<SaleCaseMessage> SaleCaseMessages => Set<SaleCaseMessage>();
    public DbSet<NetworkState> NetworkStates => Set<NetworkState>();
    public DbSet<CatalogChange> CatalogChanges => Set<CatalogChange>();
    public DbSet<RollupState> RollupStates => Set<RollupState>();
    public DbSet<ClickRollup> ClickRollups => Set<ClickRollup>();
    public DbSet<ConversionRollup> ConversionRollups => Set<ConversionRollup>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<PasswordReset> PasswordResets => Set<PasswordReset>();
    public DbSet<UserSession> UserSessions => Set<UserSession>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();
    public DbSet<AuditRow> AuditRows => Set<AuditRow>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<Node> Nodes => Set<Node>();
    public DbSet<Lease> Leases => Set<Lease>();
    public DbSet<IdempotentAnswer> IdempotentAnswers => Set<IdempotentAnswer>();

    /// <summary>Whether the open transaction has changed what the catalog holds: its commit then brings the catalog up to date (<see cref="CatalogNews"/>).</summary>
    internal bool HasCatalogNews { get; set; }

    /// <summary>Entries of the audit log that the open transaction's commit writes.</summary>
    internal AuditTrail? AuditTrail { get; set; }

    /// <summary>Held until the transaction ends: writers of one advertiser's coupons go one after the other, so that no two of them pass the uniqueness check together.</summary>
    public abstract Task LockCouponsAsync(int advertiserId, CancellationToken cancel);

    /// <summary>Held until the transaction ends: whoever changes a conversion reads it first, and nobody else may between the two.</summary>
    public abstract Task LockConversionAsync(long id, CancellationToken cancel);

    /// <summary>Held until the transaction ends: of two who take the last network admins' rights away, the second one sees what the first has done.</summary>
    public abstract Task LockPeopleAsync(CancellationToken cancel);

    /// <summary>After rows were inserted with ids chosen by the caller: the next generated id must lie above them.</summary>
    public abstract Task RaiseIdsAsync(string table, CancellationToken cancel);

    /// <summary>A transaction whose reads are of one moment, and which keeps no writer waiting.</summary>
    public abstract Task<IDbContextTransaction> BeginReadAsync(CancellationToken cancel);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcMicroseconds>();
        configurationBuilder.Conventions.Replace<ForeignKeyIndexConvention>(services =>
            new IndexesOfForeignKeys(services.GetRequiredService<ProviderConventionSetBuilderDependencies>()));
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly);
        Naming.Apply(builder);
    }
}

/// <summary>One file, WAL, synchronous=FULL.</summary>
public sealed class SqlitePortalDbContext(DbContextOptions<SqlitePortalDbContext> options) : PortalDbContext(options)
{
    // The transaction was begun IMMEDIATE: SQLite has one writer at a time already.
    public override Task LockCouponsAsync(int advertiserId, CancellationToken cancel) => Task.CompletedTask;

    public override Task LockConversionAsync(long id, CancellationToken cancel) => Task.CompletedTask;

    public override Task LockPeopleAsync(CancellationToken cancel) => Task.CompletedTask;

    // SQLite takes the largest id there is.
    public override Task RaiseIdsAsync(string table, CancellationToken cancel) => Task.CompletedTask;

    // The one level that the driver begins deferred; any other would be BEGIN IMMEDIATE and stand in the event writer's way. The log gives every transaction its moment.
    public override Task<IDbContextTransaction> BeginReadAsync(CancellationToken cancel) => Database.BeginTransactionAsync(IsolationLevel.ReadUncommitted, cancel);
}

public sealed class PostgresPortalDbContext(DbContextOptions<PostgresPortalDbContext> options) : PortalDbContext(options)
{
    private const int CouponLocks = 7_301;
    private const int PeopleLock = 7_303;

    public override Task LockCouponsAsync(int advertiserId, CancellationToken cancel) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({CouponLocks}, {advertiserId})", cancel);

    public override Task LockConversionAsync(long id, CancellationToken cancel) =>
        Database.ExecuteSqlAsync($"SELECT id FROM conversions WHERE id = {id} FOR UPDATE", cancel);

    public override Task LockPeopleAsync(CancellationToken cancel) => Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({PeopleLock}, 0)", cancel);

    public override Task<IDbContextTransaction> BeginReadAsync(CancellationToken cancel) => Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);

    // Raised and never lowered: an insert that is not committed yet has its id from the sequence and does not show in the table.
    public override Task RaiseIdsAsync(string table, CancellationToken cancel)
    {
        var rows = table switch
        {
            "advertisers" => Set<Advertiser>().Select(a => a.Id),
            "offers" => Set<Offer>().Select(o => o.Id),
            "partners" => Set<Partner>().Select(p => p.Id),
            _ => throw new ArgumentOutOfRangeException(nameof(table), table, "Only advertisers, offers and partners take ids from outside."),
        };
        return RaiseAsync(table, rows, cancel);
    }

    private async Task RaiseAsync(string table, IQueryable<int> ids, CancellationToken cancel)
    {
        long largest = await ids.MaxAsync(cancel);
        await Database.ExecuteSqlAsync(
            $"SELECT setval(s.seq, {largest}) FROM (SELECT pg_get_serial_sequence({table}, 'id')::regclass AS seq) AS s WHERE {largest} > coalesce(pg_sequence_last_value(s.seq), 0)", cancel);
    }
}
