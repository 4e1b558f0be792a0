using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Accounts.Invitations;

/// <summary>Makes the invited person's account, once. Identity's store and this class share the request's context, and so one transaction.</summary>
public sealed class AcceptInvitation(PortalDbContext db, UserManager<PortalUser> users, OpenSession session, TimeProvider time)
{
    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <returns>The invited address; null for a link that is unknown, used, taken back or too old: the four are one answer.</returns>
    public async Task<string?> EmailAsync(string? token) => (await FindAsync(token))?.Email;

    /// <summary>Makes the account and signs it in.</summary>
    /// <returns>Faults; none = done.</returns>
    public async Task<FieldErrors> AcceptAsync(string? token, string password)
    {
        var errors = new FieldErrors();
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (await FindAsync(token) is not { } invitation)
        {
            errors.Add("password", "This invitation is used up or was taken back.");
            return errors;
        }

        var user = AccountOf(invitation, Now);
        var result = await users.CreateAsync(user, password);
        foreach (var error in result.Errors.DistinctBy(e => e.Description))
        {
            errors.Add("password", error.Code.Contains("Duplicate", StringComparison.Ordinal) ? "There is an account with this address already: sign in instead." : error.Description);
        }

        if (errors.Any)
        {
            return errors;
        }

        (invitation.AcceptedAt, invitation.Version) = (Now, invitation.Version + 1);
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateConcurrencyException)
        {
            errors.Add("password", "This invitation is used up or was taken back.");
            return errors;
        }

        await transaction.CommitAsync();
        await session.ForAsync(user, SignInMethod.Invitation);
        return errors;
    }

    /// <summary>A person as the invitation says; the address is confirmed, since the link was sent to it.</summary>
    internal static PortalUser AccountOf(Invitation invitation, DateTime now) => new()
    {
        UserName = invitation.Email,
        Email = invitation.Email,
        EmailConfirmed = true,
        LockoutEnabled = true,
        Role = invitation.Role,
        PartnerId = invitation.PartnerId,
        Advertisers = [.. invitation.Advertisers.Select(a => new UserAdvertiser { AdvertiserId = a.AdvertiserId })],
        CreatedAt = now,
    };

    private async Task<Invitation?> FindAsync(string? token)
    {
        if (token is not { Length: > 0 and < 200 })
        {
            return null;
        }

        var hash = Actors.HashOf(token);
        var row = await db.Invitations.Include(i => i.Advertisers).SingleOrDefaultAsync(i => i.TokenHash == hash);
        return row?.IsOpen(Now) == true ? row : null;
    }
}
