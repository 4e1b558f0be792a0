using CouponPortal.Data.Identity;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts;

/// <summary>What became of an e-mail address and a password.</summary>
public enum SignInAnswer
{
    Refused,
    Done,

    /// <summary>Right, and a code of the authenticator app is asked for next.</summary>
    CodeNeeded,
}

/// <summary>Signs a person in by password. Unknown, locked, disabled and wrong are one answer after one time: nobody learns who has an account.</summary>
public sealed class SignIn(SignInManager<PortalUser> people, IPasswordHasher<PortalUser> hasher, OpenSession session, SignInThrottle throttle, TimeProvider time)
{
    public const string Refusal = "E-mail or password is wrong, or the account is locked for some minutes after too many tries.";

    // More than hashing and the store take, so that what differs between the cases is hidden in it.
    private static readonly TimeSpan RefusalTakes = TimeSpan.FromMilliseconds(700);
    private static readonly PortalUser Nobody = new();

    // Any valid hash with the same number of iterations.
    private static string? _hashOfNobody;

    public async Task<SignInAnswer> TryAsync(string email, string password)
    {
        var started = time.GetTimestamp();
        var address = OpenSession.Shortened(people.Context.Connection.RemoteIpAddress);

        // Hashed also when this place has tried too often: the answer must not come sooner.
        var free = throttle.MayTry(email, address);
        if (await FindAsync(email, password, free) is { } user)
        {
            throttle.Forget(email, address);
            return await LetInAsync(user);
        }

        throttle.Failed(email, address);

        var left = RefusalTakes - time.GetElapsedTime(started);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, people.Context.RequestAborted);
        }

        return SignInAnswer.Refused;
    }

    // Failures are forgotten only when all of it was right: else a known password would buy any number of tries at the code.
    private async Task<SignInAnswer> LetInAsync(PortalUser user)
    {
        if (user.TwoFactorEnabled && !await people.IsTwoFactorClientRememberedAsync(user))
        {
            await PendingSignIn.HoldAsync(people.Context, user.Id);
            return SignInAnswer.CodeNeeded;
        }

        await people.UserManager.ResetAccessFailedCountAsync(user);
        await session.ForAsync(user, SignInMethod.Password);
        return SignInAnswer.Done;
    }

    private async Task<PortalUser?> FindAsync(string email, string password, bool free)
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

        // What this place is not free to try does not count for the account: who guesses must not lock out its owner elsewhere.
        if (!right && free)
        {
            await users.AccessFailedAsync(user);
        }

        return right && free && !user.Disabled ? user : null;
    }
}
