using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Partners;

/// <summary>Partners belong to the network: its admin edits them; managers of advertisers may add one that they want to work with.</summary>
public sealed class SavePartner(IDbContextFactory<PortalDbContext> contexts)
{
    /// <param name="id">Chosen by a network that moves here and keeps its ids; null = the next one.</param>
    public async Task<Outcome<Partner>> CreateAsync(Actor actor, PartnerDraft draft, int? id, CancellationToken cancel)
    {
        if (!actor.ManagesSome)
        {
            return new Outcome<Partner>.Forbidden("Only the network administrator and managers of advertisers add partners.");
        }

        if (id is not null && !actor.CanAdministrate)
        {
            return new Outcome<Partner>.Forbidden("Only the network administrator chooses ids. Leave the id out.");
        }

        var errors = new FieldErrors();
        var good = draft.Checked(errors);
        if (id < 1)
        {
            errors.Add("id", "Send a whole number above 0.");
        }

        if (errors.Any)
        {
            return new Outcome<Partner>.Invalid(errors);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.Partners.AnyAsync(p => p.Id == id, cancel))
        {
            return IdTaken();
        }

        var row = new Partner { Id = id ?? 0 };
        good.CopyTo(row);
        return await db.InsertAsync(row, "partners", id is not null, Notices(good), IdTaken, cancel);
    }

    public async Task<Outcome<Partner>> ChangeAsync(Actor actor, int id, PartnerDraft draft, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (!actor.IsStaff || await db.Partners.SingleOrDefaultAsync(p => p.Id == id, cancel) is not { } row)
        {
            return new Outcome<Partner>.NotFound();
        }

        if (!actor.CanAdministrate)
        {
            return new Outcome<Partner>.Forbidden("A partner belongs to the whole network. " + await NetworkAdmins.AskAsync(db, cancel));
        }

        var errors = new FieldErrors();
        var good = draft.Checked(errors);
        if (errors.Any)
        {
            return new Outcome<Partner>.Invalid(errors);
        }

        if (good.Version != row.Version)
        {
            return Saving.Stale<Partner>();
        }

        good.CopyTo(row);
        row.Version++;
        return await db.SaveAsync(row, Notices(good), IdTaken, cancel);
    }

    private static IReadOnlyList<string> Notices(PartnerDraft draft) => [.. DestinationMacros.Notices(draft.PostbackUrl, postback: true)];

    private static Outcome<Partner> IdTaken() => new Outcome<Partner>.Conflict("id_taken", "There is a partner with this id already.");
}
