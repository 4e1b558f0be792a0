using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;

namespace CouponPortal.Features.Conversions;

/// <summary>How far a change of many has come.</summary>
/// <param name="Changed">Have the status now and had another one.</param>
/// <param name="Unchanged">Had it already, or cannot have it: what was taken back whole stays rejected.</param>
/// <param name="Refused">The actor may read them but not change them.</param>
public sealed record ManyChanged(int Changed, int Unchanged, int Refused)
{
    public int Seen => Changed + Unchanged + Refused;
}

/// <summary>
/// Staff approves or rejects many orders: chosen ones, or all that a filter matches. As <see cref="ChangeConversionStatus"/> does with one, in pieces of one transaction
/// each: whoever stops it half-way keeps whole pieces, and the rest is as it was.
/// </summary>
public sealed class ChangeManyStatuses(ConversionList list, OrderLedger ledger)
{
    private const int Chunk = 100;

    /// <param name="ids">The chosen ones; null = all that <paramref name="filter"/> matches now.</param>
    /// <param name="progress">After every piece.</param>
    public async Task<Outcome<ManyChanged>> RunAsync(
        Actor actor, IReadOnlyCollection<long>? ids, ConversionFilter filter, ConversionStatus? status, string? note, Func<ManyChanged, Task> progress, CancellationToken cancel)
    {
        var errors = ChangeConversionStatus.Check(status, note);
        if (errors.Any || status is not { } wanted)
        {
            return new Outcome<ManyChanged>.Invalid(errors);
        }

        if (!actor.ManagesSome)
        {
            return new Outcome<ManyChanged>.Forbidden("You may read conversions, but not change their status.");
        }

        var sum = new ManyChanged(0, 0, 0);
        await foreach (var piece in PiecesAsync(actor, ids, filter, cancel))
        {
            sum = await ChangeAsync(actor, piece, wanted, note?.Trim() ?? "", sum, cancel);
            await progress(sum);
        }

        return Outcome.Done(sum);
    }

    private async IAsyncEnumerable<IReadOnlyList<Conversion>> PiecesAsync(
        Actor actor, IReadOnlyCollection<long>? ids, ConversionFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var part in ids?.Chunk(Chunk) ?? [])
        {
            yield return await list.SomeAsync(actor, part, cancel);
        }

        // Downwards from the newest: orders that arrive meanwhile are not among them, and a filter by status may shrink behind it.
        var before = long.MaxValue;
        while (ids is null && await list.ChunkAsync(actor, filter, Chunk, before, cancel) is { Count: > 0 } rows)
        {
            before = rows[^1].Id;
            yield return rows;
        }
    }

    private async Task<ManyChanged> ChangeAsync(Actor actor, IReadOnlyList<Conversion> rows, ConversionStatus wanted, string note, ManyChanged sum, CancellationToken cancel)
    {
        var managed = rows.Where(r => actor.Manages(r.AdvertiserId)).ToList();
        long[] toChange = [.. managed.Where(r => r.Status != wanted).Select(r => r.Id)];
        var receipts = toChange.Length == 0 ? [] : await ledger.ChangeManyAsync(toChange, ConversionChangeKind.Status, actor.Name, Set, note, cancel);
        var changed = receipts.Count(r => r.Effect != LedgerReceipt.Stale && r.Row?.Status == wanted);
        return new(sum.Changed + changed, sum.Unchanged + managed.Count - changed, sum.Refused + rows.Count - managed.Count);

        string Set(Conversion now)
        {
            if (now.Status == wanted)
            {
                return LedgerReceipt.Stale;
            }

            now.Status = wanted;
            now.Flags &= ~ConversionFlags.OnHold;
            return "status_set";
        }
    }
}
