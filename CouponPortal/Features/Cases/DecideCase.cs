using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Cases;

/// <summary>What staff say to a case.</summary>
public sealed record CaseReply
{
    /// <summary>Null = a message alone.</summary>
    public SaleCaseState? State { get; set; }

    /// <summary>For the partner. A refusal and a question need one.</summary>
    public string Text { get; set; } = "";

    /// <summary>Public id of the order that is credited to the partner now; with <see cref="SaleCaseState.Credited"/>.</summary>
    public string ConversionId { get; set; } = "";

    /// <summary>The version this began from.</summary>
    public int Version { get; set; }
}

/// <summary>Answers a case. It decides nothing about orders: those are corrected, replayed or judged again where that is always done, and a case is <em>credited</em> once its order is.</summary>
public sealed class DecideCase(IDbContextFactory<PortalDbContext> contexts, Catalog catalog, TimeProvider time)
{
    public async Task<Outcome<SaleCase>> RunAsync(Actor actor, int id, CaseReply reply, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.SaleCases.VisibleTo(actor).Include(c => c.Messages.OrderBy(m => m.Id)).SingleOrDefaultAsync(c => c.Id == id, cancel) is not { } row)
        {
            return new Outcome<SaleCase>.NotFound();
        }

        if (!actor.Manages(row.AdvertiserId))
        {
            return new Outcome<SaleCase>.Forbidden("You may read this advertiser's cases. Its managers answer them.");
        }

        var errors = Check(reply);
        var order = reply.State == SaleCaseState.Credited ? await CreditedAsync(db, actor, row, reply.ConversionId, errors, cancel) : null;
        if (errors.Any)
        {
            return new Outcome<SaleCase>.Invalid(errors);
        }

        if (row.Messages.Count >= SaleCaseMessage.Most)
        {
            return new Outcome<SaleCase>.Conflict("full", "This case is full of messages.");
        }

        if (row.Version != reply.Version)
        {
            return Saving.Stale<SaleCase>();
        }

        var now = time.GetUtcNow().UtcDateTime;
        row.Messages.Add(new SaleCaseMessage { At = now, By = Excerpt.Of(actor.Name, 256), IsStaff = true, State = reply.State, Text = StoredText.Clean(reply.Text.Trim()) });
        (row.State, row.UpdatedAt, row.Version) = (reply.State ?? row.State, now, row.Version + 1);
        row.ConversionId = row.State == SaleCaseState.Credited ? order ?? row.ConversionId : null;
        return await db.SaveAsync(row, [], Saving.Stale<SaleCase>, cancel);
    }

    private static FieldErrors Check(CaseReply reply)
    {
        var errors = new FieldErrors();
        if (reply.Text.Trim().Length > SaleCaseMessage.MaxText)
        {
            errors.Add("text", $"At most {SaleCaseMessage.MaxText:N0} characters.");
        }
        else if (string.IsNullOrWhiteSpace(reply.Text) && reply.State != SaleCaseState.Credited)
        {
            errors.Add("text", reply.State switch
            {
                SaleCaseState.Declined => "Say why: the partner reads it.",
                SaleCaseState.NeedsMore => "Say what you need to know.",
                SaleCaseState.Open or SaleCaseState.Credited or null => "Write something.",
            });
        }

        return errors;
    }

    private async Task<long?> CreditedAsync(PortalDbContext db, Actor actor, SaleCase row, string publicId, FieldErrors errors, CancellationToken cancel)
    {
        var order = catalog.Current.Ids.TryParse(publicId.Trim(), out var key)
            ? await db.Conversions.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(c => c.Id == key && c.AdvertiserId == row.AdvertiserId, cancel)
            : null;
        if (order is null)
        {
            errors.Add("conversion_id", "Name the order of this advertiser that is credited to the partner, by its conversion id.");
        }
        else if (order.PartnerId != row.PartnerId || order.Flags.HasFlag(ConversionFlags.Test))
        {
            errors.Add("conversion_id", "This order is not credited to the partner. Have it judged again, correct it or replay its request first; then name it here.");
        }

        return order?.Id;
    }
}
