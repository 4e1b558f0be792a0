using System.Net;
using System.Net.Mail;

namespace CouponPortal.Features.Accounts.Mail;

/// <summary>Where mail is handed over; without one, links are passed on by hand.</summary>
public sealed record MailServer(string Host, int Port, string From, string? User, string? Password, bool Tls);

/// <summary>Sends the few letters that accounts need. A letter that could not be sent never stops what it tells of.</summary>
public sealed partial class Postman(MailServer? server, ILogger<Postman> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public bool Works => server is not null;

    /// <returns>Whether the server has taken it.</returns>
    public async Task<bool> SendAsync(string to, string subject, string text, CancellationToken cancel)
    {
        if (server is null)
        {
            return false;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            using var client = new SmtpClient(server.Host, server.Port) { EnableSsl = server.Tls };
            if (server.User is not null)
            {
                client.Credentials = new NetworkCredential(server.User, server.Password);
            }

            using var letter = new MailMessage(server.From, to, subject, text.ReplaceLineEndings("\r\n"));
            await client.SendMailAsync(letter, patience.Token);
            return true;
        }
        catch (Exception error) when (error is SmtpException or OperationCanceledException or FormatException && !cancel.IsCancellationRequested)
        {
            // Not the address: a log is read by others.
            NotSent(log, subject, error);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail server did not take “{Subject}”")]
    private static partial void NotSent(ILogger log, string subject, Exception error);
}
