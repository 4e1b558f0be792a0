using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using CouponPortal.Domain;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views.Files;
using CouponPortal.Intake;

namespace CouponPortal.Features.Views.Schedules;

/// <summary>What came of posting a file.</summary>
/// <param name="Status">Null when no answer came.</param>
/// <param name="Error">For people; empty on success.</param>
public sealed record ExportPosted(bool WantsNoMore, int? Status, string Error);

/// <summary>Posts a file to an address that somebody typed in.</summary>
/// <param name="http">The guarded one: it refuses addresses inside the operator's own network and follows no redirect.</param>
public sealed class ExportDelivery(HttpClient http, TimeProvider time)
{
    /// <param name="secret">Signs it as partners' webhooks are signed; null only of a schedule from before they were.</param>
    /// <param name="file">From its beginning; read twice, so that a large one is signed without being held.</param>
    /// <param name="runId">Tells two posts of one run from two runs.</param>
    public async Task<ExportPosted> PostAsync(string url, string? secret, Stream file, ExportFormat format, string fileName, int runId, CancellationToken cancel)
    {
        try
        {
            var (id, seconds) = ("export-" + runId.ToString(CultureInfo.InvariantCulture), time.GetUtcNow().ToUnixTimeSeconds());
            file.Position = 0;
            var signature = secret is null ? null : await WebhookSignature.OfAsync(secret, id, seconds, file, cancel);
            file.Position = 0;
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url)) { Content = new StreamContent(file) };
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ExportFile.ContentType(format));
            request.Content.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = fileName };
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
            if (signature is not null)
            {
                request.Headers.Add("webhook-signature", signature);
            }

            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return new(answer.StatusCode == HttpStatusCode.Gone, (int)answer.StatusCode, answer.IsSuccessStatusCode ? "" : SentenceOf((int)answer.StatusCode));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed("The receiver did not take the file in time.");
        }
        catch (HttpRequestException error)
        {
            return Failed(error.InnerException?.Message ?? error.Message);
        }
        catch (Exception error) when (error is UriFormatException or InvalidOperationException or FormatException)
        {
            return Failed(error.Message);
        }
    }

    private static ExportPosted Failed(string why) => new(WantsNoMore: false, null, Excerpt.Of(why, ExportRun.MaxError));

    private static string SentenceOf(int status) => status switch
    {
        410 => "The receiver answered 410: it wants no more files.",
        >= 300 and < 400 => $"The receiver answered {status}, a redirect; redirects are not followed. Give the final address.",
        _ => $"The receiver answered {status}.",
    };
}
