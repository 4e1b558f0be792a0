using System.Net.Mail;
using CouponPortal.Features.Accounts.Mail;

namespace CouponPortal.Hosting;

/// <summary>Settings of accounts: the mail server.</summary>
internal static class AccountSettings
{
    private const int SubmissionPort = 587;

    public static MailServer? Mail(SettingsReader read)
    {
        if (read.Text("Smtp:Host") is not { } host)
        {
            return null;
        }

        if (read.Text("Smtp:From") is not { } from || !MailAddress.TryCreate(from, out _))
        {
            read.Faults.Add("Smtp:From is missing or no e-mail address: letters need a sender.");
            return null;
        }

        // A link in a letter must lead here whatever host a request has named.
        if (read.Text("PublicUrl") is null)
        {
            read.Faults.Add("PublicUrl is missing: with Smtp:Host links are sent, and they need the portal's address.");
        }

        return new MailServer(host, read.Integer("Smtp:Port", 65_535, SubmissionPort), from, read.Text("Smtp:User"), read.Text("Smtp:Password"), read.Flag("Smtp:Tls", true));
    }
}
