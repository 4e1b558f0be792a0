namespace CouponPortal.Domain.Coupons;

/// <summary>
/// Codes as people type and paste them: with the full stop, bracket or quotation mark that stood behind the link, with what their browser made of it, and with the letter that they heard
/// or read in the place of a digit. Asked only of what is no code as it is, so that a right one pays nothing.
/// </summary>
public static class TypedCode
{
    /// <summary>Spellings that are tried for one typed code: six places that sound alike. A code of more of them is left as it is, since trying them would help guessing more than shoppers.</summary>
    public const int MostSpellings = 64;

    /// <summary>What may stand around a code in a text: what is no letter and no digit, and what a browser or a chat wrote in its place (<c>%29</c>).</summary>
    /// <param name="segment">A segment of a path, decoded once.</param>
    /// <param name="code">Normal form.</param>
    /// <returns>False where nothing was around it, or what is left is no code.</returns>
    public static bool TryTidy(ReadOnlySpan<char> segment, out string code)
    {
        var text = segment;
        while (text.Length > 0)
        {
            if (text.Length > 3 && text[^3] == '%' && char.IsAsciiHexDigit(text[^2]) && char.IsAsciiHexDigit(text[^1]))
            {
                text = text[..^3];
            }
            else if (!char.IsLetterOrDigit(text[^1]) && !char.IsSurrogate(text[^1]))
            {
                text = text[..^1];
            }
            else if (text.Length > 3 && text[0] == '%' && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]))
            {
                text = text[3..];
            }
            else if (IsOpening(text[0]))
            {
                text = text[1..];
            }
            else
            {
                break;
            }
        }

        code = "";
        return text.Length < segment.Length && CouponCode.TryNormalise(text.ToString(), out code);
    }

    /// <summary>The other codes that are heard or read as this one: O for 0; I, L and 1 for each other. One sign changed before two.</summary>
    /// <param name="code">Normal form.</param>
    public static IReadOnlyList<string> Spellings(string code)
    {
        var places = 1;
        foreach (var sign in code)
        {
            places *= AlikeTo(sign).Length + 1;
            if (places > MostSpellings)
            {
                return [];
            }
        }

        var spelled = new List<string>(places) { code };
        for (var at = 0; at < code.Length; at++)
        {
            var count = AlikeTo(code[at]).Length == 0 ? 0 : spelled.Count;
            for (var known = 0; known < count; known++)
            {
                foreach (var other in AlikeTo(code[at]))
                {
                    spelled.Add($"{spelled[known][..at]}{other}{spelled[known][(at + 1)..]}");
                }
            }
        }

        return [.. spelled.Skip(1).OrderBy(s => Changes(s, code))];
    }

    private static int Changes(string one, string other)
    {
        var changes = 0;
        for (var at = 0; at < one.Length; at++)
        {
            changes += one[at] == other[at] ? 0 : 1;
        }

        return changes;
    }

    private static string AlikeTo(char sign) => sign switch
    {
        'O' => "0",
        '0' => "O",
        'I' => "1L",
        '1' => "IL",
        'L' => "1I",
        _ => "",
    };

    // Not a dot, hyphen or underscore: those begin addresses that are no codes.
    private static bool IsOpening(char sign) => char.IsWhiteSpace(sign) || sign is '(' or '[' or '{' or '<' or '"' or '\'' or '“' or '”' or '„' or '‘' or '’' or '«' or '»' or '‹' or '›' or '*' or '\u200b' or '\ufeff';
}
