using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Offers;
using CouponPortal.Features.Offers.Caps;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Offers;

/// <summary>Creates and changes offers of the advertisers that the actor manages.</summary>
public sealed class SaveOffer(IDbContextFactory<PortalDbContext> contexts)
{
    /// <param name="id">Chosen by a network that moves here and keeps its ids; null = the next one.</param>
    public async Task<Outcome<Offer>> CreateAsync(Actor actor, OfferDraft draft, int? id, CancellationToken cancel)
    {
        if (!actor.ManagesSome)
        {
            return new Outcome<Offer>.Forbidden(ReadOnly);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var errors = new FieldErrors();
        var advertiser = draft.AdvertiserId is null ? null : await db.Advertisers.VisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(a => a.Id == draft.AdvertiserId, cancel);
        if (advertiser is null)
        {
            errors.Add("advertiser_id", draft.AdvertiserId is { } sent ? $"Advertiser {sent} was not found." : "Choose the advertiser.");
        }

        if (Refusal(actor, advertiser?.Id, id) is { } refusal)
        {
            return new Outcome<Offer>.Forbidden(refusal);
        }

        if (id < 1)
        {
            errors.Add("id", "Send a whole number above 0.");
        }

        var row = new Offer { Id = id ?? 0, AdvertiserId = advertiser?.Id ?? 0 };
        await CapSubjects.CheckAsync(db, 0, draft.Caps, errors, cancel);
        draft.CopyTo(row, advertiser?.Currency ?? "USD", errors);
        await TakeSwitchAsync(db, row, draft, errors, cancel);
        await CheckCodeAsync(db, row, errors, cancel);
        if (errors.Any)
        {
            return new Outcome<Offer>.Invalid(errors);
        }

        return await db.Offers.AnyAsync(o => o.Id == id, cancel)
            ? IdTaken()
            : await db.InsertAsync(row, "offers", id is not null, draft.Notices(row), IdTaken, cancel);
    }

    public async Task<Outcome<Offer>> ChangeAsync(Actor actor, int id, OfferDraft draft, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.Offers.VisibleTo(actor).SingleOrDefaultAsync(o => o.Id == id, cancel) is not { } row)
        {
            return new Outcome<Offer>.NotFound();
        }

        if (!actor.Manages(row.AdvertiserId))
        {
            return new Outcome<Offer>.Forbidden(ReadOnly);
        }

        var errors = new FieldErrors();
        if (draft.AdvertiserId != row.AdvertiserId)
        {
            errors.Add("advertiser_id", "An offer stays with its advertiser: coupons and orders hang on it. Create another offer.");
        }

        await CapSubjects.CheckAsync(db, row.Id, draft.Caps, errors, cancel);
        draft.CopyTo(row, row.Currency, errors);
        await TakeSwitchAsync(db, row, draft, errors, cancel);
        await CheckCodeAsync(db, row, errors, cancel);
        if (errors.Any)
        {
            return new Outcome<Offer>.Invalid(errors);
        }

        if (draft.Version != row.Version)
        {
            return Saving.Stale<Offer>();
        }

        row.Version++;
        return await db.SaveAsync(row, draft.Notices(row), IdTaken, cancel);
    }

    private const string ReadOnly = "You may read this advertiser's offers, not change them. Ask one of its managers.";

    private static string? Refusal(Actor actor, int? advertiserId, int? id) =>
        advertiserId is { } known && !actor.Manages(known) ? ReadOnly
            : id is not null && !actor.CanAdministrate ? "Only the network administrator chooses ids. Leave the id out."
            : null;

    private static async Task TakeSwitchAsync(PortalDbContext db, Offer row, OfferDraft draft, FieldErrors errors, CancellationToken cancel)
    {
        var named = SmartSwitchFields.OffersOf(draft.SmartSwitch);
        var known = named.Count == 0 ? [] : await db.Offers.Where(o => o.AdvertiserId == row.AdvertiserId && named.Contains(o.Id)).Select(o => o.Id).ToListAsync(cancel);
        row.SmartSwitch = SmartSwitchFields.Normal(draft.SmartSwitch, row.Id, known.ToHashSet(), errors);
    }

    // Two that slip in together do no harm: a code that names two offers names none.
    private static async Task CheckCodeAsync(PortalDbContext db, Offer row, FieldErrors errors, CancellationToken cancel)
    {
        if (row.ExternalCode is { } code && await db.Offers.AnyAsync(o => o.AdvertiserId == row.AdvertiserId && o.ExternalCode == code && o.Id != row.Id, cancel))
        {
            errors.Add("external_code", "Another offer of this advertiser has this code already.");
        }
    }

    private static Outcome<Offer> IdTaken() => new Outcome<Offer>.Conflict("id_taken", "There is an offer with this id already.");
}
