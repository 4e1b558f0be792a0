using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Conversions;

/// <summary>Staff approves or rejects an order. Every change is kept with who, when and why; nothing else of the order changes.</summary>
public sealed class ChangeConversionStatus(IDbContextFactory<PortalDbContext> contexts, OrderLedger ledger)
{
    public const int MaxNote = 500;

    /// <param name="status">Approved or Rejected: the others are the pipeline's own (RULES §4).</param>
    public async Task<Outcome<Conversion>> ChangeAsync(Actor actor, long id, ConversionStatus? status, string? note, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.Conversions.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(c => c.Id == id, cancel);
        if (row is null)
        {
            return new Outcome<Conversion>.NotFound();
        }

        if (!actor.Manages(row.AdvertiserId))
        {
            return new Outcome<Conversion>.Forbidden("You may read this advertiser's conversions, but not change their status.");
        }

        var errors = Check(status, note);
        if (errors.Any || status is not { } wanted)
        {
            return new Outcome<Conversion>.Invalid(errors);
        }

        if (row.Status == wanted)
        {
            return Outcome.Done(row, [$"The conversion was {SnakeCase.Of(wanted)} already; nothing changed."]);
        }

        // Compared under the row's lock: of two people who decide at once, the second is told.
        var receipt = await ledger.ChangeAsync(id, ConversionChangeKind.Status, actor.Name, null, (_, now) => Task.FromResult(Set(now)), note?.Trim() ?? "", cancel);
        return receipt switch
        {
            { Effect: LedgerReceipt.Stale } => new Outcome<Conversion>.Conflict(LedgerReceipt.Stale, "Somebody changed the status meanwhile. Reload to see theirs."),
            { Row: { } saved } when saved.Status != wanted => Outcome.Done(saved, ["The whole order was taken back, so it stays rejected."]),
            _ => Outcome.Done(receipt.Row!),
        };

        string Set(Conversion now)
        {
            if (now.Status != row.Status)
            {
                return LedgerReceipt.Stale;
            }

            now.Status = wanted;
            now.Flags &= ~ConversionFlags.OnHold;
            return "status_set";
        }
    }

    internal static FieldErrors Check(ConversionStatus? status, string? note)
    {
        var errors = new FieldErrors();
        if (status is not (ConversionStatus.Approved or ConversionStatus.Rejected))
        {
            errors.Add("status", "Staff set approved or rejected.");
        }

        if (note?.Trim().Length > MaxNote)
        {
            errors.Add("note", $"At most {MaxNote} characters; this has {note.Trim().Length}.");
        }

        if (note?.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) == true)
        {
            errors.Add("note", "Control characters are not allowed.");
        }

        return errors;
    }
}
