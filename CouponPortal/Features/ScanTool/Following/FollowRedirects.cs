using System.Runtime.CompilerServices;
using CouponPortal.Domain;

namespace CouponPortal.Features.ScanTool.Following;

/// <summary>
/// Follows the real redirects of an address, as a visitor's browser would: each step is asked by the client that everything typed in by people goes through, which
/// refuses addresses inside the operator's own network at the moment of connecting, keeps no cookie and follows nothing by itself.
/// </summary>
/// <param name="http">The guarded one.</param>
/// <param name="isClosed">Whether an error is that client's refusal of an address.</param>
/// <param name="anyPort">Whether ports beside those of the web may be called; only where private addresses may be, too.</param>
public sealed class FollowRedirects(HttpClient http, Func<Exception, bool> isClosed, bool anyPort, TimeProvider time)
{
    public const int MostHops = 10;
    private const int MaxUrl = 4_000;
    private const int MaxDetail = 300;
    private static readonly int[] WebPorts = [80, 443, 8080, 8443];
    private static readonly TimeSpan Whole = TimeSpan.FromSeconds(30);

    /// <param name="isTracking">Whether a call of this address would count as a click.</param>
    public async IAsyncEnumerable<Hop> RunAsync(string url, string? userAgent, string? language, string? clickId, Func<Uri, bool> isTracking, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Whole, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        var (seen, next, before) = (new HashSet<string>(StringComparer.Ordinal), url, default(Uri));
        for (var number = 1; next is not null; number++)
        {
            var hop = await AskAsync(number, next, before, seen, new(userAgent, language, clickId), isTracking, both.Token, cancel);
            before = Read(next);
            next = hop.End is null ? hop.Next : null;
            yield return hop;
        }
    }

    private async Task<Hop> AskAsync(int number, string url, Uri? before, HashSet<string> seen, Browser browser, Func<Uri, bool> isTracking, CancellationToken both, CancellationToken cancel)
    {
        if (Read(url) is not { } address)
        {
            return new(number, Shown(url), null, 0, null, [], HopEnd.Refused, "This is no http or https address that a browser would follow.");
        }

        HopNote[] notes = before is null ? [] : [.. NotesOf(before, address, browser.ClickId)];
        if (!seen.Add(address.AbsoluteUri))
        {
            return Ended(HopEnd.Loop, "This address was asked before: a browser would stop here with an error.");
        }

        if (number > MostHops)
        {
            return Ended(HopEnd.TooMany, $"More than {MostHops} redirects: nothing further was asked.");
        }

        if (isTracking(address))
        {
            return Ended(HopEnd.TrackingDomain, "This is a tracking domain of this portal. It was not called, because that would count as a click; scan it by itself.");
        }

        if (address.UserInfo.Length > 0 || (!anyPort && !WebPorts.Contains(address.Port)))
        {
            return Ended(HopEnd.Refused, address.UserInfo.Length > 0 ? "A user name stands before the host; the portal does not call such addresses." : $"Port {address.Port} is none of the web's; the portal does not call it.");
        }

        var clock = time.GetTimestamp();
        try
        {
            using var request = browser.Request(address);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both);
            var status = (int)answer.StatusCode;
            var isRedirect = status is 301 or 302 or 303 or 307 or 308;
            if (isRedirect && answer.Headers.Location is { } location)
            {
                return new(number, Shown(url), status, Took(), Shown(Resolved(address, location)), notes, null, "");
            }

            var detail = isRedirect ? "The server redirects and does not say where to." : status >= 400 ? $"The server answered {status}." : "";
            return new(number, Shown(url), status, Took(), null, notes, detail.Length == 0 ? HopEnd.Arrived : HopEnd.Error, detail);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Ended(HopEnd.NoAnswer, "No answer in time.");
        }
        catch (HttpRequestException error)
        {
            return Ended(error.InnerException is { } inner && isClosed(inner) ? HopEnd.Refused : HopEnd.NoAnswer, error.InnerException?.Message ?? error.Message);
        }

        int Took() => (int)time.GetElapsedTime(clock).TotalMilliseconds;

        Hop Ended(HopEnd end, string detail) => new(number, Shown(url), null, 0, null, notes, end, Excerpt.Of(detail, MaxDetail));
    }

    private static Uri? Read(string url) =>
        url.Length <= MaxUrl && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 ? uri : null;

    private static string Resolved(Uri from, Uri to) => to.IsAbsoluteUri ? to.AbsoluteUri : Uri.TryCreate(from, to, out var whole) ? whole.AbsoluteUri : to.OriginalString;

    private static string Shown(string url) => Excerpt.Of(url, MaxUrl);

    private static IEnumerable<HopNote> NotesOf(Uri before, Uri address, string? clickId)
    {
        if (before.Scheme == "https" && address.Scheme == "http")
        {
            yield return HopNote.Downgrade;
        }

        if (!string.Equals(before.Host, address.Host, StringComparison.OrdinalIgnoreCase))
        {
            yield return HopNote.OtherHost;
        }

        if (clickId is not null && before.Query.Contains(clickId, StringComparison.Ordinal) && !address.AbsoluteUri.Contains(clickId, StringComparison.Ordinal))
        {
            yield return HopNote.ClickIdLost;
        }
    }

    /// <summary>What a browser says of itself.</summary>
    private sealed record Browser(string? UserAgent, string? Language, string? ClickId)
    {
        public HttpRequestMessage Request(Uri address)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (UserAgent is { Length: > 0 } agent)
            {
                request.Headers.TryAddWithoutValidation("User-Agent", agent);
            }

            if (Language is { Length: > 0 } language)
            {
                request.Headers.TryAddWithoutValidation("Accept-Language", language);
            }

            request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
            return request;
        }
    }
}
