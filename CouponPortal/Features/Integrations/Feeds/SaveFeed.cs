using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Feeds;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Integrations.Feeds;

/// <summary>Adds, changes, removes feeds, and has one fetched now.</summary>
public sealed class SaveFeed(IDbContextFactory<PortalDbContext> contexts, FeedList list, TimeProvider time)
{
    public const string ReadOnlySentence = "Your account may read feeds, not change them. Ask a manager of this advertiser.";

    public async Task<Outcome<FeedSummary>> CreateAsync(Actor actor, FeedDraft draft, CancellationToken cancel = default)
    {
        if (!actor.ManagesSome)
        {
            return new Outcome<FeedSummary>.Forbidden(ReadOnlySentence);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var errors = await CheckAsync(db, actor, draft, hasSecret: false, cancel);
        if (draft.AdvertiserId is not { } advertiser || !await db.Advertisers.VisibleTo(actor).AnyAsync(a => a.Id == advertiser, cancel))
        {
            errors.Add("advertiser_id", draft.AdvertiserId is null or 0 ? "Choose an advertiser." : $"Advertiser {draft.AdvertiserId} was not found.");
            return new Outcome<FeedSummary>.Invalid(errors);
        }

        if (errors.Any)
        {
            return new Outcome<FeedSummary>.Invalid(errors);
        }

        if (!actor.Manages(advertiser))
        {
            return new Outcome<FeedSummary>.Forbidden(ReadOnlySentence);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var row = new Feed { AdvertiserId = advertiser, CreatedBy = actor.Name, CreatedAt = now };
        Take(row, draft, now);
        db.Feeds.Add(row);
        await db.SaveChangesAsync(cancel);
        return await DoneAsync(actor, row.Id, cancel);
    }

    public async Task<Outcome<FeedSummary>> ChangeAsync(Actor actor, int id, FeedDraft draft, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (row, refused) = await ForChangeAsync(db, actor, id, draft.Version, cancel);
        if (row is null)
        {
            return refused!;
        }

        var sent = draft.AdvertiserId;
        draft.AdvertiserId = row.AdvertiserId;
        var errors = await CheckAsync(db, actor, draft, row.Secret is not null, cancel);
        if (sent is not null && sent != row.AdvertiserId)
        {
            errors.Add("advertiser_id", "A feed stays with its advertiser. Add a new one there.");
        }

        if (row.Secret is not null && draft is { Secret: null, Authentication: not FeedAuthentication.None } && !SameServer(row.Url, draft.Url))
        {
            errors.Add("secret", "The address is another server's: enter the password or token again, so that the stored one goes to nobody else.");
        }

        if (errors.Any)
        {
            return new Outcome<FeedSummary>.Invalid(errors);
        }

        Take(row, draft, time.GetUtcNow().UtcDateTime);
        row.Version++;
        var saved = await db.SaveAsync(row, [], Saving.Stale<Feed>, cancel);
        return saved is Outcome<Feed>.Done ? await DoneAsync(actor, id, cancel) : saved.Refused<FeedSummary>();
    }

    /// <summary>Has it fetched within seconds by whichever node is first, unchanged or not.</summary>
    public async Task<Outcome<FeedSummary>> FetchAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (row, refused) = await ForChangeAsync(db, actor, id, null, cancel);
        if (row is null)
        {
            return refused!;
        }

        if (row.State == FeedState.Paused)
        {
            return new Outcome<FeedSummary>.Conflict("paused", "The feed is paused. Resume it first.");
        }

        var now = time.GetUtcNow().UtcDateTime;
        await db.Feeds.Where(f => f.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(f => f.DueAt, now).SetProperty(f => f.ETag, (string?)null).SetProperty(f => f.LastModified, (string?)null), cancel);
        return await DoneAsync(actor, id, cancel);
    }

    /// <returns>The name of what is gone.</returns>
    public async Task<Outcome<string>> DeleteAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (row, refused) = await ForChangeAsync(db, actor, id, null, cancel);
        if (row is null)
        {
            return refused!.Refused<string>();
        }

        db.Feeds.Remove(row);
        return await db.SaveAsync(row.Name, [], Saving.Stale<string>, cancel);
    }

    private static async Task<(Feed? Row, Outcome<FeedSummary>? Refused)> ForChangeAsync(PortalDbContext db, Actor actor, int id, int? version, CancellationToken cancel)
    {
        var row = await db.Feeds.VisibleTo(actor).SingleOrDefaultAsync(f => f.Id == id, cancel);
        return row is null ? (null, new Outcome<FeedSummary>.NotFound())
            : !actor.Manages(row.AdvertiserId) ? (null, new Outcome<FeedSummary>.Forbidden(ReadOnlySentence))
            : version is { } known && row.Version != known ? (null, Saving.Stale<FeedSummary>())
            : (row, null);
    }

    private static async Task<FieldErrors> CheckAsync(PortalDbContext db, Actor actor, FeedDraft draft, bool hasSecret, CancellationToken cancel)
    {
        var errors = draft.Check(hasSecret);
        if (draft.OfferId is { } offer && !await db.Offers.VisibleTo(actor).AnyAsync(o => o.Id == offer && o.AdvertiserId == draft.AdvertiserId, cancel))
        {
            errors.Add("offer_id", $"Offer {offer} was not found with this advertiser.");
        }

        return errors;
    }

    private static bool SameServer(string before, string? now) =>
        Uri.TryCreate(before, UriKind.Absolute, out var a) && Uri.TryCreate(now, UriKind.Absolute, out var b) && Uri.Compare(a, b, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static void Take(Feed row, FeedDraft draft, DateTime now)
    {
        // Another address, or another way to read it, is another document.
        if (row.Url != draft.Url || row.Format != draft.Format || row.OfferId != draft.OfferId)
        {
            (row.ETag, row.LastModified, row.Seen) = (null, null, []);
        }

        (row.Name, row.Url, row.Format, row.OfferId, row.EveryMinutes, row.State) = (draft.Name!, draft.Url!, draft.Format, draft.OfferId, draft.EveryMinutes!.Value, draft.State);
        (row.Authentication, row.UserName) = (draft.Authentication, draft.Authentication == FeedAuthentication.Basic ? draft.UserName : null);
        row.Secret = draft.Authentication == FeedAuthentication.None ? null : draft.Secret ?? row.Secret;
        (row.Failures, row.DueAt) = (0, now);
    }

    private async Task<Outcome<FeedSummary>> DoneAsync(Actor actor, int id, CancellationToken cancel) =>
        await list.OneAsync(actor, id, cancel) is { } saved ? Outcome.Done(saved) : new Outcome<FeedSummary>.NotFound();
}
