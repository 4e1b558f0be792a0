using System.Collections.Frozen;

namespace CouponPortal.Domain.Coupons;

/// <summary>
/// Codes that people would take for another: signs that look the same (O and 0, I, L and 1, S and 5, B and 8, Z and 2), and slips of one letter. They are
/// generated from a code and looked up, so that finding them among a million codes is a few thousand look-ups in an index and no scan.
/// </summary>
public static class LookAlikes
{
    /// <summary>Most spellings of signs that look the same; a code made of nothing else has more, and the nearest come first.</summary>
    private const int MaxSpellings = 2_000;

    private const string Signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private static readonly FrozenDictionary<char, string> Same = new[] { "O0", "I1L", "S5", "B8", "Z2" }
        .SelectMany(alike => alike.Select(sign => (sign, others: alike.Replace(sign.ToString(), "", StringComparison.Ordinal))))
        .ToFrozenDictionary(p => p.sign, p => p.others);

    /// <summary>Whether the two codes, in normal form, look the same in print.</summary>
    public static bool LookTheSame(string a, string b) => a.Length == b.Length && a.Zip(b).All(pair => pair.First == pair.Second || (Same.TryGetValue(pair.First, out var others) && others.Contains(pair.Second)));

    /// <summary>Every code that could be taken for <paramref name="code"/> (normal form), itself not among them; those that look the same come first.</summary>
    public static IReadOnlyList<string> Of(string code)
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { code };
        var ordered = new List<string>();
        foreach (var candidate in Spellings(code).Concat(Slips(code)))
        {
            if (candidate.Length is >= CouponCode.MinLength and <= CouponCode.MaxLength && found.Add(candidate))
            {
                ordered.Add(candidate);
            }
        }

        return ordered;
    }

    // Breadth first: one sign changed before two.
    private static IEnumerable<string> Spellings(string code)
    {
        var queue = new Queue<(string Text, int From)>([(code, 0)]);
        for (var made = 0; queue.TryDequeue(out var next);)
        {
            for (var i = next.From; i < code.Length; i++)
            {
                foreach (var other in Same.GetValueOrDefault(code[i], ""))
                {
                    if (++made > MaxSpellings)
                    {
                        yield break;
                    }

                    var spelled = $"{next.Text[..i]}{other}{next.Text[(i + 1)..]}";
                    queue.Enqueue((spelled, i + 1));
                    yield return spelled;
                }
            }
        }
    }

    /// <summary>One letter more, less, swapped with its neighbour, or another. Numbers differ on purpose (SUMMER01, SUMMER02), so a digit is no slip beside a digit.</summary>
    private static IEnumerable<string> Slips(string code)
    {
        for (var i = 0; i <= code.Length; i++)
        {
            if (i + 1 < code.Length && code[i] != code[i + 1] && !(IsDigit(code, i) && IsDigit(code, i + 1)))
            {
                yield return $"{code[..i]}{code[i + 1]}{code[i]}{code[(i + 2)..]}";
            }

            if (i < code.Length && !(IsDigit(code, i) && (IsDigit(code, i - 1) || IsDigit(code, i + 1))))
            {
                yield return code.Remove(i, 1);
            }

            foreach (var sign in Signs)
            {
                if (i < code.Length && !(char.IsAsciiDigit(sign) && IsDigit(code, i)))
                {
                    yield return $"{code[..i]}{sign}{code[(i + 1)..]}";
                }

                if (!(char.IsAsciiDigit(sign) && (IsDigit(code, i - 1) || IsDigit(code, i))))
                {
                    yield return code.Insert(i, sign.ToString());
                }
            }
        }
    }

    private static bool IsDigit(string code, int at) => at >= 0 && at < code.Length && char.IsAsciiDigit(code[at]);
}
