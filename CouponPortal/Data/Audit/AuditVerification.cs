using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Audit;

/// <summary>What the check of the chain found.</summary>
/// <param name="Rows">How many entries were read.</param>
/// <param name="BadRow">The first entry that does not add up; null when the chain is whole.</param>
/// <param name="Sentence">For people.</param>
/// <param name="Seal">Id and hash of the last entry: noted elsewhere, it later proves that nothing up to there was written anew.</param>
public sealed record AuditVerdict(long Rows, long? BadRow, string Sentence, string Seal)
{
    public bool IsWhole => BadRow is null;
}

/// <summary>Reads the whole log and recomputes its chain.</summary>
public static class AuditVerification
{
    /// <param name="seals">Of earlier checks, as <see cref="AuditVerdict.Seal"/> spells them.</param>
    public static async Task<AuditVerdict> RunAsync(PortalDbContext db, IReadOnlyCollection<string> seals, CancellationToken cancel)
    {
        // Of one moment, so that entries that are being written do not look like a cut-off end.
        await using var moment = await ReadMoment.BeginReadAsync(db, cancel);
        return await ReadAsync(db, seals, cancel);
    }

    /// <summary>As above, within a transaction that is open already.</summary>
    internal static async Task<AuditVerdict> ReadAsync(PortalDbContext db, IReadOnlyCollection<string> seals, CancellationToken cancel)
    {
        var head = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(h => h.Id == AuditHead.TheId, cancel);
        var (hash, last, known) = (AuditChain.Beginning, 0L, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        await foreach (var row in db.AuditRows.AsNoTracking().OrderBy(r => r.Id).AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (row.Id != last + 1)
            {
                return Bad(last, last + 1, $"Entry {last + 1} is missing: after entry {last} comes entry {row.Id}.", hash);
            }

            var computed = AuditChain.HashOf(row, hash);
            if (!computed.AsSpan().SequenceEqual(row.Hash))
            {
                return Bad(last, row.Id, $"Entry {row.Id} is not what was written, or it does not follow entry {last}: {What(row)}.", hash);
            }

            (hash, last) = (computed, row.Id);
            if (seals.Count > 0)
            {
                known.Add(SealOf(last, hash));
            }
        }

        if (head is null || head.Last != last || !hash.AsSpan().SequenceEqual(head.Hash))
        {
            return Bad(last, last + 1, $"Entry {last + 1} is missing: the log ends after entry {last}, and {(head is null ? "its head is gone" : $"{head.Last} were written")}.", hash);
        }

        return seals.FirstOrDefault(s => !known.Contains(s)) is { } broken
            ? Bad(last, PlaceOf(broken), $"Entry {PlaceOf(broken)} is not the one of the seal {broken}: the log was written anew up to there.", hash)
            : new(last, null, $"The audit log is whole: {last} {(last == 1 ? "entry" : "entries")}, each following from the one before.", SealOf(last, hash));
    }

    private static AuditVerdict Bad(long rows, long bad, string sentence, byte[] hash) => new(rows, bad, sentence, SealOf(rows, hash));

    private static string SealOf(long id, byte[] hash) => string.Create(CultureInfo.InvariantCulture, $"{id}:{Convert.ToHexStringLower(hash)}");

    private static long PlaceOf(string seal) => long.TryParse(seal.Split(':')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    private static string What(AuditRow row) => $"{row.Subject.Replace('_', ' ')} {row.SubjectId}, {row.Who}, {row.At.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}";
}
