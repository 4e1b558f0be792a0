using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using CouponPortal.Domain.Feeds;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Feeds;
using CouponPortal.Intake.Feeds;
using CouponPortal.Intake.Replay;
using CouponPortal.Tracking.Outgoing;

namespace CouponPortal.Tracking.Feeds;

/// <summary>What one fetch came to.</summary>
/// <param name="Result">Stable code: fetched, not_modified, or a fault.</param>
/// <param name="Detail">For people; empty when all went well.</param>
/// <param name="IsGood">Whether a document was taken, or found unchanged.</param>
public sealed record FeedFetch(string Result, string Detail, bool IsGood, int? Status)
{
    /// <summary>Null when no document was taken.</summary>
    public IReadOnlyList<FeedResult>? Rows { get; init; }
    public int Total { get; init; }
    public string? ETag { get; init; }
    public string? LastModified { get; init; }
    public byte[] Seen { get; init; } = [];
}

/// <summary>Fetches one advertiser's document and hands its new rows in. Rows that the last document had already are not handed in again.</summary>
public sealed class FeedPuller(OutgoingHttp http, FeedIntake feeds, OrderIntake intake, TimeProvider time)
{
    public const string Door = Intake.Replay.DoorDialects.Pull;
    public const int MaxBody = 16 * 1024 * 1024;
    private const int Mark = 8;
    private const int MaxValidator = 500;
    private static readonly TimeSpan BodyTakes = TimeSpan.FromSeconds(60);

    public async Task<FeedFetch> FetchAsync(Feed feed, CancellationToken stop)
    {
        try
        {
            using var request = RequestOf(feed);
            using var answer = await http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            var status = (int)answer.StatusCode;
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => await TakeAsync(feed, answer, stop),
                HttpStatusCode.NotModified => new("not_modified", "", IsGood: true, status),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Failed("refused_by_sender", $"The server answered {status}. Look at the user name, password or token.", status),
                _ when status is >= 300 and < 400 => Failed("redirect", $"The server answered {status}, a redirect; redirects are not followed. Give the final address.", status),
                _ => Failed("http_status", $"The server answered {status}.", status),
            };
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Failed("timeout", "The server did not answer in time.", null);
        }
        catch (HttpRequestException error)
        {
            return error.InnerException is ClosedAddressException closed ? Failed("address_closed", closed.Message, null) : Failed("unreachable", error.Message, null);
        }
        catch (Exception error) when (error is ClosedAddressException or IOException or UriFormatException or InvalidOperationException)
        {
            return Failed(error is ClosedAddressException ? "address_closed" : "unreachable", error.Message, null);
        }
    }

    private static FeedFetch Failed(string code, string detail, int? status) => new(code, Domain.Excerpt.Of(StoredText.Clean(detail), 300), IsGood: false, status);

    private static HttpRequestMessage RequestOf(Feed feed)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(feed.Url));
        request.Headers.Accept.ParseAdd(feed.Format == FeedFormat.Xml ? "application/xml, text/xml;q=0.9, */*;q=0.1" : "application/json, */*;q=0.1");
        request.Headers.Authorization = feed.Authentication switch
        {
            FeedAuthentication.None => null,
            FeedAuthentication.Basic => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{feed.UserName}:{feed.Secret}"))),
            FeedAuthentication.Bearer => new AuthenticationHeaderValue("Bearer", feed.Secret),
        };

        // As they came: a validator that is reformatted is another one to many servers.
        if (feed.ETag is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        if (feed.LastModified is { } modified)
        {
            request.Headers.TryAddWithoutValidation("If-Modified-Since", modified);
        }

        return request;
    }

    private async Task<FeedFetch> TakeAsync(Feed feed, HttpResponseMessage answer, CancellationToken stop)
    {
        const int Ok = (int)HttpStatusCode.OK;
        if (await BodyAsync(answer, stop) is not { } body)
        {
            return Failed("too_large", $"The document has more than {MaxBody / 1024 / 1024} MB.", Ok);
        }

        // The query is left out: it may hold a token under any name.
        var address = new Uri(feed.Url);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = answer.Content.Headers.ContentType?.ToString() ?? "", ["x-feed"] = feed.Name };
        if (feed.OfferId is { } offer)
        {
            headers[DoorDialects.FeedOffer] = offer.ToString(CultureInfo.InvariantCulture);
        }

        var raw = new RawRequest("GET", address.Host, address.AbsolutePath, "", headers, body, "", time.GetUtcNow().UtcDateTime) { KeptText = MaxBody };
        var document = feed.Format == FeedFormat.Xml ? XmlFeed.Read(body, Door, feed.AdvertiserId, offerCode: null, feed.OfferId) : JsonFeed.Read(body, Door, feed.AdvertiserId, feed.OfferId);
        if (document.Why is { } why)
        {
            await intake.ReceiveAsync(new Reading.Refused(why) { AdvertiserId = feed.AdvertiserId }, Door, raw, CancellationToken.None);
            return Failed(why.Code, why.Message, Ok);
        }

        var seen = SeenOf(feed.Seen);
        var marks = document.Rows.Select(r => BitConverter.ToInt64(SHA256.HashData(r.Body))).ToArray();
        var results = await feeds.TakeAsync([.. document.Rows.Where((_, at) => !seen.Contains(marks[at]))], Door, raw);
        return results.Any(r => r.Outcome == FeedOutcome.NotStored)
            ? Failed("store_unavailable", "Not every row could be stored; it is tried again.", Ok)
            : new("fetched", "", IsGood: true, Ok)
            {
                Rows = results,
                Total = document.Rows.Count,
                ETag = Validator(answer, "ETag"),
                LastModified = Validator(answer, "Last-Modified"),
                Seen = [.. marks.Distinct().SelectMany(BitConverter.GetBytes)],
            };
    }

    /// <returns>Null when it is too large.</returns>
    private static async Task<byte[]?> BodyAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        if (answer.Content.Headers.ContentLength > MaxBody)
        {
            return null;
        }

        using var slow = CancellationTokenSource.CreateLinkedTokenSource(stop);
        slow.CancelAfter(BodyTakes);
        await using var stream = await answer.Content.ReadAsStreamAsync(slow.Token);
        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, slow.Token)) > 0)
        {
            if (buffer.Length + read > MaxBody)
            {
                return null;
            }

            await buffer.WriteAsync(chunk.AsMemory(0, read), slow.Token);
        }

        return buffer.ToArray();
    }

    private static HashSet<long> SeenOf(byte[] marks) => [.. marks.Chunk(Mark).Where(m => m.Length == Mark).Select(m => BitConverter.ToInt64(m))];

    private static string? Validator(HttpResponseMessage answer, string name) =>
        (answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values)) && values.First() is { Length: <= MaxValidator } value ? StoredText.Clean(value) : null;
}
