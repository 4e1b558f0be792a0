using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.MissingSales;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal.MissingSale;

/// <summary>A case as its partner reads it: without the evidence, and without names of staff.</summary>
/// <param name="ConversionKey">The order that was credited; null while none is.</param>
public sealed record OwnCase(
    int Id, int ShopId, string Shop, string Zone, MissingSaleQuestion Question, MissingSaleFinding Finding, IReadOnlyList<string> Answer, SaleCaseState State, DateTime OpenedAt, DateTime UpdatedAt,
    long? ConversionKey, int Version, IReadOnlyList<OwnCaseMessage> Messages)
{
    public bool IsDecided => State is SaleCaseState.Credited or SaleCaseState.Declined;
}

/// <param name="IsStaff">Of the shop's side; who it was is not told.</param>
/// <param name="State">What it did to the case.</param>
public sealed record OwnCaseMessage(long Id, DateTime At, bool IsStaff, SaleCaseState? State, string Text);

/// <summary>A partner's own cases: lists, opens, answers. A foreign case and a missing one are the same.</summary>
public sealed class OwnCases(IDbContextFactory<PortalDbContext> contexts, AskMissingSale ask, TimeProvider time)
{
    /// <summary>New cases of one partner an hour: each shows an answer, too.</summary>
    public const int PerHour = 10;

    private readonly HourlyLimit _limit = new(PerHour);

    /// <summary>The newest first, without their messages.</summary>
    public async Task<Page<OwnCase>> FindAsync(Actor actor, PageRequest page, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await db.SaleCases.AsNoTracking().OwnOf(actor).OrderByDescending(c => c.Id).ToPageAsync(page, cancel);
        var shops = await ShopsAsync(db, rows.Rows, cancel);
        return new([.. rows.Rows.Select(c => Of(c, shops[c.AdvertiserId]))], rows.Total);
    }

    /// <summary>The newest first, without their messages.</summary>
    /// <param name="before">Goes on with cases older than this id.</param>
    public async Task<Slice<OwnCase>> NewestAsync(Actor actor, int? shopId, SaleCaseState? state, int limit, long? before, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (rows, end) = (db.SaleCases.AsNoTracking().OwnOf(actor), before ?? long.MaxValue);
        rows = shopId is { } id ? rows.Where(c => c.AdvertiserId == id) : rows;
        rows = state is { } wanted ? rows.Where(c => c.State == wanted) : rows;
        var slice = await rows.Where(c => c.Id < end).OrderByDescending(c => c.Id).ToSliceAsync(limit, c => c.Id, cancel);
        var shops = await ShopsAsync(db, slice.Rows, cancel);
        return new([.. slice.Rows.Select(c => Of(c, shops[c.AdvertiserId]))], slice.NextAfter);
    }

    /// <returns>Null when there is none, or it is not the actor's.</returns>
    public async Task<OwnCase?> OneAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.SaleCases.AsNoTracking().OwnOf(actor).Include(c => c.Messages.OrderBy(m => m.Id)).SingleOrDefaultAsync(c => c.Id == id, cancel);
        return row is null ? null : Of(row, (await ShopsAsync(db, [row], cancel))[row.AdvertiserId]);
    }

    /// <param name="note">What the partner knows of the sale.</param>
    public async Task<Outcome<OwnCase>> OpenAsync(Actor actor, MissingSaleDraft draft, string note, CancellationToken cancel = default)
    {
        if (actor.Self() is not { } me || actor.ReadOnly)
        {
            return new Outcome<OwnCase>.Forbidden("Only the partner itself opens a case.");
        }

        var errors = new FieldErrors();
        if (draft.AdvertiserId is null)
        {
            errors.Add("advertiser_id", MissingSaleDraft.NoShop);
        }

        CaseText.Check(note, "note", errors);
        if (errors.Any)
        {
            return new Outcome<OwnCase>.Invalid(errors);
        }

        var now = time.GetUtcNow().UtcDateTime;
        if (_limit.Take(me, now) is { } again)
        {
            return AskMissingSale.TooMany<OwnCase>(again);
        }

        var asked = await ask.AnswerAsync(actor, draft, cancel);
        if (asked is not Outcome<AskedSale>.Done { Value: var sale })
        {
            return asked.Refused<OwnCase>();
        }

        if (!sale.Answer.MayOpenCase)
        {
            return new Outcome<OwnCase>.Conflict("nothing_missing", "The order is credited to you: there is nothing to open a case about.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var open = db.SaleCases.OwnOf(actor).Where(c => c.State == SaleCaseState.Open || c.State == SaleCaseState.NeedsMore);
        if (sale.Question.OrderId is { } number && await open.Where(c => c.AdvertiserId == sale.Shop.Id && c.OrderId == number).Select(c => (int?)c.Id).FirstOrDefaultAsync(cancel) is { } same)
        {
            return new Outcome<OwnCase>.Conflict("case_open", $"Case {same} about this order is open already. Write there what is new.");
        }

        if (await open.CountAsync(cancel) >= SaleCase.MostOpen)
        {
            return new Outcome<OwnCase>.Conflict("too_many_cases", $"You have {SaleCase.MostOpen} open cases. Wait until some of them are answered.");
        }

        var row = CaseText.New(me, sale, CaseText.Clean(note), actor.Name, now);
        db.SaleCases.Add(row);
        await db.SaveChangesAsync(cancel);
        return Outcome.Done(Of(row, (sale.Shop.Name, sale.Shop.Zone)));
    }

    /// <summary>Adds a message. A case that waited for the partner waits for staff again; one that was decided stays as it is and takes no more.</summary>
    public async Task<Outcome<OwnCase>> ReplyAsync(Actor actor, int id, string text, int version, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.SaleCases.OwnOf(actor).Include(c => c.Messages.OrderBy(m => m.Id)).SingleOrDefaultAsync(c => c.Id == id, cancel) is not { } row)
        {
            return new Outcome<OwnCase>.NotFound();
        }

        var errors = new FieldErrors();
        CaseText.Check(text, "text", errors);
        if (errors.Any)
        {
            return new Outcome<OwnCase>.Invalid(errors);
        }

        if (actor.ReadOnly)
        {
            return new Outcome<OwnCase>.Forbidden("This key reads.");
        }

        if (row.IsDecided || row.Messages.Count >= SaleCaseMessage.Most)
        {
            return new Outcome<OwnCase>.Conflict("decided", row.IsDecided ? "The case is decided. Open a new one when there is something new." : "This case is full of messages. Open a new one.");
        }

        if (row.Version != version)
        {
            return Saving.Stale<OwnCase>();
        }

        var now = time.GetUtcNow().UtcDateTime;
        SaleCaseState? becomes = row.State == SaleCaseState.NeedsMore ? SaleCaseState.Open : null;
        row.Messages.Add(new SaleCaseMessage { At = now, By = CaseText.Name(actor.Name), State = becomes, Text = CaseText.Clean(text) });
        (row.State, row.UpdatedAt, row.Version) = (becomes ?? row.State, now, row.Version + 1);
        var shop = (await ShopsAsync(db, [row], cancel))[row.AdvertiserId];
        var saved = await db.SaveAsync(row, [], Saving.Stale<SaleCase>, cancel);
        return saved is Outcome<SaleCase>.Done ? Outcome.Done(Of(row, shop)) : saved.Refused<OwnCase>();
    }

    private static async Task<Dictionary<int, (string Name, string Zone)>> ShopsAsync(PortalDbContext db, IEnumerable<SaleCase> rows, CancellationToken cancel)
    {
        int[] ids = [.. rows.Select(r => r.AdvertiserId).Distinct()];
        return await db.Advertisers.Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => (a.Name, a.TimeZone), cancel);
    }

    private static OwnCase Of(SaleCase c, (string Name, string Zone) shop) => new(
        c.Id, c.AdvertiserId, shop.Name, shop.Zone, c.Question, c.Finding, c.Answer.Split('\n', StringSplitOptions.RemoveEmptyEntries), c.State, c.OpenedAt, c.UpdatedAt, c.ConversionId, c.Version,
        [.. c.Messages.OrderBy(m => m.Id).Select(m => new OwnCaseMessage(m.Id, m.At, m.IsStaff, m.State, m.Text))]);
}
