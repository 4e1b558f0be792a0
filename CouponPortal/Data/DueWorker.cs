using System.Runtime.CompilerServices;
using CouponPortal.Data.Nodes;
using CouponPortal.Domain;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data;

/// <summary>
/// Works off the rows of a table that are due. The due time is a column: whoever moves it on has the row, so that of several nodes one works on it, and a node that dies leaves it
/// to be worked on when its claim has run out.
/// </summary>
public abstract class DueWorker<T>(IDbContextFactory<PortalDbContext> contexts, TimeProvider time, ILogger log) : BackgroundService, IJob
    where T : class, IDue
{
    private readonly ConditionalWeakTable<T, object> _claims = [];

    public JobLog? Jobs { get; set; }

    protected IDbContextFactory<PortalDbContext> Contexts => contexts;

    protected TimeProvider Time => time;

    protected DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Rows that are claimed at once, and how many of them are worked on side by side.</summary>
    protected abstract (int Batch, int AtOnce) Most { get; }

    /// <summary>Between two looks at the table.</summary>
    protected abstract TimeSpan Idle { get; }

    /// <summary>How long a claimed row is left alone by others.</summary>
    protected abstract TimeSpan Claim { get; }

    /// <summary>For the log: "The feeds that are due".</summary>
    protected abstract string What { get; }

    /// <summary>Works on what is due now.</summary>
    /// <returns>How many rows were tried.</returns>
    public virtual async Task<int> RunOnceAsync(CancellationToken cancel)
    {
        var due = await ClaimAsync(cancel);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = Most.AtOnce, CancellationToken = cancel }, async (row, stop) => await RunAsync(row, stop));
        return due.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await (Jobs?.RunAsync(What, () => RunOnceAsync(stoppingToken), count => count == 0 ? null : $"{count} worked on.") ?? RunOnceAsync(stoppingToken)) == Most.Batch)
                {
                    continue;
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(error, "{What} could not be worked on; it is tried again.", What);
            }

            await Task.Delay(Idle, time, stoppingToken);
        }
    }

    /// <summary>Rows that wait, each until its due time.</summary>
    protected abstract IQueryable<T> Waiting(PortalDbContext db);

    /// <summary>The same row among those.</summary>
    protected abstract IQueryable<T> Of(IQueryable<T> rows, T row);

    /// <summary>Works on one row, and says in it when it is due again.</summary>
    protected abstract Task RunAsync(T row, CancellationToken cancel);

    /// <summary>
    /// The row as long as this worker has it. What came of it is written to this: a worker that was away for longer than its claim, while another one did the work, changes nothing.
    /// </summary>
    protected IQueryable<T> Claimed(IQueryable<T> rows, T row)
    {
        var until = _claims.TryGetValue(row, out var claim) ? (DateTime)claim : row.DueAt;
        return Of(rows, row).Where(r => EF.Property<DateTime>(r, nameof(IDue.DueAt)) == until);
    }

    private async Task<List<T>> ClaimAsync(CancellationToken cancel)
    {
        var now = Now;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var due = await Waiting(db).AsNoTracking().Where(r => EF.Property<DateTime>(r, nameof(IDue.DueAt)) <= now)
            .OrderBy(r => EF.Property<DateTime>(r, nameof(IDue.DueAt))).Take(Most.Batch).ToListAsync(cancel);
        var claimed = new List<T>(due.Count);
        foreach (var row in due)
        {
            var (was, until) = (row.DueAt, Microseconds(now + Claim));
            if (await Of(Waiting(db), row).Where(r => EF.Property<DateTime>(r, nameof(IDue.DueAt)) == was)
                .ExecuteUpdateAsync(set => set.SetProperty(r => EF.Property<DateTime>(r, nameof(IDue.DueAt)), until), cancel) == 1)
            {
                _claims.AddOrUpdate(row, until);
                claimed.Add(row);
            }
        }

        return claimed;
    }

    // As the store has them.
    private static DateTime Microseconds(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
