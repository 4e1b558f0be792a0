using System.Globalization;
using System.Net;
using System.Text;
using CouponPortal.Domain;
using CouponPortal.Domain.Partners;
using CouponPortal.Intake;
using CouponPortal.Tracking.Outgoing;

namespace CouponPortal.Tracking.PartnerPostbacks;

/// <summary>What one attempt came to.</summary>
/// <param name="Status">Null when no answer came.</param>
/// <param name="Error">For people; empty on success.</param>
public sealed record PostbackAttempt(bool Taken, bool WantsNoMore, int? Status, string Error);

/// <summary>Makes one attempt. Any 2xx is success; 410 says that the receiver wants no more.</summary>
public sealed class PostbackSender(OutgoingHttp http, TimeProvider time)
{
    private const int MaxError = 300;

    /// <param name="messageId">The delivery's public id.</param>
    /// <param name="secret">Of a webhook.</param>
    public async Task<PostbackAttempt> SendAsync(PostbackMessage delivery, string messageId, string? secret, CancellationToken cancel)
    {
        try
        {
            using var request = RequestOf(delivery, messageId, secret);
            using var answer = await http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return new(answer.IsSuccessStatusCode, answer.StatusCode == HttpStatusCode.Gone, (int)answer.StatusCode, answer.IsSuccessStatusCode ? "" : SentenceOf(answer));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed($"No answer within {OutgoingHttp.Timeout.TotalSeconds:F0} seconds.");
        }
        catch (HttpRequestException error)
        {
            return Failed(error.InnerException is ClosedAddressException closed ? closed.Message : error.Message);
        }
        catch (Exception error) when (error is ClosedAddressException or UriFormatException or InvalidOperationException or FormatException)
        {
            return Failed(error.Message);
        }
    }

    private static PostbackAttempt Failed(string why) => new(Taken: false, WantsNoMore: false, null, Excerpt.Of(why, MaxError));

    private static string SentenceOf(HttpResponseMessage answer) => (int)answer.StatusCode switch
    {
        410 => "The receiver answered 410: it wants no more messages.",
        >= 300 and < 400 => $"The receiver answered {(int)answer.StatusCode}, a redirect; redirects are not followed. Give the final address.",
        _ => $"The receiver answered {(int)answer.StatusCode}.",
    };

    private HttpRequestMessage RequestOf(PostbackMessage delivery, string messageId, string? secret)
    {
        if (delivery.Body is not { } body)
        {
            return new HttpRequestMessage(HttpMethod.Get, new Uri(delivery.Url));
        }

        var seconds = time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(delivery.Url)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", messageId);
        request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        if (secret is not null)
        {
            request.Headers.Add("webhook-signature", WebhookSignature.Of(secret, messageId, seconds, body));
        }

        return request;
    }
}
