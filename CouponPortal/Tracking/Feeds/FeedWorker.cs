using CouponPortal.Data;
using CouponPortal.Domain.Feeds;
using CouponPortal.Intake.Feeds;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tracking.Feeds;

/// <summary>Fetches the feeds that are due.</summary>
public sealed class FeedWorker(IDbContextFactory<PortalDbContext> contexts, FeedPuller puller, TimeProvider time, ILogger<FeedWorker> log) : DueWorker<Feed>(contexts, time, log)
{
    protected override (int Batch, int AtOnce) Most => (20, 4);

    protected override TimeSpan Idle => TimeSpan.FromSeconds(2);

    protected override TimeSpan Claim => TimeSpan.FromMinutes(15);

    protected override string What => "The feeds that are due";

    protected override IQueryable<Feed> Waiting(PortalDbContext db) => db.Feeds.Where(f => f.State == FeedState.Active);

    protected override IQueryable<Feed> Of(IQueryable<Feed> rows, Feed row) => rows.Where(f => f.Id == row.Id);

    protected override async Task RunAsync(Feed row, CancellationToken cancel)
    {
        var fetch = await puller.FetchAsync(row, cancel);
        var now = Now;
        var failures = fetch.IsGood ? 0 : row.Failures + 1;
        var next = now + row.NextAfter(failures, Random.Shared.NextDouble());
        await using var db = await Contexts.CreateDbContextAsync(CancellationToken.None);

        // Of the feed as it was when it was fetched: what somebody changed meanwhile is another document's.
        var same = db.Feeds.Where(f => f.Id == row.Id && f.Version == row.Version);
        if (fetch.Rows is { } rows)
        {
            await same.ExecuteUpdateAsync(
                set => set.SetProperty(f => f.ETag, fetch.ETag).SetProperty(f => f.LastModified, fetch.LastModified).SetProperty(f => f.Seen, fetch.Seen)
                    .SetProperty(f => f.LastRows, fetch.Total).SetProperty(f => f.LastAccepted, Count(FeedOutcome.Accepted)).SetProperty(f => f.LastDuplicates, Count(FeedOutcome.Duplicate))
                    .SetProperty(f => f.LastHeld, Count(FeedOutcome.Held)).SetProperty(f => f.LastRefused, Count(FeedOutcome.Refused)),
                CancellationToken.None);

            int Count(FeedOutcome outcome) => rows.Count(r => r.Outcome == outcome);
        }

        // Last: whoever waits for the fetch to be over looks at its time.
        await Claimed(same, row).ExecuteUpdateAsync(
            set => set.SetProperty(f => f.DueAt, next).SetProperty(f => f.LastAt, now).SetProperty(f => f.LastStatus, fetch.Status).SetProperty(f => f.LastResult, fetch.Result)
                .SetProperty(f => f.LastDetail, fetch.Detail).SetProperty(f => f.Failures, failures).SetProperty(f => f.LastGoodAt, fetch.IsGood ? now : row.LastGoodAt),
            CancellationToken.None);
    }
}
