using CouponPortal.Data;
using CouponPortal.Domain.Feeds;
using CouponPortal.Intake.Feeds;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tracking.Feeds;

/// <summary>
/// Fetches the feeds that are due. The due time is a column: whoever moves it on has the feed, so that of several nodes one fetches it, and a node that dies leaves it to be
/// fetched when its claim has run out.
/// </summary>
public sealed class FeedWorker(IDbContextFactory<PortalDbContext> contexts, FeedPuller puller, TimeProvider time, ILogger<FeedWorker> log) : BackgroundService
{
    private const int Batch = 20;
    private const int AtOnce = 4;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(15);

    /// <summary>Fetches what is due now.</summary>
    /// <returns>How many were tried.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancel)
    {
        var due = await ClaimAsync(cancel);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (feed, stop) => await FetchAsync(feed, stop));
        return due.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(error, "The feeds that are due could not be fetched; it is tried again.");
            }

            await Task.Delay(Idle, time, stoppingToken);
        }
    }

    private async Task<List<Feed>> ClaimAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var due = await db.Feeds.AsNoTracking().Where(f => f.State == FeedState.Active && f.DueAt <= now).OrderBy(f => f.DueAt).Take(Batch).ToListAsync(cancel);
        var claimed = new List<Feed>(due.Count);
        foreach (var feed in due)
        {
            var (id, was) = (feed.Id, feed.DueAt);
            if (await db.Feeds.Where(f => f.Id == id && f.State == FeedState.Active && f.DueAt == was).ExecuteUpdateAsync(set => set.SetProperty(f => f.DueAt, now + Claim), cancel) == 1)
            {
                claimed.Add(feed);
            }
        }

        return claimed;
    }

    private async Task FetchAsync(Feed feed, CancellationToken cancel)
    {
        var fetch = await puller.FetchAsync(feed, cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var failures = fetch.IsGood ? 0 : feed.Failures + 1;
        var next = now + feed.NextAfter(failures, Random.Shared.NextDouble());
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);

        // Of the feed as it was when it was fetched: what somebody changed meanwhile is another document's.
        var row = db.Feeds.Where(f => f.Id == feed.Id && f.Version == feed.Version);
        if (fetch.Rows is { } rows)
        {
            await row.ExecuteUpdateAsync(
                set => set.SetProperty(f => f.ETag, fetch.ETag).SetProperty(f => f.LastModified, fetch.LastModified).SetProperty(f => f.Seen, fetch.Seen)
                    .SetProperty(f => f.LastRows, fetch.Total).SetProperty(f => f.LastAccepted, Count(FeedOutcome.Accepted)).SetProperty(f => f.LastDuplicates, Count(FeedOutcome.Duplicate))
                    .SetProperty(f => f.LastHeld, Count(FeedOutcome.Held)).SetProperty(f => f.LastRefused, Count(FeedOutcome.Refused)),
                CancellationToken.None);

            int Count(FeedOutcome outcome) => rows.Count(r => r.Outcome == outcome);
        }

        // Last: whoever waits for the fetch to be over looks at its time.
        await row.ExecuteUpdateAsync(
            set => set.SetProperty(f => f.DueAt, next).SetProperty(f => f.LastAt, now).SetProperty(f => f.LastStatus, fetch.Status).SetProperty(f => f.LastResult, fetch.Result)
                .SetProperty(f => f.LastDetail, fetch.Detail).SetProperty(f => f.Failures, failures).SetProperty(f => f.LastGoodAt, fetch.IsGood ? now : feed.LastGoodAt),
            CancellationToken.None);
    }
}
