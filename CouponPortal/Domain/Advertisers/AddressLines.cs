using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CouponPortal.Domain.Advertisers;

/// <summary>Lists typed one item a line, each line judged by itself. The normal form is what is stored and compared.</summary>
public static class AddressLines
{
    public const int MaxLines = 100;

    /// <summary>Addresses and CIDR blocks; of a block the host bits are cleared.</summary>
    /// <param name="faults">One sentence for each bad line, naming it.</param>
    public static string Networks(string text, List<string> faults) =>
        Normalise(text, Network, "is no IP address or CIDR block, e.g. 203.0.113.7 or 203.0.113.0/24", faults);

    /// <summary>Origins as a browser sends them: scheme, host, and the port when it is not the scheme's own.</summary>
    public static string Origins(string text, List<string> faults) =>
        Normalise(text, Origin, "is no origin, e.g. https://shop.example (no path, no *)", faults);

    private static string Normalise(string text, Func<string, string?> read, string complaint, List<string> faults)
    {
        var kept = new List<string>();
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0)
            {
                continue;
            }

            if (read(line) is not { } good)
            {
                faults.Add($"Line {number}: “{(line.Length > 60 ? line[..60] + "…" : line)}” {complaint}.");
            }
            else if (!kept.Contains(good))
            {
                kept.Add(good);
            }
        }

        if (kept.Count > MaxLines)
        {
            faults.Add($"At most {MaxLines} lines.");
        }

        return string.Join('\n', kept);
    }

    private static string? Network(string line)
    {
        var slash = line.IndexOf('/', StringComparison.Ordinal);
        var text = slash < 0 ? line : line[..slash];

        // The platform also reads "1", "0x7f.1" and octal parts as addresses, and zone indexes: nobody means those here.
        if (!IPAddress.TryParse(text, out var address) || text.Contains('%') || text.Contains('[')
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text))
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        if (slash < 0)
        {
            return address.ToString();
        }

        if (!int.TryParse(line.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) || prefix > bytes.Length * 8)
        {
            return null;
        }

        for (var bit = prefix; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return $"{new IPAddress(bytes)}/{prefix}";
    }

    private static string? Origin(string line) =>
        Uri.TryCreate(line, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && line.Contains("://", StringComparison.Ordinal)
        && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" } && uri.IsDefaultPort | uri.Port > 0 && uri.Host.All(char.IsAscii) && !uri.Host.Contains('*')
            ? uri.GetLeftPart(UriPartial.Authority).ToLowerInvariant()
            : null;
}
