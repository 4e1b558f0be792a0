using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;
using CouponPortal.Intake.Replay;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Conversions;

/// <summary>Staff settles an order that came again with other figures: applies what the later request says, or dismisses it.</summary>
public sealed class SettleRepeat(IDbContextFactory<PortalDbContext> contexts, Repeats repeats, OrderLedger ledger)
{
    public Task<Outcome<Conversion>> ApplyAsync(Actor actor, long id, string? note, CancellationToken cancel) => RunAsync(actor, id, note, isApplied: true, cancel);

    /// <summary>What is stored stays, and the flag goes.</summary>
    public Task<Outcome<Conversion>> DismissAsync(Actor actor, long id, string? note, CancellationToken cancel) => RunAsync(actor, id, note, isApplied: false, cancel);

    private async Task<Outcome<Conversion>> RunAsync(Actor actor, long id, string? note, bool isApplied, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.Conversions.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(c => c.Id == id, cancel) is not { } row)
        {
            return new Outcome<Conversion>.NotFound();
        }

        if (!actor.Manages(row.AdvertiserId))
        {
            return new Outcome<Conversion>.Forbidden("You may read this advertiser's conversions, but not change them.");
        }

        if (!row.Flags.HasFlag(ConversionFlags.Differs))
        {
            return new Outcome<Conversion>.Conflict("nothing_differs", "No later request says anything else of this order, or it has been settled.");
        }

        var errors = new FieldErrors();
        if (note?.Length > ChangeConversionStatus.MaxNote)
        {
            errors.Add("note", $"At most {ChangeConversionStatus.MaxNote} characters.");
            return new Outcome<Conversion>.Invalid(errors);
        }

        var repeat = isApplied ? await repeats.FindAsync(db, row, cancel) : null;
        if (isApplied && repeat?.Said is null)
        {
            return new Outcome<Conversion>.Conflict("not_applicable", repeat?.Why ?? "The request that differs is no longer kept.");
        }

        var text = $"{(isApplied ? "What the later request says was applied" : "What the later request says was dismissed")}{(note?.Trim() is { Length: > 0 } said ? ": " + said : "")}";

        // Under the row's lock: of two people who settle it at once, the second is told.
        var receipt = await ledger.ChangeAsync(id, ConversionChangeKind.Applied, actor.Name, null, Settle, text, cancel);
        return receipt.Effect == LedgerReceipt.Stale
            ? new Outcome<Conversion>.Conflict(LedgerReceipt.Stale, "Somebody has settled it meanwhile. Reload to see.")
            : Outcome.Done(receipt.Row!);

        async Task<string> Settle(PortalDbContext store, Conversion now)
        {
            if (!now.Flags.HasFlag(ConversionFlags.Differs) || (isApplied && (now.Amount, now.Currency, now.SentCodes) != (row.Amount, row.Currency, row.SentCodes)))
            {
                return LedgerReceipt.Stale;
            }

            if (repeat is not null)
            {
                return await Repeats.ApplyAsync(store, now, repeat);
            }

            now.Flags &= ~ConversionFlags.Differs;
            return "dismissed";
        }
    }
}
