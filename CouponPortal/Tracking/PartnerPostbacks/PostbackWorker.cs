using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tracking.PartnerPostbacks;

/// <summary>
/// Sends what waits in the outbox, at least once: a message is claimed for a minute, sent, and only then marked. A process that dies in between leaves it to be sent again with
/// the same id.
/// </summary>
public sealed class PostbackWorker(
    IDbContextFactory<PortalDbContext> contexts, Catalog catalog, PostbackSender sender, TimeProvider time, ILogger<PostbackWorker> log) : BackgroundService
{
    private const int Batch = 50;
    private const int AtOnce = 16;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);
    private static readonly DateTime Never = new(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Sends what is due now.</summary>
    /// <returns>How many were tried.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancel)
    {
        var due = await ClaimAsync(cancel);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (d, stop) => await SendAsync(d, stop));
        return due.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await RunOnceAsync(stoppingToken) == Batch)
                {
                    continue;
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(error, "The outbox could not be worked on; it is tried again.");
            }

            await Task.Delay(Idle, time, stoppingToken);
        }
    }

    // The claim moves the due time on; of two nodes that read the same row one changes it.
    private async Task<List<PostbackMessage>> ClaimAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var due = await db.PostbackMessages.AsNoTracking().Where(d => d.State == PostbackMessageState.Waiting && d.DueAt <= now).OrderBy(d => d.DueAt).Take(Batch).ToListAsync(cancel);
        var claimed = new List<PostbackMessage>(due.Count);
        foreach (var delivery in due)
        {
            var (id, was) = (delivery.Id, delivery.DueAt);
            if (await db.PostbackMessages.Where(d => d.Id == id && d.State == PostbackMessageState.Waiting && d.DueAt == was)
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.DueAt, now + Claim), cancel) == 1)
            {
                claimed.Add(delivery);
            }
        }

        return claimed;
    }

    private async Task SendAsync(PostbackMessage delivery, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var postback = delivery.PostbackId == 0 ? null : await db.PartnerPostbacks.SingleOrDefaultAsync(p => p.Id == delivery.PostbackId, cancel);
        var attempt = delivery.PostbackId != 0 && postback is not { IsActive: true }
            ? new PostbackAttempt(Taken: false, WantsNoMore: true, null, "The postback was removed or switched off.")
            : await sender.SendAsync(delivery, catalog.Current.Ids.Format(delivery.Id), postback?.Secret, cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var attempts = delivery.Attempts + 1;
        var next = attempt.Taken || attempt.WantsNoMore ? null : PostbackRetries.After(attempts, Random.Shared.NextDouble());
        var state = attempt.Taken ? PostbackMessageState.Delivered : next is null ? PostbackMessageState.Failed : PostbackMessageState.Waiting;
        await db.PostbackMessages.Where(d => d.Id == delivery.Id).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.State, state).SetProperty(d => d.Attempts, attempts).SetProperty(d => d.LastAt, now)
                .SetProperty(d => d.DueAt, next is { } wait ? now + wait : Never).SetProperty(d => d.LastStatus, attempt.Status).SetProperty(d => d.LastError, attempt.Error),
            CancellationToken.None);
        if (attempt is { WantsNoMore: true, Status: not null } && postback is not null)
        {
            (postback.IsActive, postback.DisabledReason) = (false, attempt.Error);
            postback.Version++;
            await db.SaveChangesAsync(CancellationToken.None);
        }
    }
}
