using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Conversions;

/// <summary>Staff approves or rejects an order. Every change is kept with who, when and why; nothing else of the order changes.</summary>
public sealed class ChangeConversionStatus(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public const int MaxNote = 500;

    /// <param name="status">Approved or Rejected: the others are the pipeline's own (RULES §4).</param>
    public async Task<Outcome<Conversion>> ChangeAsync(Actor actor, long id, ConversionStatus? status, string? note, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        // Begun before reading: on SQLite it is the one writer from here on, so that no change slips in between.
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
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

        // Guarded by the status that was read: of two people who decide at once, the second is told.
        var changed = await db.Conversions.Where(c => c.Id == id && c.Status == row.Status)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Status, wanted), cancel);
        if (changed == 0)
        {
            return new Outcome<Conversion>.Conflict("stale", "Somebody changed the status meanwhile. Reload to see theirs.");
        }

        var change = ConversionChange.Begin(row, ConversionChangeKind.Status, time.GetUtcNow().UtcDateTime, actor.Name, note: note?.Trim() ?? "");
        row.Status = wanted;
        db.ConversionChanges.Add(change.Complete(row));
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return Outcome.Done(row);
    }

    private static FieldErrors Check(ConversionStatus? status, string? note)
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
