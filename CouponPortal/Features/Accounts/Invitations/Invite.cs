using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Accounts.Mail;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Accounts.Invitations;

/// <param name="Link">Shown once: only its hash is kept.</param>
/// <param name="Mailed">Whether the mail server has taken it.</param>
public sealed record InvitationLink(Invitation Invitation, string Link, bool Mailed);

/// <summary>Invites people by a link, takes an invitation back, or makes its link anew.</summary>
public sealed class Invite(IDbContextFactory<PortalDbContext> contexts, AccountLinks links, Postman mail, TimeProvider time)
{
    private const string OnlyManagers = "Only the network administrator and managers of advertisers invite people.";

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Sends the link to the invited person and shows it to nobody else: a script must not keep what opens an account.</summary>
    public async Task<Outcome<Invitation>> MailAsync(Actor actor, InvitationDraft draft, CancellationToken cancel)
    {
        if (!actor.ManagesSome)
        {
            return new Outcome<Invitation>.Forbidden(OnlyManagers);
        }

        if (links.PublicUrl is not { } at || !mail.Works)
        {
            return new Outcome<Invitation>.Conflict("no_mail_server", "Invitations by API go by mail, and no mail server is set up (Smtp:Host, PublicUrl). Invite in the portal, which shows the link.");
        }

        return await CreateAsync(actor, draft, at.AbsoluteUri, cancel) switch
        {
            Outcome<InvitationLink>.Done { Value: { Mailed: true } sent } => Outcome.Done(sent.Invitation),
            Outcome<InvitationLink>.Done => new Outcome<Invitation>.Conflict("not_sent", "The invitation was made, but the mail server did not take the letter. Make its link anew in the portal."),
            var refused => refused.Refused<Invitation>(),
        };
    }

    /// <param name="shownAt">Where the actor has the portal open.</param>
    public async Task<Outcome<InvitationLink>> CreateAsync(Actor actor, InvitationDraft draft, string shownAt, CancellationToken cancel)
    {
        if (!actor.ManagesSome)
        {
            return new Outcome<InvitationLink>.Forbidden(OnlyManagers);
        }

        var errors = new FieldErrors();
        var good = draft.Checked(errors);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rights = await RightsCheck.CheckedAsync(db, actor, good.Rights, errors, cancel);
        if (errors.Any)
        {
            return new Outcome<InvitationLink>.Invalid(errors);
        }

        if (await ObstacleAsync(db, actor, good.Email, cancel) is { } obstacle)
        {
            return obstacle;
        }

        var token = AccountLinks.NewToken();
        var row = new Invitation
        {
            Email = good.Email,
            Role = rights.Role,
            PartnerId = rights.PartnerId,
            Advertisers = [.. rights.AdvertiserIds.Select(id => new InvitationAdvertiser { AdvertiserId = id })],
            InvitedBy = actor.Name,
            CreatedAt = Now,
        };
        Renew(row, token);
        db.Invitations.Add(row);
        await db.SaveChangesAsync(cancel);
        return Outcome.Done(await SentAsync(row, token, shownAt, cancel));
    }

    /// <summary>Another link for the same invitation, good for another seven days; the old one leads nowhere.</summary>
    public async Task<Outcome<InvitationLink>> ReissueAsync(Actor actor, int id, string shownAt, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await InvitationList.Visible(db, actor).SingleOrDefaultAsync(i => i.Id == id, cancel) is not { } row)
        {
            return new Outcome<InvitationLink>.NotFound();
        }

        if (!actor.ManagesSome)
        {
            return new Outcome<InvitationLink>.Forbidden(OnlyManagers);
        }

        if (row.AcceptedAt is not null)
        {
            return new Outcome<InvitationLink>.Conflict("accepted", "This person has an account already.");
        }

        var token = AccountLinks.NewToken();
        Renew(row, token);
        (row.RevokedAt, row.Version) = (null, row.Version + 1);
        var saved = await db.SaveAsync(row, [], Saving.Stale<Invitation>, cancel);
        return saved is Outcome<Invitation>.Done ? Outcome.Done(await SentAsync(row, token, shownAt, cancel)) : saved.Refused<InvitationLink>();
    }

    public async Task<Outcome<Invitation>> RevokeAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await InvitationList.Visible(db, actor).SingleOrDefaultAsync(i => i.Id == id, cancel) is not { } row)
        {
            return new Outcome<Invitation>.NotFound();
        }

        if (!actor.ManagesSome)
        {
            return new Outcome<Invitation>.Forbidden(OnlyManagers);
        }

        if (row.AcceptedAt is not null)
        {
            return new Outcome<Invitation>.Conflict("accepted", "This person has an account already: disable it instead.");
        }

        (row.RevokedAt, row.Version) = (Now, row.Version + 1);
        return await db.SaveAsync(row, [], Saving.Stale<Invitation>, cancel);
    }

    // What a manager is told of an account that he does not see names no reason: it may be another advertiser's.
    private async Task<Outcome<InvitationLink>?> ObstacleAsync(PortalDbContext db, Actor actor, string email, CancellationToken cancel)
    {
        var (normal, lower, now) = (email.ToUpperInvariant(), email.ToLowerInvariant(), Now);
        if (await db.Users.AnyAsync(u => u.NormalizedEmail == normal, cancel))
        {
            return new Outcome<InvitationLink>.Conflict(
                "email_taken", actor.IsNetworkAdmin ? "There is an account with this address already. Change its role or advertisers instead." : "This address cannot be invited. " + await NetworkAdmins.AskAsync(db, cancel));
        }

        return await InvitationList.Visible(db, actor).AnyAsync(i => i.Email.ToLower() == lower && i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now, cancel)
            ? new Outcome<InvitationLink>.Conflict("email_taken", "This address is invited already. Make its link anew, or take the invitation back first.")
            : null;
    }

    private void Renew(Invitation row, string token) => (row.TokenHash, row.ExpiresAt) = (Actors.HashOf(token), Now + Invitation.Lifetime);

    private async Task<InvitationLink> SentAsync(Invitation row, string token, string shownAt, CancellationToken cancel)
    {
        var link = links.Of(AccountPaths.Invitation, token, shownAt);
        var mailed = links.PublicUrl is not null && await mail.SendAsync(
            row.Email,
            "Your invitation to CouponPortal",
            $"{row.InvitedBy} invites you to CouponPortal.\n\nOpen this link and choose a password. It works once, for seven days:\n\n{link}\n\nIf you did not expect this letter, do nothing.\n",
            cancel);
        return new(row, link, mailed);
    }
}
