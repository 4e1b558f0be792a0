using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Identity;

/// <summary>The sign-ins that are good now. A cookie is good for as long as its row is there.</summary>
public sealed class UserSessions(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <summary>Unused for so long, a session is over.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <returns>The new session's id.</returns>
    public async Task<string> OpenAsync(int userId, SignInMethod method, string browser, string address, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (now, over) = (Now, Now - Idle);
        await db.UserSessions.Where(s => s.LastSeenAt < over).ExecuteDeleteAsync(cancel);
        var row = new UserSession
        {
            Id = RandomNumberGenerator.GetHexString(32, lowercase: true),
            UserId = userId,
            CreatedAt = now,
            LastSeenAt = now,
            Browser = browser,
            Address = address,
            Method = method,
        };
        db.UserSessions.Add(row);
        await db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(set => set.SetProperty(u => u.LastSignInAt, now), cancel);
        await db.SaveChangesAsync(cancel);
        return row.Id;
    }

    /// <returns>Whether the session is good, and whether it is time to note that it was seen.</returns>
    public async Task<(bool Good, bool Note)> LookAsync(string id, int userId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var seen = await db.UserSessions.Where(s => s.Id == id && s.UserId == userId).Select(s => (DateTime?)s.LastSeenAt).SingleOrDefaultAsync(cancel);
        return (seen is not null && Now - seen < Idle, seen is not null && Now - seen >= SeenEvery);
    }

    /// <summary>Apart from <see cref="LookAsync"/>: who only reads must not wait for a writer.</summary>
    public async Task NoteAsync(string id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var now = Now;
        await db.UserSessions.Where(s => s.Id == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), cancel);
    }

    /// <summary>The latest used first.</summary>
    public async Task<IReadOnlyList<UserSession>> OfAsync(int userId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var over = Now - Idle;
        return await db.UserSessions.AsNoTracking().Where(s => s.UserId == userId && s.LastSeenAt >= over).OrderByDescending(s => s.LastSeenAt).ThenBy(s => s.Id).Take(100).ToListAsync(cancel);
    }

    public async Task EndAsync(int userId, string id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.UserSessions.Where(s => s.UserId == userId && s.Id == id).ExecuteDeleteAsync(cancel);
    }

    /// <param name="except">The one to keep; null = none.</param>
    public async Task EndAllAsync(int userId, string? except, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.UserSessions.Where(s => s.UserId == userId && s.Id != except).ExecuteDeleteAsync(cancel);
    }
}
