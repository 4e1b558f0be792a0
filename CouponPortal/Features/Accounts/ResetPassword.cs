using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Features.Accounts.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Accounts;

/// <summary>A new password by a link: one that an administrator passes on, or, where mail can be sent, one that a person asks for.</summary>
public sealed class ResetPassword(IDbContextFactory<PortalDbContext> contexts, UserManager<PortalUser> users, UserSessions sessions, AccountLinks links, ResetLinks open, Postman mail)
{
    private static readonly TimeSpan MailedLifetime = TimeSpan.FromHours(1);

    /// <summary>Whether people can ask for a link themselves.</summary>
    public bool ByMail => mail.Works && links.PublicUrl is not null;

    /// <summary>Sends a link to an active account's address. The caller answers the same whether there is one, and does not wait for it: time would tell.</summary>
    public async Task MailAsync(string email, CancellationToken cancel)
    {
        if (ByMail && await users.FindByEmailAsync(email) is { Disabled: false, Email: { } address } user)
        {
            var link = await open.IssueAsync(user.Id, MailedLifetime, "", cancel);
            await mail.SendAsync(address, "A new password for CouponPortal", $"Somebody asked for a new password for this address.\n\nOpen this link within an hour to choose one:\n\n{link}\n\nIf it was not you, do nothing: your password stays as it is.\n", cancel);
        }
    }

    /// <returns>The account's address; null for a link that is unknown, used or too old.</returns>
    public async Task<string?> EmailAsync(string? token) => await open.FindAsync(token) is { } reset ? (await users.FindByIdAsync(Id(reset)))?.Email : null;

    /// <summary>Sets the password; whoever was signed in is signed out, and a lock is lifted. A second factor stays.</summary>
    /// <returns>Faults; none = done.</returns>
    public async Task<FieldErrors> TryAsync(string? token, string password)
    {
        var errors = new FieldErrors();
        if (await open.FindAsync(token) is not { } reset || await users.FindByIdAsync(Id(reset)) is not { Disabled: false } user)
        {
            errors.Add("password", "This link is used up or too old.");
            return errors;
        }

        if (PasswordRules.Fault(password, user.Email) is { } fault)
        {
            errors.Add("password", fault);
            return errors;
        }

        await using (var db = await contexts.CreateDbContextAsync())
        {
            // Used up before it has its effect: of two who send it at once, one does.
            if (await db.PasswordResets.Where(r => r.UserId == reset.UserId && r.TokenHash == reset.TokenHash).ExecuteDeleteAsync() == 0)
            {
                errors.Add("password", "This link is used up or too old.");
                return errors;
            }
        }

        user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        (user.LockoutEnd, user.AccessFailedCount) = (null, 0);
        await users.UpdateSecurityStampAsync(user);
        await sessions.EndAllAsync(user.Id, null, CancellationToken.None);
        return errors;
    }

    private static string Id(PasswordReset reset) => reset.UserId.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
