using System.Net;
using System.Security.Cryptography;
using System.Text;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Tracking.Outgoing;

namespace CouponPortal.Tracking.Domains;

/// <param name="Proof">Null when none was found.</param>
/// <param name="Fault">What each way came to, for people; null with a proof.</param>
public sealed record DomainFinding(DomainProof? Proof, string? Fault);

/// <summary>Looks whether a host name is shown to be the advertiser's: it leads to this portal, or a TXT record of it holds the token.</summary>
public sealed class DomainCheck(OutgoingHttp outgoing, DnsText dns)
{
    private const int MaxAnswer = 256;
    private const int MaxReason = 120;

    public async Task<DomainFinding> RunAsync(TrackingDomain domain, CancellationToken cancel)
    {
        var faults = new StringBuilder();
        foreach (var scheme in (string[])["https", "http"])
        {
            // Without a certificate yet: a proxy may ask for one only when the domain is verified.
            var fault = await FetchAsync($"{scheme}://{domain.Host}{TrackingDomain.WellKnownPath}", domain.Token, cancel);
            if (fault is null)
            {
                return new(DomainProof.WellKnown, null);
            }

            faults.Append(scheme).Append(": ").Append(fault).Append("; ");
        }

        var records = await dns.FindAsync(domain.RecordName, cancel);
        return records.Texts.Any(t => Same(t.Trim(), domain.RecordValue))
            ? new(DomainProof.DnsRecord, null)
            : new(null, faults.Append("DNS: ").Append(records.Fault ?? (records.Texts.Count == 0 ? $"no TXT record at {domain.RecordName}" : $"the TXT record at {domain.RecordName} holds something else")).ToString());
    }

    /// <returns>Null when the token came back.</returns>
    private async Task<string?> FetchAsync(string url, string token, CancellationToken cancel)
    {
        try
        {
            using var answer = await outgoing.Client.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, cancel);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                return $"answers {(int)answer.StatusCode}, so it does not lead to this portal";
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(OutgoingHttp.Timeout);
            await using var body = await answer.Content.ReadAsStreamAsync(patience.Token);
            var buffer = new byte[MaxAnswer];
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, patience.Token);
            return Same(Encoding.UTF8.GetString(buffer, 0, length).Trim(), token) ? null : "another server answers, or another portal";
        }
        catch (HttpRequestException error)
        {
            return Reason((error.InnerException ?? error).Message);
        }
        catch (ClosedAddressException error)
        {
            return Reason(error.Message);
        }
        catch (IOException error)
        {
            return Reason(error.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return "no answer in time";
        }
    }

    private static string Reason(string message) => Domain.Excerpt.Of(string.Concat(message.Where(c => !char.IsControl(c))), MaxReason).TrimEnd('.');

    private static bool Same(string sent, string expected) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(expected));
}
