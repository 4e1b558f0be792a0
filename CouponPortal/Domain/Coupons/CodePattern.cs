using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CouponPortal.Domain.Coupons;

/// <summary>
/// What generated codes look like: literal letters and digits, <c>{partner}</c> (the short form of the partner's name), and so many <c>{4 digits}</c>,
/// <c>{6 letters}</c> or <c>{8 random}</c> characters of a readable alphabet.
/// </summary>
public sealed partial class CodePattern
{
    public const int MaxLength = 200;

    /// <summary>Fewer random characters than these can be found out by trying.</summary>
    public const int SafeRandom = 8;

    // No two of them look alike in print, and none looks like one that is not here: without 0 O 1 I L 5 S 2 Z 8 B, and without U beside V and Q beside O.
    private const string Letters = "ACDEFGHJKMNPRTVWXY";
    private const string Readable = Letters + "34679";

    // A place that is always a digit cannot be taken for a letter.
    private const string Digits = "0123456789";

    private readonly List<Part> _parts;

    private CodePattern(List<Part> parts) => _parts = parts;

    public bool HasPartner => _parts.Exists(p => p.IsPartner);

    /// <summary>Characters that chance decides.</summary>
    public int RandomLength => _parts.Sum(p => p.Length);

    /// <summary>Whether somebody who tries codes finds one soon.</summary>
    public bool IsGuessable => RandomLength < SafeRandom;

    /// <summary>Different codes that the pattern can make for one partner; at most <see cref="long.MaxValue"/>.</summary>
    public long Capacity
    {
        get
        {
            var all = _parts.Where(p => p.Length > 0).Aggregate(1.0, (product, p) => product * Math.Pow(p.Alphabet.Length, p.Length));
            return all >= long.MaxValue ? long.MaxValue : (long)all;
        }
    }

    /// <param name="fault">A sentence; null when the pattern is good.</param>
    /// <returns>Null with a fault.</returns>
    public static CodePattern? Parse(string text, out string? fault)
    {
        var parts = new List<Part>();
        foreach (var match in Pieces().Matches(text.Trim()).Cast<Match>())
        {
            if (PartOf(match) is not { } part)
            {
                fault = $"“{Excerpt.Of(match.Value, 40)}” means nothing here. Use letters and digits, {{partner}}, {{4 digits}}, {{6 letters}} or {{8 random}}.";
                return null;
            }

            parts.Add(part);
        }

        var pattern = new CodePattern(parts);
        var most = parts.Sum(p => p.IsPartner ? PartnerShortForm.MaxLength : p.Literal.Length + p.Length);
        fault = (parts.Count, most) switch
        {
            (0, _) => "Write a pattern, e.g. SUMMER{8 random}.",
            (_, > CouponCode.MaxLength) => $"Its codes would have up to {most} characters; {CouponCode.MaxLength} are allowed.",
            (_, < CouponCode.MinLength) => $"Its codes would have fewer than {CouponCode.MinLength} characters.",
            _ => null,
        };
        return fault is null ? pattern : null;
    }

    /// <summary>A code by chance.</summary>
    /// <param name="partner">The partner's short form; empty for none.</param>
    /// <param name="below">A number from 0 below its argument, each equally likely.</param>
    public string Make(string partner, Func<int, int> below)
    {
        var code = new StringBuilder(CouponCode.MaxLength);
        foreach (var part in _parts)
        {
            code.Append(part.IsPartner ? partner : part.Literal);
            for (var i = 0; i < part.Length; i++)
            {
                code.Append(part.Alphabet[below(part.Alphabet.Length)]);
            }
        }

        return code.ToString();
    }

    /// <summary>Every code of the pattern in counting order; for patterns that have few.</summary>
    public IEnumerable<string> All(string partner)
    {
        for (long number = 0, all = Capacity; number < all; number++)
        {
            var (code, rest) = (new StringBuilder(CouponCode.MaxLength), number);
            foreach (var part in _parts)
            {
                code.Append(part.IsPartner ? partner : part.Literal);
                for (var i = 0; i < part.Length; i++)
                {
                    code.Append(part.Alphabet[(int)(rest % part.Alphabet.Length)]);
                    rest /= part.Alphabet.Length;
                }
            }

            yield return code.ToString();
        }
    }

    private static Part? PartOf(Match match)
    {
        if (!match.Groups["name"].Success)
        {
            return match.Value.All(char.IsAsciiLetterOrDigit) ? new Part(match.Value.ToUpperInvariant()) : null;
        }

        var (number, name) = (match.Groups["number"].Value, match.Groups["name"].Value.ToUpperInvariant());
        if (name == "PARTNER")
        {
            return number.Length == 0 ? new Part(IsPartner: true) : null;
        }

        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length is > 0 and <= CouponCode.MaxLength
            ? name switch
            {
                "DIGIT" or "DIGITS" => new Part(Length: length, Alphabet: Digits),
                "LETTER" or "LETTERS" => new Part(Length: length, Alphabet: Letters),
                "RANDOM" => new Part(Length: length, Alphabet: Readable),
                _ => null,
            }
            : null;
    }

    [GeneratedRegex(@"\{\s*(?<number>[0-9]{0,3})\s*(?<name>[A-Za-z]+)\s*\}|[^{]+|\{[^}]*\}?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pieces();

    private sealed record Part(string Literal = "", int Length = 0, string Alphabet = "", bool IsPartner = false);
}
