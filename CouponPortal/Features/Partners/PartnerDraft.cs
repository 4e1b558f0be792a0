using System.Net.Mail;
using CouponPortal.Domain;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Features.Partners;

/// <summary>Everything of a partner that can be edited, as typed.</summary>
public sealed record PartnerDraft
{
    private const int MaxEmail = 254;

    public string Name { get; set; } = "";
    public string Email { get; set; } = "";
    public PartnerStatus Status { get; set; } = PartnerStatus.Active;
    public string? PostbackUrl { get; set; }

    /// <summary>Of the row that the edit began from.</summary>
    public int Version { get; set; } = 1;

    public static PartnerDraft Of(Partner row) =>
        new() { Name = row.Name, Email = row.Email, Status = row.Status, PostbackUrl = row.PostbackUrl, Version = row.Version };

    /// <summary>The same with every field in its normal form; faults go to <paramref name="errors"/>.</summary>
    public PartnerDraft Checked(FieldErrors errors)
    {
        var draft = this with { Name = Name.Trim(), Email = Email.Trim(), PostbackUrl = PostbackUrl?.Trim() is { Length: > 0 } url ? url : null };
        if (draft.Name.Length is 0 or > 200 || draft.Name.Any(char.IsControl))
        {
            errors.Add("name", "Type a name of 1 to 200 characters.");
        }

        if (draft.Email.Length > 0 && !IsEmail(draft.Email))
        {
            errors.Add("email", "Type an e-mail address, e.g. partner@example.com, or leave it empty.");
        }

        if (draft.PostbackUrl is not null && Destination.Fault(draft.PostbackUrl) is { } fault)
        {
            errors.Add("postback_url", fault);
        }

        return draft;
    }

    public void CopyTo(Partner row) => (row.Name, row.Email, row.Status, row.PostbackUrl) = (Name, Email, Status, PostbackUrl);

    // MailAddress also reads "Name <a@b.c>" and host names of one label; what is kept must be the bare address.
    private static bool IsEmail(string text) =>
        text.Length <= MaxEmail && MailAddress.TryCreate(text, out var address) && address.Address == text
        && address.Host.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(address.Host) == UriHostNameType.Dns && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));
}
