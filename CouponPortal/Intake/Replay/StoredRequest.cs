using System.Text;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Intake.Replay;

/// <summary>A request as <see cref="RawRequest.ToStoredText"/> kept it, made a request again.</summary>
public static class StoredRequest
{
    /// <returns>The request, or a sentence that says why it cannot be read again.</returns>
    public static (RawRequest? Request, string? Why) Of(Hit hit)
    {
        if (hit.Raw.Length == 0)
        {
            return (null, "Its text was kept as long as the network keeps it, or erased. Ask the sender to send it again.");
        }

        if (hit.Raw.Length is RawRequest.MaxText or RawRequest.MaxText - 1)
        {
            return (null, "The request was too long to be kept whole. Ask the sender to send it again.");
        }

        if (hit.Raw.Contains((char)Rune.ReplacementChar.Value, StringComparison.Ordinal))
        {
            return (null, "The request held bytes that are no text, so what is kept is not what came. Ask the sender to send it again as UTF-8.");
        }

        return Parse(hit.Raw, hit.RemoteIp, hit.ReceivedAt) is { } request ? (request, null) : (null, "What is kept has no request line.");
    }

    /// <summary>Request line, headers, blank line, body; all but the first line may be absent.</summary>
    /// <param name="receivedAt">UTC.</param>
    /// <returns>Null when the first line is no method and path.</returns>
    public static RawRequest? Parse(string text, string remoteIp, DateTime receivedAt)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var (head, body) = end < 0 ? (text, "") : (text[..end], text[(end + 2)..]);
        var lines = head.Split('\n');
        if (lines[0].Split(' ', 2) is not [{ Length: > 0 } method, ['/', ..] target])
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        var host = "";
        foreach (var line in lines[1..])
        {
            if (line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon)
            {
                var (name, value) = (line[..colon], line[(colon + 2)..]);
                if (name == "host")
                {
                    host = value;
                }
                else
                {
                    headers[name] = value;
                }
            }
        }

        var question = target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = question < 0 ? (target, "") : (target[..question], target[(question + 1)..]);
        return new RawRequest(method, host, path, query, headers, Encoding.UTF8.GetBytes(body), remoteIp, receivedAt);
    }
}
