using System.Security.Claims;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts.SecondFactor;

/// <summary>A person's own authenticator app: begin (a secret to scan), finish (a code proves that it was), off, new recovery codes.</summary>
public sealed class SetUpSecondFactor(UserManager<PortalUser> users, ConfirmPassword confirm, TotpSecrets secrets, OpenSession session, UserSessions sessions, TimeProvider time)
{
    /// <returns>The signed-in person; null when no longer active.</returns>
    public async Task<PortalUser?> UserAsync(ClaimsPrincipal principal) => await users.GetUserAsync(principal) is { Disabled: false } user ? user : null;

    /// <returns>What the app scans and what is typed instead; null when nothing is being set up.</returns>
    public (string Uri, string Secret)? Pending(PortalUser user) =>
        !user.TwoFactorEnabled && user.TotpSecret is { } kept && secrets.Read(kept) is { } secret
            ? (Totp.Uri(secret, "CouponPortal", user.Email ?? ""), Totp.Base32(secret))
            : null;

    public async Task BeginAsync(ClaimsPrincipal principal, string current, FieldErrors errors)
    {
        if (await confirm.OfAsync(principal, current, errors) is { TwoFactorEnabled: false } user)
        {
            (user.TotpSecret, user.TotpStep) = (secrets.New(), 0);
            await users.UpdateAsync(user);
        }
    }

    /// <returns>The recovery codes, shown once; null with a fault.</returns>
    public async Task<IReadOnlyList<string>?> FinishAsync(ClaimsPrincipal principal, string code, FieldErrors errors)
    {
        if (await UserAsync(principal) is not { TwoFactorEnabled: false, TotpSecret: { } kept } user || secrets.Read(kept) is not { } secret)
        {
            errors.Add("code", "Begin again: this set-up is over.");
            return null;
        }

        if (Totp.Match(secret, code, time.GetUtcNow().UtcDateTime, user.TotpStep) is not { } step)
        {
            errors.Add("code", "This is not the code of now. Wait for the next one, and check that the phone's clock is right.");
            return null;
        }

        var codes = RecoveryCodes.New();
        (user.TotpStep, user.RecoveryCodes) = (step, RecoveryCodes.Kept(codes));
        await users.SetTwoFactorEnabledAsync(user, true);
        await OthersOutAsync(principal, user);
        return codes;
    }

    public async Task TurnOffAsync(ClaimsPrincipal principal, string current, FieldErrors errors)
    {
        if (await confirm.OfAsync(principal, current, errors) is { } user)
        {
            (user.TotpSecret, user.TotpStep, user.RecoveryCodes) = (null, 0, "");
            await users.SetTwoFactorEnabledAsync(user, false);
            await OthersOutAsync(principal, user);
        }
    }

    /// <returns>Ten new ones; the old ones are good no longer. Null with a fault.</returns>
    public async Task<IReadOnlyList<string>?> NewCodesAsync(ClaimsPrincipal principal, string current, FieldErrors errors)
    {
        if (await confirm.OfAsync(principal, current, errors) is not { TwoFactorEnabled: true } user)
        {
            return null;
        }

        var codes = RecoveryCodes.New();
        user.RecoveryCodes = RecoveryCodes.Kept(codes);
        await users.UpdateAsync(user);
        return codes;
    }

    private async Task OthersOutAsync(ClaimsPrincipal principal, PortalUser user)
    {
        await sessions.EndAllAsync(user.Id, principal.FindFirstValue(UserSession.Claim), CancellationToken.None);
        await session.RefreshAsync(user);
    }
}
