using System.Data.Common;
using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Data.Nodes;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Audit;

/// <summary>Checks the chain once a day, and when the network admin asks; what it found is shown above the log, and a break is in the process's own log.</summary>
public sealed class AuditCheck(IDbContextFactory<PortalDbContext> contexts, TimeProvider time, ILogger<AuditCheck> log) : BackgroundService, IJob
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(24);
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>The last verdict of this process and when it was given; null before the first.</summary>
    public (AuditVerdict Verdict, DateTime At)? Last { get; private set; }

    public JobLog? Jobs { get; set; }

    public async Task<Outcome<AuditVerdict>> RunAsync(Actor actor, CancellationToken cancel) =>
        actor.IsNetworkAdmin ? Outcome.Done(await RunAsync(cancel)) : new Outcome<AuditVerdict>.Forbidden("The network administrator checks the whole log.");

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not while the product starts: the log may be long.
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await (Jobs?.RunAsync("Check of the audit log", () => RunAsync(stoppingToken), verdict => verdict.Sentence) ?? RunAsync(stoppingToken));
            }
            catch (DbException error)
            {
                log.LogError(error, "The audit log could not be checked; it is tried again tomorrow.");
            }
        }
    }

    private async Task<AuditVerdict> RunAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);

            // Off the asking circuit: SQLite works on the thread that asks.
            var verdict = await Task.Run(() => AuditVerification.RunAsync(db, [], cancel), cancel);
            Last = (verdict, time.GetUtcNow().UtcDateTime);
            if (verdict.IsWhole)
            {
                log.LogInformation("{Verdict} Seal: {Seal}", verdict.Sentence, verdict.Seal);
            }
            else
            {
                log.LogError("The audit log was tampered with. {Verdict}", verdict.Sentence);
            }

            return verdict;
        }
        finally
        {
            _one.Release();
        }
    }
}
