using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Accounts.SecondFactor;

/// <summary>The code after the password. Wrong ones count towards the account's lock.</summary>
public sealed class SecondStep(SignInManager<PortalUser> people, OpenSession session, TotpSecrets secrets, IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public const string Refusal = "This code is wrong, was used already, or there were too many tries.";

    // Wrong codes lock an account much sooner than wrong passwords: there are only a million of them.
    private const int MostFailures = 8;

    /// <summary>Whether a right password waits for its code in this browser.</summary>
    public async Task<bool> IsAwaitedAsync() => await people.GetTwoFactorAuthenticationUserAsync() is not null;

    /// <param name="code">Of the app, or a recovery code.</param>
    /// <param name="remember">Not to be asked again in this browser for some weeks.</param>
    public async Task<bool> TryAsync(string code, bool remember)
    {
        var users = people.UserManager;
        if (await people.GetTwoFactorAuthenticationUserAsync() is not { Disabled: false, TwoFactorEnabled: true } user || await users.IsLockedOutAsync(user))
        {
            return false;
        }

        if (!await TakeAsync(user, code))
        {
            await users.AccessFailedAsync(user);
            if (await users.GetAccessFailedCountAsync(user) >= MostFailures)
            {
                await users.ResetAccessFailedCountAsync(user);
                await users.SetLockoutEndDateAsync(user, time.GetUtcNow() + users.Options.Lockout.DefaultLockoutTimeSpan);
            }

            return false;
        }

        await users.ResetAccessFailedCountAsync(user);
        await PendingSignIn.DropAsync(people.Context);
        if (remember)
        {
            await people.RememberTwoFactorClientAsync(user);
        }

        await session.ForAsync(user, SignInMethod.PasswordAndCode);
        return true;
    }

    /// <summary>Whether the code is right now; taken, it is right never again.</summary>
    public async Task<bool> TakeAsync(PortalUser user, string code)
    {
        var cancel = people.Context.RequestAborted;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.Users.AsNoTracking().Where(u => u.Id == user.Id).Select(u => new { u.TotpSecret, u.TotpStep, u.RecoveryCodes }).SingleAsync(cancel);
        if (row.TotpSecret is { } kept && secrets.Read(kept) is { } secret && Totp.Match(secret, code, time.GetUtcNow().UtcDateTime, row.TotpStep) is { } step)
        {
            // In the condition as well: of two who send one code at once, one gets in.
            return await db.Users.Where(u => u.Id == user.Id && u.TotpStep < step).ExecuteUpdateAsync(set => set.SetProperty(u => u.TotpStep, step), cancel) == 1;
        }

        return RecoveryCodes.Without(row.RecoveryCodes, code) is { } left
            && await db.Users.Where(u => u.Id == user.Id && u.RecoveryCodes == row.RecoveryCodes).ExecuteUpdateAsync(set => set.SetProperty(u => u.RecoveryCodes, left), cancel) == 1;
    }
}
