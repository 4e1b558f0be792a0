using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Suppressed;

/// <summary>The editable state of a suppressed code.</summary>
public sealed record SuppressedCodeDraft(int AdvertiserId, string Code, DateOnly? StartDate, DateOnly? EndDate);

/// <summary>Adds and changes suppressed codes (S0: a suppressed code beats an Exclusive one); ending and removing is <see cref="EndSuppressedCode"/>'s.</summary>
public sealed class SaveSuppressedCode(IDbContextFactory<PortalDbContext> contexts, SuppressedCodeList list, TimeProvider time)
{
    public const string ReadOnlySentence = "Your account may read suppressed codes, not change them. Ask a manager of this advertiser.";

    private static readonly Outcome<SuppressedCodeRow> Forbidden = new Outcome<SuppressedCodeRow>.Forbidden(ReadOnlySentence);

    public async Task<Outcome<SuppressedCodeRow>> CreateAsync(Actor actor, SuppressedCodeDraft draft, CancellationToken cancel = default)
    {
        if (!actor.ManagesSome)
        {
            return Forbidden;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await SaveAsync(db, actor, new SuppressedCode(), draft, cancel);
    }

    public async Task<Outcome<SuppressedCodeRow>> UpdateAsync(Actor actor, int id, SuppressedCodeDraft draft, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.SuppressedCodes.VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel);
        return row is null ? new Outcome<SuppressedCodeRow>.NotFound()
            : actor.Manages(row.AdvertiserId) ? await SaveAsync(db, actor, row, draft, cancel)
            : Forbidden;
    }

    private async Task<Outcome<SuppressedCodeRow>> SaveAsync(
        PortalDbContext db, Actor actor, SuppressedCode row, SuppressedCodeDraft draft, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        if (!await db.Advertisers.VisibleTo(actor).AnyAsync(a => a.Id == draft.AdvertiserId, cancel))
        {
            errors.Add("advertiser_id", draft.AdvertiserId == 0 ? "Choose an advertiser." : $"Advertiser {draft.AdvertiserId} was not found.");
        }
        else if (row.Id != 0 && row.AdvertiserId != draft.AdvertiserId)
        {
            errors.Add("advertiser_id", "A suppressed code stays with its advertiser. Add a new one there.");
        }

        // A reserved word can be no coupon's code, but a shop may well send it with an order.
        if (CouponCode.Check(draft.Code) is var fault and not (CodeFault.None or CodeFault.Reserved))
        {
            errors.Add("code", CouponCode.Message(fault));
        }

        if (draft.EndDate < draft.StartDate)
        {
            errors.Add("end_date", "The end date is before the start date.");
        }

        if (errors.Any)
        {
            return new Outcome<SuppressedCodeRow>.Invalid(errors);
        }

        return actor.Manages(draft.AdvertiserId) ? await StoreAsync(db, actor, row, draft, cancel) : Forbidden;
    }

    private async Task<Outcome<SuppressedCodeRow>> StoreAsync(PortalDbContext db, Actor actor, SuppressedCode row, SuppressedCodeDraft draft, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.LockCouponsAsync(draft.AdvertiserId, cancel);
        var zone = await ZoneAsync(db, draft.AdvertiserId, cancel);
        (row.AdvertiserId, row.Code) = (draft.AdvertiserId, draft.Code.Trim().ToUpperInvariant());

        // Days that nobody touched keep their instants: an end by hand lies in the middle of its day.
        if (row.Id == 0 || row.StartDate != draft.StartDate)
        {
            (row.StartDate, row.StartsAt) = (draft.StartDate, draft.StartDate is { } start ? LocalDays.StartUtc(start, zone) : null);
        }

        if (row.Id == 0 || row.EndDate != draft.EndDate)
        {
            (row.EndDate, row.EndsAt) = (draft.EndDate, draft.EndDate is { } end ? LocalDays.EndUtc(end, zone) : null);
        }

        // Ended ones are no obstacle: suppressing a code again is a new entry.
        var (starts, ends) = (row.StartsAt, row.EndsAt);
        var twin = await db.SuppressedCodes.Where(s => s.AdvertiserId == row.AdvertiserId && s.Code == row.Code && s.Id != row.Id
                && (s.EndsAt == null || (s.EndsAt > now && (starts == null || s.EndsAt > starts)))
                && (ends == null || s.StartsAt == null || s.StartsAt < ends))
            .OrderBy(s => s.Id).Select(s => (int?)s.Id).FirstOrDefaultAsync(cancel);
        if (twin is { } other)
        {
            return new Outcome<SuppressedCodeRow>.Conflict("already_suppressed", $"{row.Code} is on the list already for these days (entry {other}). Change that one.");
        }

        if (row.Id == 0)
        {
            db.SuppressedCodes.Add(row);
        }

        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        var saved = await list.OneAsync(actor, row.Id, cancel) ?? throw new InvalidOperationException($"Suppressed code {row.Id} was saved and is gone.");
        return Outcome.Done(saved, saved.State == SuppressionState.Ended || await LiveCoupon.NoticeAsync(db, row.AdvertiserId, row.Code, now, cancel) is not { } notice ? [] : [notice]);
    }

    internal static async Task<TimeZoneInfo> ZoneAsync(PortalDbContext db, int advertiserId, CancellationToken cancel) =>
        LocalDays.Zone(await db.Advertisers.Where(a => a.Id == advertiserId).Select(a => a.TimeZone).SingleAsync(cancel));
}
