using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.ApiKeys;

public enum ApiKeyState
{
    Active,
    Expired,
    Revoked,
}

/// <summary>A key as it is shown: never its text, which nobody has any more.</summary>
/// <param name="Owner">Name of the advertiser or partner whose key it is; empty for the network's.</param>
public sealed record ApiKeyRow(ApiKey Key, string Owner, ApiKeyState State);

/// <summary>Lists API keys: the network admin's view is all of them, a manager's those of its advertisers, a partner's its own.</summary>
public sealed class ApiKeyList(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <summary>Why somebody has none to see; null = it may look.</summary>
    public static string? Refusal(Actor actor) => actor.Role == Role.AdvertiserViewer ? "The network administrator and the managers of an advertiser have API keys." : null;

    /// <summary>The newest first.</summary>
    /// <param name="withEnded">Also revoked and expired ones.</param>
    public async Task<Page<ApiKeyRow>> PageAsync(Actor actor, bool withEnded, PageRequest request, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var keys = Visible(db, actor);
        keys = withEnded ? keys : keys.Where(k => k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now));
        var page = await keys.OrderByDescending(k => k.Id).ToPageAsync(request, cancel);
        return new(await RowsAsync(db, page.Rows, now, cancel), page.Total);
    }

    public async Task<Slice<ApiKeyRow>> SliceAsync(Actor actor, long? after, int limit, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var slice = await Visible(db, actor).Where(k => after == null || k.Id > after).OrderBy(k => k.Id).ToSliceAsync(limit, k => k.Id, cancel);
        return new(await RowsAsync(db, slice.Rows, time.GetUtcNow().UtcDateTime, cancel), slice.NextAfter);
    }

    /// <returns>Null when there is none, or it is not the actor's.</returns>
    public async Task<ApiKeyRow?> OneAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var keys = await Visible(db, actor).Where(k => k.Id == id).ToListAsync(cancel);
        return (await RowsAsync(db, keys, time.GetUtcNow().UtcDateTime, cancel)).SingleOrDefault();
    }

    internal static IQueryable<ApiKey> Visible(PortalDbContext db, Actor actor)
    {
        var (ids, partner) = (actor.AdvertiserIds, actor.PartnerId);
        return actor.Role switch
        {
            Role.NetworkAdmin => db.ApiKeys.AsNoTracking(),
            Role.AdvertiserManager => db.ApiKeys.AsNoTracking().Where(k => k.Scope == Role.AdvertiserManager && k.AdvertiserId != null && ids.Contains(k.AdvertiserId.Value)),
            Role.Partner => db.ApiKeys.AsNoTracking().Where(k => k.Scope == Role.Partner && k.PartnerId != null && k.PartnerId == partner),
            Role.AdvertiserViewer => db.ApiKeys.AsNoTracking().Where(k => false),
        };
    }

    private static async Task<IReadOnlyList<ApiKeyRow>> RowsAsync(PortalDbContext db, IReadOnlyList<ApiKey> keys, DateTime now, CancellationToken cancel)
    {
        int[] advertiserIds = [.. keys.Select(k => k.AdvertiserId).OfType<int>().Distinct()], partnerIds = [.. keys.Select(k => k.PartnerId).OfType<int>().Distinct()];
        var advertisers = await db.Advertisers.Where(a => advertiserIds.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
        var partners = await db.Partners.Where(p => partnerIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancel);
        return [.. keys.Select(k => new ApiKeyRow(
            k,
            k.AdvertiserId is { } advertiser ? advertisers.GetValueOrDefault(advertiser, "") : k.PartnerId is { } partner ? partners.GetValueOrDefault(partner, "") : "",
            k.RevokedAt is not null ? ApiKeyState.Revoked : k.IsAlive(now) ? ApiKeyState.Active : ApiKeyState.Expired))];
    }
}
