using System.Buffers;

namespace CouponPortal.Domain.Delivery.Screening;

/// <summary>Who sent a request, by its <c>User-Agent</c>.</summary>
public enum AgentKind
{
    /// <summary>Nothing speaks against a person with a browser.</summary>
    Person,
    LinkPreview,
    Robot,

    /// <summary>A browser that a program steers.</summary>
    Automated,
}

/// <summary>Reads <c>User-Agent</c>; no allocation, one pass over the text for most.</summary>
public static class Agent
{
    private static readonly SearchValues<string> Previews = Words(AgentWords.Previews);
    private static readonly SearchValues<string> Robots = Words(AgentWords.Robots);
    private static readonly SearchValues<string> Automated = Words(AgentWords.Automated);
    private static readonly SearchValues<string> Engines = Words(AgentWords.Engines);
    private static readonly SearchValues<string> Devices = Words(AgentWords.Devices);

    // What stands around a probe that a tester sends in place of a name: it tells nothing of who he is.
    private static readonly SearchValues<char> Probes = SearchValues.Create("'\"<");

    /// <param name="userAgent">The whole header. Nothing speaks for a robot where nothing is said: tools that keep a visitor private leave it out as well.</param>
    public static AgentKind KindOf(ReadOnlySpan<char> userAgent)
    {
        if (userAgent.IsWhiteSpace())
        {
            return AgentKind.Person;
        }

        if (!SaysRobot(userAgent) && HasShape(userAgent))
        {
            return userAgent.ContainsAny(Automated) ? AgentKind.Automated : AgentKind.Person;
        }

        return userAgent.ContainsAny(Previews) ? AgentKind.LinkPreview : AgentKind.Robot;
    }

    private static bool SaysRobot(ReadOnlySpan<char> text)
    {
        for (var from = 0; text[from..].IndexOfAny(Robots) is >= 0 and var at; from += at + 1)
        {
            if (!IsSpared(text, from + at))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSpared(ReadOnlySpan<char> text, int at)
    {
        var before = text[..at];
        var rest = text[at..];
        foreach (var word in AgentWords.Whole)
        {
            if (Begins(rest, word) && !EndsThere(rest[word.Length..]))
            {
                return true;
            }
        }

        foreach (var (word, afters, befores) in AgentWords.Spared)
        {
            if (Begins(rest, word) && (AnyEnds(before, afters) || AnyBegins(rest[word.Length..], befores)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsThere(ReadOnlySpan<char> rest)
    {
        var singular = rest is ['s' or 'S', ..] ? rest[1..] : rest;
        return singular.IsEmpty || !char.IsLetter(singular[0]);
    }

    // A text that names neither an engine nor a device was not written by a browser, whatever its name.
    private static bool HasShape(ReadOnlySpan<char> text)
    {
        // Pieces of a page, pasted by careless programs.
        if (text[0] is '<' or '&')
        {
            return false;
        }

        if (Begins(text, "mozilla"))
        {
            return text.ContainsAny(Engines) || text.ContainsAny(Probes) || !IsProductAlone(text);
        }

        return !AnyBegins(text, AgentWords.Starts) && (text.ContainsAny(Devices) || text.ContainsAny(Probes));
    }

    // “Mozilla/5.0 (compatible; Name/1.0)”, “Mozilla/5.0 Name/1.0”, “Mozilla/4.0 (compatible;)”.
    private static bool IsProductAlone(ReadOnlySpan<char> text) => text.Length < 30 || text[8..].Count('/') == 1 || !text.Contains('(');

    private static bool AnyBegins(ReadOnlySpan<char> text, string[] words)
    {
        foreach (var word in words)
        {
            if (Begins(text, word))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnyEnds(ReadOnlySpan<char> text, string[] words)
    {
        foreach (var word in words)
        {
            if (text.EndsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Begins(ReadOnlySpan<char> text, string word) => text.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    private static SearchValues<string> Words(string[] words) => SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
}
