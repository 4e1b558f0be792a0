using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tracking.Domains;

/// <summary>Checks the tracking domains that are due, again and again.</summary>
public sealed partial class DomainWorker(IDbContextFactory<PortalDbContext> contexts, DomainCheck check, TimeProvider time, ILogger<DomainWorker> log) : DueWorker<TrackingDomain>(contexts, time, log)
{
    protected override (int Batch, int AtOnce) Most => (20, 4);

    protected override TimeSpan Idle => TimeSpan.FromSeconds(2);

    protected override TimeSpan Claim => TimeSpan.FromMinutes(5);

    protected override string What => "The tracking domains that are due";

    protected override IQueryable<TrackingDomain> Waiting(PortalDbContext db) => db.TrackingDomains;

    protected override IQueryable<TrackingDomain> Of(IQueryable<TrackingDomain> rows, TrackingDomain row) => rows.Where(d => d.Id == row.Id);

    protected override async Task RunAsync(TrackingDomain row, CancellationToken cancel)
    {
        var finding = await check.RunAsync(row, cancel);
        await using var db = await Contexts.CreateDbContextAsync(CancellationToken.None);

        // It may have been removed meanwhile, or given to another advertiser with another token.
        if (await db.TrackingDomains.SingleOrDefaultAsync(d => d.Id == row.Id && d.Token == row.Token, CancellationToken.None) is not { } domain)
        {
            return;
        }

        var (before, now) = (domain.State, Now);
        domain.Take(finding.Proof, finding.Fault, now);
        if (domain.State != before)
        {
            LogState(domain.Host, domain.State, domain.Fault);
            await db.SaveChangesAsync(CancellationToken.None);
            return;
        }

        // Nothing that the catalog or the audit log should hear of.
        await db.TrackingDomains.Where(d => d.Id == row.Id).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.CheckedAt, domain.CheckedAt).SetProperty(d => d.Fault, domain.Fault).SetProperty(d => d.Proof, domain.Proof).SetProperty(d => d.DueAt, domain.DueAt),
            CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Tracking domain {Host} is {State} now. {Fault}")]
    private partial void LogState(string host, DomainState state, string? fault);
}
