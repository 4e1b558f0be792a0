using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.ApiKeys;

/// <summary>A key that was just made, and its text, which nobody sees again.</summary>
public sealed record NewApiKey(ApiKeyRow Row, string Token);

/// <summary>
/// Makes, rotates and revokes API keys. Everybody within the own reach: the network admin any, a manager those of its advertisers, a partner its own. Keys are made by
/// people alone: whoever has stolen one must not be able to make himself another that outlives it.
/// </summary>
public sealed class SaveApiKey(IDbContextFactory<PortalDbContext> contexts, ApiKeyList list, TimeProvider time)
{
    public const int MostOverlapHours = 30 * 24;
    private const string ByPeople = "Keys are made in the portal by people. A key can list and revoke keys.";
    private const string OfOperator = "This key comes from the operator's setting Bootstrap__ApiKey: changing the setting replaces it.";

    public async Task<Outcome<NewApiKey>> CreateAsync(Actor actor, ApiKeyDraft draft, CancellationToken cancel = default)
    {
        if (Refusal(actor) is { } refusal)
        {
            return new Outcome<NewApiKey>.Forbidden(refusal);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var errors = draft.Check();
        await CheckReachAsync(db, actor, draft, errors, cancel);
        if (errors.Any)
        {
            return new Outcome<NewApiKey>.Invalid(errors);
        }

        var now = time.GetUtcNow().UtcDateTime;
        return await AddAsync(db, actor, new ApiKey
        {
            Name = draft.Name.Trim(),
            Scope = draft.Scope,
            AdvertiserId = draft.Scope == Role.AdvertiserManager ? draft.AdvertiserId : null,
            PartnerId = draft.Scope == Role.Partner ? draft.PartnerId : null,
            CanWrite = draft.CanWrite,
            CreatedBy = actor.Name,
            CreatedAt = now,
            ExpiresAt = draft.Days is { } days ? now.AddDays(days) : null,
        }, cancel);
    }

    /// <summary>A new key in the place of one that goes on for a while, so that scripts can change over.</summary>
    /// <param name="overlapHours">How long the former one still works; 0 = it ends at once.</param>
    public async Task<Outcome<NewApiKey>> RotateAsync(Actor actor, int id, int overlapHours, CancellationToken cancel = default)
    {
        if (Refusal(actor) is { } refusal)
        {
            return new Outcome<NewApiKey>.Forbidden(refusal);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        if (await FindAsync(db, actor, id, cancel) is not { } former)
        {
            return new Outcome<NewApiKey>.NotFound();
        }

        if (former.Name == ApiKeyDraft.ReservedName || !former.IsAlive(now) || overlapHours is < 0 or > MostOverlapHours)
        {
            return new Outcome<NewApiKey>.Conflict("key_state", former.Name == ApiKeyDraft.ReservedName ? OfOperator
                : former.IsAlive(now) ? $"The former key works for 0 to {MostOverlapHours} more hours." : "This key has ended. Make a new one.");
        }

        var (until, lifetime) = (now.AddHours(overlapHours), former.ExpiresAt - former.CreatedAt);
        former.ExpiresAt = former.ExpiresAt < until ? former.ExpiresAt : until;
        return await AddAsync(db, actor, new ApiKey
        {
            Name = former.Name,
            Scope = former.Scope,
            AdvertiserId = former.AdvertiserId,
            PartnerId = former.PartnerId,
            CanWrite = former.CanWrite,
            CreatedBy = actor.Name,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
            ReplacesId = former.Id,
        }, cancel);
    }

    /// <summary>At once, and for good.</summary>
    public async Task<Outcome<ApiKeyRow>> RevokeAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await FindAsync(db, actor, id, cancel) is not { } key)
        {
            return new Outcome<ApiKeyRow>.NotFound();
        }

        if (actor.ReadOnly)
        {
            return new Outcome<ApiKeyRow>.Forbidden("This key may read only.");
        }

        if (key.RevokedAt is null)
        {
            key.RevokedAt = time.GetUtcNow().UtcDateTime;
            await db.SaveChangesAsync(cancel);
        }

        return Outcome.Done((await list.OneAsync(actor, id, cancel))!);
    }

    private static string? Refusal(Actor actor) => ApiKeyList.Refusal(actor) ?? (actor.UserId is null ? ByPeople : null);

    private static async Task<ApiKey?> FindAsync(PortalDbContext db, Actor actor, int id, CancellationToken cancel) =>
        await ApiKeyList.Visible(db, actor).AsTracking().SingleOrDefaultAsync(k => k.Id == id, cancel);

    // What is out of reach reads as if it were not there.
    private static async Task CheckReachAsync(PortalDbContext db, Actor actor, ApiKeyDraft draft, FieldErrors errors, CancellationToken cancel)
    {
        var reaches = draft.Scope switch
        {
            Role.NetworkAdmin => actor.IsNetworkAdmin,
            Role.AdvertiserManager => actor.IsStaff,
            Role.Partner => actor.IsNetworkAdmin || actor.Role == Role.Partner,
            Role.AdvertiserViewer => true,
        };
        if (!reaches)
        {
            errors.Add("scope", "You may make keys of your own scope only.");
        }
        else if (draft is { Scope: Role.AdvertiserManager, AdvertiserId: { } advertiser } && !(actor.Manages(advertiser) && await db.Advertisers.AnyAsync(a => a.Id == advertiser, cancel)))
        {
            errors.Add("advertiser_id", $"Advertiser {advertiser} was not found.");
        }
        else if (draft is { Scope: Role.Partner, PartnerId: { } partner } && !((actor.IsNetworkAdmin || actor.PartnerId == partner) && await db.Partners.AnyAsync(p => p.Id == partner, cancel)))
        {
            errors.Add("partner_id", $"Partner {partner} was not found.");
        }
    }

    private async Task<Outcome<NewApiKey>> AddAsync(PortalDbContext db, Actor actor, ApiKey key, CancellationToken cancel)
    {
        var token = ApiKeyToken.New();
        (key.Prefix, key.Hash) = (ApiKeyToken.PrefixOf(token), Actors.HashOf(token));
        db.ApiKeys.Add(key);
        await db.SaveChangesAsync(cancel);
        return Outcome.Done(new NewApiKey((await list.OneAsync(actor, key.Id, cancel))!, token));
    }
}
