using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Features.Accounts.Invitations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Accounts.OpenId;

/// <summary>
/// Whom the provider's word lets in: whoever came by it before, else the account with the confirmed address, else whoever is invited by that address. Nobody else: a provider knows many people.
/// </summary>
public sealed class OpenIdSignIn(PortalDbContext db, SignInManager<PortalUser> people, OpenSession session, OpenIdSettings settings, TimeProvider time)
{
    public const string Refusal = "There is no active account for you here. Ask for an invitation to the e-mail address that you sign in with.";

    private UserManager<PortalUser> Users => people.UserManager;

    /// <param name="subject">The provider's name of the person, which never changes.</param>
    /// <param name="email">Null when the provider has not confirmed it.</param>
    public async Task<SignInAnswer> TryAsync(string subject, string? email)
    {
        var user = await Users.FindByLoginAsync(settings.Issuer, subject) ?? await LinkAsync(subject, email);
        if (user is not { Disabled: false })
        {
            return SignInAnswer.Refused;
        }

        // Who has set up a code here wants it asked for, however the first step went.
        if (user.TwoFactorEnabled && !await people.IsTwoFactorClientRememberedAsync(user))
        {
            await PendingSignIn.HoldAsync(people.Context, user.Id);
            return SignInAnswer.CodeNeeded;
        }

        await session.ForAsync(user, SignInMethod.Provider);
        return SignInAnswer.Done;
    }

    private async Task<PortalUser?> LinkAsync(string subject, string? email)
    {
        if (email is null)
        {
            return null;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(people.Context.RequestAborted);
        var user = await Users.FindByEmailAsync(email) ?? await InvitedAsync(email);

        // An address that the provider has given to somebody else since must not open the first one's account.
        if (user is null || user.Disabled || (await Users.GetLoginsAsync(user)).Any(l => l.LoginProvider == settings.Issuer))
        {
            return null;
        }

        if (!(await Users.AddLoginAsync(user, new UserLoginInfo(settings.Issuer, subject, settings.Name))).Succeeded)
        {
            return null;
        }

        await transaction.CommitAsync(people.Context.RequestAborted);
        return user;
    }

    private async Task<PortalUser?> InvitedAsync(string email)
    {
        var (lower, now) = (email.ToLowerInvariant(), time.GetUtcNow().UtcDateTime);
        var invitation = await db.Invitations.Include(i => i.Advertisers)
            .Where(i => i.Email.ToLower() == lower && i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now).OrderBy(i => i.Id).FirstOrDefaultAsync(people.Context.RequestAborted);
        if (invitation is null)
        {
            return null;
        }

        (invitation.AcceptedAt, invitation.Version) = (now, invitation.Version + 1);
        var user = AcceptInvitation.AccountOf(invitation, now);
        return (await Users.CreateAsync(user)).Succeeded ? user : null;
    }
}
