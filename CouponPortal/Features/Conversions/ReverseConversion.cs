using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using CouponPortal.Intake;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Conversions;

/// <summary>What staff or a script takes back of an order, as typed.</summary>
/// <param name="Amount">Decimal text in the order's currency; null = all of it.</param>
/// <param name="RefundId">Tells two refunds of the same amount apart; null = the same amount twice counts once.</param>
public sealed record ReversalDraft(string? Amount, string? RefundId, string? Note);

/// <summary>Takes an order back, wholly or in part: the same ledger as the shop's own reversals (RULES §4).</summary>
public sealed class ReverseConversion(IDbContextFactory<PortalDbContext> contexts, OrderIntake intake, Catalog catalog, TimeProvider time)
{
    public const string Door = "api";

    public async Task<Outcome<Conversion>> RunAsync(Actor actor, long id, ReversalDraft draft, CancellationToken cancel)
    {
        if (await FindAsync(actor, id, cancel) is not { } row)
        {
            return new Outcome<Conversion>.NotFound();
        }

        if (!actor.Manages(row.AdvertiserId))
        {
            return new Outcome<Conversion>.Forbidden("You may read this advertiser's conversions, but not take them back.");
        }

        var errors = Check(draft, row.Currency);
        if (errors.Any)
        {
            return new Outcome<Conversion>.Invalid(errors);
        }

        var facts = new CorrectionFacts
        {
            Door = Door,
            AdvertiserId = row.AdvertiserId,
            ConversionId = catalog.Current.Ids.Format(id),
            Event = row.Event,
            AmountText = draft.Amount,
            Key = draft.RefundId,
            By = actor.Name,
            Note = draft.Note?.Trim() ?? "",
        };
        try
        {
            var answer = await intake.ReceiveAsync(new Reading.Correction(facts, ChannelProof.Given), Door, RequestOf(facts), CancellationToken.None);
            var after = await FindAsync(actor, id, CancellationToken.None);
            return answer.Effect == LedgerReceipt.Duplicate
                ? Outcome.Done(after!, ["The same was taken back already; nothing changed. Send another refund_id if this is a second refund."])
                : Outcome.Done(after!);
        }
        catch (StoreUnavailableException)
        {
            return new Outcome<Conversion>.Conflict("store_unavailable", "The store is busy or down; nothing changed. Try again in a few seconds.");
        }
    }

    private static FieldErrors Check(ReversalDraft draft, string currency)
    {
        var errors = new FieldErrors();
        if (draft.Amount is { } text)
        {
            var amount = MoneyReading.Parse(text, Currencies.Exponent(currency));
            if (!amount.Ok || amount.Minor == 0)
            {
                errors.Add("amount", $"Send a positive amount in {currency}, e.g. {MoneyText.Plain(1_250, currency)}, or leave it out to take back all.");
            }
        }

        if (draft.RefundId is { } refund && (refund.Length is 0 or > Correction.MaxKey || refund.Any(char.IsControl)))
        {
            errors.Add("refund_id", $"1 to {Correction.MaxKey} visible characters.");
        }

        if (draft.Note?.Length > ChangeConversionStatus.MaxNote)
        {
            errors.Add("note", $"At most {ChangeConversionStatus.MaxNote} characters.");
        }

        return errors;
    }

    // People leave a request as shops do, so that the inbox has every word that was said of an order.
    private RawRequest RequestOf(CorrectionFacts facts) => new(
        "POST", "", $"/api/v1/conversions/{facts.ConversionId}/reverse", "", new Dictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = "application/json" },
        JsonSerializer.SerializeToUtf8Bytes(new { amount = facts.AmountText, refund_id = facts.Key, note = facts.Note, by = facts.By }), "", time.GetUtcNow().UtcDateTime);

    private async Task<Conversion?> FindAsync(Actor actor, long id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Conversions.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(c => c.Id == id, cancel);
    }
}
