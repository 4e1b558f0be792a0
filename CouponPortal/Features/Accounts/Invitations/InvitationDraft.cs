using System.Net.Mail;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;

namespace CouponPortal.Features.Accounts.Invitations;

/// <summary>Whom to invite, and as what.</summary>
public sealed record InvitationDraft
{
    public string Email { get; set; } = "";
    public Rights Rights { get; set; } = new();

    public InvitationDraft Checked(FieldErrors errors)
    {
        var draft = this with { Email = Email.Trim() };
        if (!IsEmail(draft.Email))
        {
            errors.Add("email", "Type an e-mail address, e.g. name@example.com.");
        }

        return draft;
    }

    // MailAddress also reads "Name <a@b.c>" and host names of one label; what is kept must be the bare address.
    private static bool IsEmail(string text) =>
        text.Length is > 0 and <= Invitation.MaxEmail && MailAddress.TryCreate(text, out var address) && address.Address == text
        && address.Host.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(address.Host) == UriHostNameType.Dns && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));
}
