namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>Cuts a stream of entries into chunks that end between two codes.</summary>
internal static class EntryChunks
{
    /// <param name="rows">Asked before each chunk: how many rows it should have. One code with more makes it longer.</param>
    /// <exception cref="ArgumentException">The entries are not ordered by normal code: rows of one code would be judged apart.</exception>
    public static IEnumerable<IReadOnlyList<CouponEntry>> Of(IEnumerable<CouponEntry> entries, Func<int> rows)
    {
        var chunk = new List<CouponEntry>();
        var (last, most) = ("", rows());
        foreach (var entry in entries)
        {
            var code = CouponEntry.NormalCodeOf(entry.Code);
            var order = string.CompareOrdinal(code, last);
            if (order < 0)
            {
                throw new ArgumentException($"Line {entry.Line}: {code} comes after {last}. Entries are ordered by normal code.", nameof(entries));
            }

            if ((order > 0 || code.Length == 0) && !entry.IsWithPrevious && chunk.Count >= most)
            {
                yield return chunk;
                (chunk, most) = ([], rows());
            }

            chunk.Add(entry);
            last = code;
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }
}
