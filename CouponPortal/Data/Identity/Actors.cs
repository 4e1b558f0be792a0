using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Identity;

/// <summary>
/// Who is acting, read from the store for every operation: a disabled user or a changed role has its effect on the next action, also in an open circuit.
/// </summary>
public sealed class Actors(IDbContextFactory<PortalDbContext> contexts, TimeProvider time, KeyUses? uses = null)
{
    /// <summary>The person of a request outside any circuit: downloads, uploads.</summary>
    /// <returns>Null for an unknown or disabled user.</returns>
    public async Task<Actor?> OfPrincipalAsync(ClaimsPrincipal person, CancellationToken cancel = default) =>
        int.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? await OfUserAsync(id, cancel, person.FindFirstValue(UserSession.Claim))
            : null;

    /// <param name="session">Of the cookie; one that was ended acts no more. Null = nobody's browser.</param>
    /// <returns>Null for an unknown or disabled user.</returns>
    public async Task<Actor?> OfUserAsync(int userId, CancellationToken cancel = default, string? session = null)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var user = await db.Users.AsNoTracking().Include(u => u.Advertisers)
            .SingleOrDefaultAsync(u => u.Id == userId && !u.Disabled && (session == null || db.UserSessions.Any(s => s.Id == session && s.UserId == userId)), cancel);
        return user is null
            ? null
            : new Actor(user.Email ?? user.UserName ?? "user", user.Role, [.. user.Advertisers.Select(a => a.AdvertiserId)], user.PartnerId, UserId: user.Id);
    }

    /// <returns>The actor and the key's id, which scopes its idempotency keys; null for an unknown, expired or revoked key.</returns>
    public async Task<(Actor Actor, int KeyId)?> OfApiKeyAsync(string token, CancellationToken cancel = default)
    {
        if (!ApiKeyToken.MayBe(token))
        {
            return null;
        }

        var hash = HashOf(token);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var key = await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Hash == hash, cancel);
        var now = time.GetUtcNow().UtcDateTime;
        if (key is null || !key.IsAlive(now))
        {
            return null;
        }

        uses?.Note(key.Id, now);

        var actor = new Actor("API key " + key.Name, key.Scope, key.AdvertiserId is { } id ? [id] : [], key.PartnerId, ReadOnly: !key.CanWrite);
        return (actor, key.Id);
    }

    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
