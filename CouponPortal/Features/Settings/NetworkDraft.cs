using System.Net.Mail;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Privacy;

namespace CouponPortal.Features.Settings;

/// <summary>The network's settings as typed.</summary>
public sealed record NetworkDraft
{
    public string Name { get; set; } = "";
    public string? ContactEmail { get; set; }

    /// <summary>Host name of tracking URLs of advertisers without one of their own; null = the address the portal is opened at.</summary>
    public string? DefaultTrackingDomain { get; set; }

    /// <summary>See <see cref="Retention"/>; 0 = for good.</summary>
    public int ClickDays { get; set; }
    public int HitDays { get; set; }
    public int ExportDays { get; set; }

    /// <summary>Of the settings that the edit began from.</summary>
    public int Version { get; set; }

    public static NetworkDraft Of(NetworkState row) => new()
    {
        Name = row.Name,
        ContactEmail = row.ContactEmail,
        DefaultTrackingDomain = row.DefaultTrackingDomain,
        ClickDays = row.ClickDays,
        HitDays = row.HitDays,
        ExportDays = row.ExportDays,
        Version = row.SettingsVersion,
    };

    /// <param name="fewestClickDays">An order must find its click for as long as any advertiser looks back.</param>
    public NetworkDraft Checked(int fewestClickDays, FieldErrors errors)
    {
        var draft = this with { Name = Name.Trim(), ContactEmail = Blank(ContactEmail?.Trim()), DefaultTrackingDomain = Blank(HostNames.Normal(DefaultTrackingDomain ?? "")) };
        Add("name", draft.Name.Length is 0 or > 200 || draft.Name.Any(char.IsControl) ? "Type a name of 1 to 200 characters." : null);
        Add("contact_email", draft.ContactEmail is { } mail && (mail.Length > 254 || !MailAddress.TryCreate(mail, out _)) ? "Type an e-mail address, or leave it empty." : null);
        Add("default_tracking_domain", draft.DefaultTrackingDomain is { } host ? AdvertiserFields.HostNameFault(host) : null);
        Add("click_days", Retention.Fault(ClickDays, fewestClickDays));
        Add("hit_days", Retention.Fault(HitDays, Retention.FewestDays));
        Add("export_days", Retention.Fault(ExportDays, Retention.FewestDays));
        return draft;

        void Add(string field, string? fault)
        {
            if (fault is not null)
            {
                errors.Add(field, fault);
            }
        }
    }

    private static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
