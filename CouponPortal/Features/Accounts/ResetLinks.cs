using CouponPortal.Data;
using CouponPortal.Data.Identity;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Accounts;

/// <summary>The open links to choose a new password with: one a person at most.</summary>
public sealed class ResetLinks(IDbContextFactory<PortalDbContext> contexts, AccountLinks links, TimeProvider time)
{
    /// <summary>Of a link that is passed on by hand.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Makes the one good link of a person; the caller has asked whether it may.</summary>
    internal async Task<string> IssueAsync(int userId, TimeSpan lifetime, string shownAt, CancellationToken cancel)
    {
        var token = AccountLinks.NewToken();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.PasswordResets.Where(r => r.UserId == userId).ExecuteDeleteAsync(cancel);
        db.PasswordResets.Add(new PasswordReset { UserId = userId, TokenHash = Actors.HashOf(token), ExpiresAt = Now + lifetime });
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return links.Of(AccountPaths.Reset, token, shownAt);
    }

    internal async Task<PasswordReset?> FindAsync(string? token)
    {
        if (token is not { Length: > 0 and < 200 })
        {
            return null;
        }

        var (hash, now) = (Actors.HashOf(token), Now);
        await using var db = await contexts.CreateDbContextAsync();
        return await db.PasswordResets.AsNoTracking().SingleOrDefaultAsync(r => r.TokenHash == hash && r.ExpiresAt > now);
    }
}
