using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Partners.Postbacks;

public sealed record PostbackFilter(int? PartnerId = null, int? OfferId = null);

public sealed record MessageFilter(int? PartnerId = null, int? PostbackId = null, PostbackMessageState? State = null);

/// <summary>Postbacks and the log of their messages: all for the network admin, its own for a partner, none for anybody else.</summary>
public sealed class PostbackList(IDbContextFactory<PortalDbContext> contexts, PostbackLimits limits, TimeProvider time)
{
    public async Task<Slice<PartnerPostback>> SliceAsync(Actor actor, PostbackFilter filter, long? after, int limit, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = db.PartnerPostbacks.AsNoTracking().ReadableBy(actor).Where(p => p.Id > (after ?? 0));
        rows = filter.PartnerId is { } partner ? rows.Where(p => p.PartnerId == partner) : rows;
        rows = filter.OfferId is { } offer ? rows.Where(p => p.OfferId == offer) : rows;
        return await rows.OrderBy(p => p.Id).ToSliceAsync(limit, p => p.Id, cancel);
    }

    public async Task<PartnerPostback?> OneAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.PartnerPostbacks.AsNoTracking().ReadableBy(actor).SingleOrDefaultAsync(p => p.Id == id, cancel);
    }

    /// <summary>The newest first.</summary>
    /// <param name="before">Goes on with messages older than this key.</param>
    public async Task<Slice<PostbackMessage>> MessagesAsync(Actor actor, MessageFilter filter, long? before, int limit, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = db.PostbackMessages.AsNoTracking().ReadableBy(actor).Where(m => m.Id < (before ?? long.MaxValue));
        rows = filter.PartnerId is { } partner ? rows.Where(m => m.PartnerId == partner) : rows;
        rows = filter.PostbackId is { } postback ? rows.Where(m => m.PostbackId == postback) : rows;
        rows = filter.State is { } state ? rows.Where(m => m.State == state) : rows;
        return await rows.OrderByDescending(m => m.Id).ToSliceAsync(limit, m => m.Id, cancel);
    }

    /// <summary>Sends a message once more, with all its attempts before it. It keeps its id, so that a receiver that had it knows it.</summary>
    public async Task<Outcome<PostbackMessage>> ReplayAsync(Actor actor, long id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.PostbackMessages.ReadableBy(actor).SingleOrDefaultAsync(m => m.Id == id, cancel) is not { } message)
        {
            return new Outcome<PostbackMessage>.NotFound();
        }

        if (!actor.MaySetUp(message.PartnerId))
        {
            return new Outcome<PostbackMessage>.Forbidden("This key reads.");
        }

        if (limits.Refusal<PostbackMessage>(actor, time.GetUtcNow().UtcDateTime) is { } refused)
        {
            return refused;
        }

        (message.State, message.Attempts, message.DueAt) = (PostbackMessageState.Waiting, 0, time.GetUtcNow().UtcDateTime);
        await db.SaveChangesAsync(cancel);
        return Outcome.Done(message);
    }
}
