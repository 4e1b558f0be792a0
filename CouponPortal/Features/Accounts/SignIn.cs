using CouponPortal.Data.Identity;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts;

/// <summary>Signs a person in by password. Unknown, locked, disabled and wrong are one answer after one time: nobody learns who has an account.</summary>
public sealed class SignIn(SignInManager<PortalUser> people, IPasswordHasher<PortalUser> hasher, TimeProvider time)
{
    public const string Refusal = "E-mail or password is wrong, or the account is locked for some minutes after too many tries.";

    // More than hashing and the store take, so that what differs between the cases is hidden in it.
    private static readonly TimeSpan RefusalTakes = TimeSpan.FromMilliseconds(700);
    private static readonly PortalUser Nobody = new();

    // Any valid hash with the same number of iterations.
    private static string? _hashOfNobody;

    public async Task<bool> TryAsync(string email, string password)
    {
        var started = time.GetTimestamp();
        if (await FindAsync(email, password) is { } user)
        {
            await people.SignInAsync(user, isPersistent: false);
            return true;
        }

        var left = RefusalTakes - time.GetElapsedTime(started);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, people.Context.RequestAborted);
        }

        return false;
    }

    private async Task<PortalUser?> FindAsync(string email, string password)
    {
        var users = people.UserManager;
        if (password.Length > PasswordRules.MaxLength || await users.FindByEmailAsync(email) is not { PasswordHash: not null } user)
        {
            _hashOfNobody ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
            hasher.VerifyHashedPassword(Nobody, _hashOfNobody, password[..Math.Min(password.Length, PasswordRules.MaxLength)]);
            return null;
        }

        // The password is hashed also for a locked account, and its lock is not made longer by further tries.
        var right = await users.CheckPasswordAsync(user, password);
        if (await users.IsLockedOutAsync(user))
        {
            return null;
        }

        if (!right)
        {
            await users.AccessFailedAsync(user);
            return null;
        }

        if (user.Disabled)
        {
            return null;
        }

        await users.ResetAccessFailedCountAsync(user);
        return user;
    }
}
