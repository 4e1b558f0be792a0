using System.Security.Cryptography;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons.Generator;

/// <summary>Makes codes of a pattern, none of which is or looks like another of the run, is reserved, or is taken.</summary>
/// <param name="taken">Which of these normal codes somebody has already.</param>
internal sealed class CodeMaker(CodePattern pattern, RandomNumberGenerator random, Func<IReadOnlyCollection<string>, Task<IReadOnlySet<string>>> taken)
{
    private const int AtOnce = 2_000;

    // Below this share of what there is chance finds new codes quickly; above it all of them are dealt like cards.
    private const int Sparse = 4;
    private const int MostDealt = 4_000_000;

    private readonly HashSet<string> _looks = new(StringComparer.Ordinal);

    /// <returns>As many as are wanted, or fewer when the pattern has no more.</returns>
    public async Task<List<string>> MakeAsync(string partner, int wanted, CancellationToken cancel)
    {
        using var source = Candidates(partner, wanted).GetEnumerator();
        var made = new List<string>(wanted);
        while (made.Count < wanted)
        {
            cancel.ThrowIfCancellationRequested();
            var batch = new List<string>();
            while (batch.Count < Math.Min(AtOnce, wanted - made.Count) && source.MoveNext())
            {
                if (CouponCode.Check(source.Current) == CodeFault.None && _looks.Add(LookOf(source.Current)))
                {
                    batch.Add(source.Current);
                }
            }

            if (batch.Count == 0)
            {
                return made;
            }

            var others = await taken(batch);
            made.AddRange(batch.Where(code => !others.Contains(code)));
        }

        return made;
    }

    private IEnumerable<string> Candidates(string partner, int wanted)
    {
        if (pattern.Capacity <= MostDealt && pattern.Capacity <= (long)wanted * Sparse)
        {
            return Dealt([.. pattern.All(partner)]);
        }

        // Endless, but for a pattern that is as good as used up.
        return Enumerable.Range(0, Math.Max(10_000, wanted * Sparse)).Select(_ => pattern.Make(partner, Below));
    }

    private IEnumerable<string> Dealt(string[] all)
    {
        Span<byte> number = stackalloc byte[8];
        for (var left = all.Length; left > 1; left--)
        {
            random.GetBytes(number);

            // 2^64 is so far above any number of codes that the remainder favours none of them measurably.
            var at = (int)(BitConverter.ToUInt64(number) % (ulong)left);
            (all[at], all[left - 1]) = (all[left - 1], all[at]);
        }

        return all;
    }

    /// <summary>Each number below <paramref name="bound"/> (at most 256) equally likely: what does not divide evenly is drawn again.</summary>
    private int Below(int bound)
    {
        Span<byte> drawn = stackalloc byte[1];
        do
        {
            random.GetBytes(drawn);
        }
        while (drawn[0] >= 256 / bound * bound);
        return drawn[0] % bound;
    }

    /// <summary>The same for codes that look the same in print.</summary>
    private static string LookOf(string code) => string.Create(code.Length, code, (look, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            look[i] = from[i] switch { 'O' => '0', 'I' or 'L' => '1', 'S' => '5', 'B' => '8', 'Z' => '2', var other => other };
        }
    });
}
