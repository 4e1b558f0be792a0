using CouponPortal.Data;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Conversions.Checks;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake;

/// <summary>An order id that came before: what the second request means depends on who sends it (WIRE).</summary>
public sealed class RepeatedOrder(OrderLedger ledger, RepeatedStatus statuses)
{
    /// <returns>Null when it is a plain duplicate, which the event writer has dealt with.</returns>
    public async Task<LedgerReceipt?> ApplyAsync(OrderFacts facts, Judgement judgement, OrderReceipt first, Hit hit, IReadOnlyList<Correction> stated, CancellationToken cancel)
    {
        var confirms = first.Flags.HasFlag(ConversionFlags.Unverified) && !judgement.Row!.Flags.HasFlag(ConversionFlags.Unverified);
        if (confirms)
        {
            return await ChangeAsync(ConversionChangeKind.Confirmation, (db, row) => ConfirmAsync(db, row, judgement));
        }

        return facts.Repeat switch
        {
            RepeatMeaning.NextPosition => await ChangeAsync(ConversionChangeKind.Position, (db, row) => JoinAsync(db, row, judgement)),
            RepeatMeaning.NewState => await ChangeAsync(ConversionChangeKind.NewState, (db, row) => NewStateAsync(db, row, facts, judgement, stated)),
            RepeatMeaning.Duplicate => facts.Status is { } said ? await statuses.ApplyAsync(facts, said, first.ConversionId, hit, cancel) : null,
        };

        Task<LedgerReceipt> ChangeAsync(ConversionChangeKind kind, Func<PortalDbContext, Conversion, Task<string>> work) =>
            ledger.ChangeAsync(first.ConversionId, kind, facts.Door, hit, work, cancel: cancel);
    }

    /// <summary>Puts what a later request says in the place of what is stored: figures, positions and, where the codes are others, the decision.</summary>
    /// <param name="effect">Returned.</param>
    internal static async Task<string> ReplaceAsync(PortalDbContext db, Conversion row, Judgement judgement, string effect)
    {
        var said = judgement.Row!;
        var items = await db.ConversionItems.Where(i => i.ConversionId == row.Id).ToListAsync();
        db.ConversionItems.RemoveRange(items.Where(i => judgement.Items.All(s => s.Key != i.Key)));
        foreach (var sent in judgement.Items)
        {
            if (items.Find(i => i.Key == sent.Key) is { } known)
            {
                (known.ProductId, known.Category, known.Quantity, known.Price) = (sent.ProductId, sent.Category, sent.Quantity, sent.Price);
            }
            else
            {
                sent.ConversionId = row.Id;
                db.ConversionItems.Add(sent);
            }
        }

        if (row.SentCodes != said.SentCodes)
        {
            Decide(row, said);
        }

        (row.Amount, row.Currency, row.SentCodes, row.SourceVersion, row.PositionCount) = (said.Amount, said.Currency, said.SentCodes, said.SourceVersion ?? row.SourceVersion, said.PositionCount);

        // What the checks found when the order came stays, and what they held stays held: a sender's later word is not staff's.
        row.Flags = (row.Flags & (ConversionFlags.Test | ConversionFlags.CodeConflict | OrderChecks.AllFlags | ConversionFlags.OverCap)) | (said.Flags & ~(ConversionFlags.CodeConflict | OrderChecks.AllFlags));
        row.Status = OrderChecks.Said(row.Flags, said.Status);
        return effect;
    }

    // The order is another one in all but what was decided of it.
    private static async Task<string> ConfirmAsync(PortalDbContext db, Conversion row, Judgement judgement)
    {
        await ReplaceAsync(db, row, judgement, "");
        row.Status = OrderChecks.Said(row.Flags, (await StatusDecisions.LatestAsync(db, row))?.Status ?? row.Status);
        return "confirmed";
    }

    /// <summary>Takes over who is credited and why.</summary>
    internal static void Decide(Conversion row, Conversion said)
    {
        (row.OfferId, row.PartnerId, row.CouponCode, row.CouponId, row.ClickId) = (said.OfferId, said.PartnerId, said.CouponCode, said.CouponId, said.ClickId);
        (row.Basis, row.Outcome, row.CounterfactualPartnerId, row.SuppressedPartnerId) = (said.Basis, said.Outcome, said.CounterfactualPartnerId, said.SuppressedPartnerId);
        var found = TraceSentences.Found(TraceJson.Read(row.Trace)).ToList();
        (row.Assists, row.Trace, row.PayoutType, row.PayoutValue, row.Sub3) = (said.Assists, said.Trace, said.PayoutType, said.PayoutValue, said.Sub3);
        row.Trace = found.Count == 0 ? row.Trace : TraceJson.Write([.. TraceJson.Read(said.Trace).Where(l => l.Step != AttributionStep.OrderCheck), .. found]);
        row.Flags = (row.Flags & ~ConversionFlags.CodeConflict) | (said.Flags & ConversionFlags.CodeConflict);
    }

    private static async Task<string> JoinAsync(PortalDbContext db, Conversion row, Judgement judgement)
    {
        var present = await db.ConversionItems.Where(i => i.ConversionId == row.Id).ToListAsync();
        var before = present.Count;
        if (judgement.Row!.Currency != row.Currency)
        {
            row.Flags |= ConversionFlags.Differs;
            return "currency_changed";
        }

        // A refund may have taken back all of the positions that had come so far; the figures are settled anew afterwards.
        row.Status = await StatusDecisions.WithoutReversalsAsync(db, row);
        row.PositionCount = Math.Max(row.PositionCount ?? 0, judgement.Row.PositionCount ?? 0) is > 0 and var count ? count : null;
        var result = Ledger.Join(row, present, judgement.Items);
        db.ConversionItems.AddRange(present.Skip(before));
        await HoldAsync(db, row, judgement.Row);
        return result switch
        {
            JoinResult.Added => "position_added",
            JoinResult.Known => LedgerReceipt.Duplicate,
            JoinResult.Differs => "differs",
        };
    }

    // A position that would have been held as the first one holds the order as a later one, too, unless it was decided.
    private static async Task HoldAsync(PortalDbContext db, Conversion row, Conversion said)
    {
        const ConversionFlags Odd = ConversionFlags.OddPosition | ConversionFlags.AmountMissing;
        var added = said.Flags & Odd & ~row.Flags;
        row.Flags |= added;
        if (added != ConversionFlags.None && said.Status == ConversionStatus.Pending && row.Status == ConversionStatus.Approved && await StatusDecisions.LatestAsync(db, row) is null)
        {
            row.Status = ConversionStatus.Pending;
        }
    }

    private static async Task<string> NewStateAsync(PortalDbContext db, Conversion row, OrderFacts facts, Judgement judgement, IReadOnlyList<Correction> stated)
    {
        var said = judgement.Row!;
        if (facts.Version < row.SourceVersion)
        {
            return LedgerReceipt.Stale;
        }

        // A shop's "completed" must not bring back what staff has rejected; a cancellation stands whatever staff said before.
        // And what a revision says that is newer than the state stands against both.
        var (staff, revision) = (await StatusDecisions.OfStaffAsync(db, row), await StatusDecisions.OfSenderAsync(db, row));
        var sameStatus = staff is not null || revision is not null || row.Reversed > 0 || said.Status == row.Status;
        var same = sameStatus && (said.Amount, said.Currency, said.SentCodes) == (row.Amount, row.Currency, row.SentCodes);
        if (facts.Version is not null && facts.Version == row.SourceVersion)
        {
            row.Flags |= same ? ConversionFlags.None : ConversionFlags.Differs;

            // Once more, and not for nothing: the first time the process may have ended between the order and its reversals.
            await StatedReversals.ApplyAsync(db, row, facts, same ? stated : []);
            return same ? LedgerReceipt.Duplicate : "ambiguous_revision";
        }

        if (said.Currency != row.Currency)
        {
            row.Flags |= ConversionFlags.Differs;
            return "currency_changed";
        }

        await ReplaceAsync(db, row, judgement, "");
        await StatedReversals.ApplyAsync(db, row, facts, stated);
        var (status, at) = staff is not null && facts.Status != ConversionStatus.Rejected ? (staff.Status, staff.At) : (said.Status, facts.Version);
        row.Status = OrderChecks.Said(row.Flags, revision?.Status is { } revised && !(at >= revision.At) ? revised : status);
        return "new_state";
    }
}
