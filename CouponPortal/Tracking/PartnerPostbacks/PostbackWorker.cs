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
    IDbContextFactory<PortalDbContext> contexts, Catalog catalog, PostbackSender sender, TimeProvider time, ILogger<PostbackWorker> log) : DueWorker<PostbackMessage>(contexts, time, log)
{
    private static readonly DateTime Never = new(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    protected override (int Batch, int AtOnce) Most => (50, 16);

    protected override TimeSpan Idle => TimeSpan.FromSeconds(1);

    protected override TimeSpan Claim => TimeSpan.FromMinutes(1);

    protected override string What => "The outbox";

    protected override IQueryable<PostbackMessage> Waiting(PortalDbContext db) => db.PostbackMessages.Where(d => d.State == PostbackMessageState.Waiting);

    protected override IQueryable<PostbackMessage> Of(IQueryable<PostbackMessage> rows, PostbackMessage row) => rows.Where(d => d.Id == row.Id);

    protected override async Task RunAsync(PostbackMessage row, CancellationToken cancel)
    {
        await using var db = await Contexts.CreateDbContextAsync(cancel);
        var postback = row.PostbackId == 0 ? null : await db.PartnerPostbacks.SingleOrDefaultAsync(p => p.Id == row.PostbackId, cancel);
        var attempt = row.PostbackId != 0 && postback is not { IsActive: true }
            ? new PostbackAttempt(Taken: false, WantsNoMore: true, null, "The postback was removed or switched off.")
            : await sender.SendAsync(row, catalog.Current.Ids.Format(row.Id), postback?.Secret, cancel);
        var now = Now;
        var attempts = row.Attempts + 1;
        var next = attempt.Taken || attempt.WantsNoMore ? null : PostbackRetries.After(attempts, Random.Shared.NextDouble());
        var state = attempt.Taken ? PostbackMessageState.Delivered : next is null ? PostbackMessageState.Failed : PostbackMessageState.Waiting;
        await Claimed(db.PostbackMessages, row).ExecuteUpdateAsync(
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
