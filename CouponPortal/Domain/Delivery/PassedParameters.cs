using System.Text;

namespace CouponPortal.Domain.Delivery;

/// <summary>
/// Which parameters of a visit's own address go on to the shop. The offer names them; what its destination says already is never said again or otherwise, in whatever
/// spelling a shop would take for the same name, and what the portal reads itself stays here.
/// </summary>
public static class PassedParameters
{
    /// <summary>The line that lets all through.</summary>
    public const string All = "*";

    public const int MaxLines = 50;
    public const int MaxName = 64;

    /// <summary>Of one visit; more is cut off.</summary>
    public const int MostPassed = 30;
    public const int MaxValue = 500;

    /// <summary>The whole address afterwards: servers refuse longer ones.</summary>
    public const int MaxUrl = 6_000;

    // The doors' own words (WIRE "Clicks"), and those whose value is the portal's to give.
    private static readonly string[] Own =
    [
        "oid", "offer_id", "affid", "affiliate_id", "partner_id", "publisher_id", "aid", "advertiser_id", "nid", "uid", "async", "coupon_code", "promocode", "transaction_id", "click_id",
        "sub1", "sub2", "sub3", "sub4", "sub5", "source_id", "verification_token", "postback_key", "signature",
    ];

    /// <summary>One name a line; a final * stands for any ending. The normal form is what is stored.</summary>
    /// <param name="faults">One sentence for each bad line.</param>
    public static string Normal(string typed, List<string> faults)
    {
        var kept = new List<string>();
        foreach (var line in typed.Split(['\n', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Length > MaxName || line.AsSpan(0, line.Length - (line[^1] == '*' ? 1 : 0)).ContainsAnyExcept(NameCharacters))
            {
                faults.Add($"“{Excerpt.Of(line, 60)}” is no name of a parameter: letters, digits, _ - . and a final * alone.");
            }
            else if (!kept.Contains(line, StringComparer.Ordinal))
            {
                kept.Add(line);
            }
        }

        if (kept.Count > MaxLines)
        {
            faults.Add($"At most {MaxLines} names; utm_* stands for all that begin so, and * for all.");
        }

        return kept.Contains(All) ? All : string.Join('\n', kept);
    }

    /// <summary>Adds to <paramref name="url"/> what the visit may pass on.</summary>
    /// <param name="url">Complete, macros filled in.</param>
    /// <param name="names">As the offer has them.</param>
    /// <param name="query">Decoded; names and first values of the visit's address.</param>
    public static string Append(string url, string names, IEnumerable<KeyValuePair<string, string>> query)
    {
        if (names.Length == 0)
        {
            return url;
        }

        var fragment = url.IndexOf('#', StringComparison.Ordinal);
        var path = fragment < 0 ? url : url[..fragment];
        var said = NamesOf(path);
        var more = new StringBuilder();
        var left = MostPassed;
        foreach (var (name, value) in query)
        {
            if (left > 0 && IsPassed(name, names) && IsClean(value) && said.Add(Meaning(name)))
            {
                var part = $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";
                if (url.Length + more.Length + part.Length + 1 > MaxUrl)
                {
                    break;
                }

                more.Append(more.Length == 0 && !path.Contains('?', StringComparison.Ordinal) ? '?' : '&').Append(part);
                left--;
            }
        }

        return more.Length == 0 ? url : string.Concat(path, more.ToString(), fragment < 0 ? "" : url[fragment..]);
    }

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    private static bool IsPassed(string name, string names)
    {
        if (name.Length is 0 or > MaxName || name.AsSpan().ContainsAnyExcept(NameCharacters) || Array.Exists(Own, own => own.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        foreach (var range in names.AsSpan().Split('\n'))
        {
            var line = names.AsSpan(range);
            if (line is [.. var start, '*'] ? name.AsSpan().StartsWith(start, StringComparison.Ordinal) : name.AsSpan().SequenceEqual(line))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsClean(string value)
    {
        if (value.Length > MaxValue)
        {
            return false;
        }

        // Half of a surrogate pair has no encoding.
        foreach (var rune in value.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }

    private static HashSet<string> NamesOf(string path)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var start = path.IndexOf('?', StringComparison.Ordinal);
        if (start >= 0)
        {
            foreach (var part in path[(start + 1)..].Split('&', ';'))
            {
                names.Add(Meaning(Uri.UnescapeDataString(part.Split('=')[0].Replace('+', ' '))));
            }
        }

        return names;
    }

    // PHP, which most shops run on, takes a.b, a b and a[b] for a_b, a_b and a part of a.
    private static string Meaning(string name)
    {
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        return (bracket > 0 ? name[..bracket] : name).Trim().Replace('.', '_').Replace(' ', '_');
    }
}
