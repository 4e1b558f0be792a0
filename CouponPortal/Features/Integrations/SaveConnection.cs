using System.Security.Cryptography;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Integrations;

/// <summary>Adds, changes, rotates and removes connections.</summary>
public sealed class SaveConnection(IDbContextFactory<PortalDbContext> contexts, ConnectionList list, TimeProvider time)
{
    public const string ReadOnlySentence = "Your account may read connections, not change them. Ask a manager of this advertiser.";
    private const int PublicIdBytes = 16;
    private const int SecretBytes = 24;

    private static readonly Outcome<SavedConnection> Forbidden = new Outcome<SavedConnection>.Forbidden(ReadOnlySentence);

    public async Task<Outcome<SavedConnection>> CreateAsync(Actor actor, ConnectionDraft draft, CancellationToken cancel = default)
    {
        if (!actor.ManagesSome)
        {
            return Forbidden;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var errors = await CheckAsync(db, actor, draft, cancel);
        if (draft.AdvertiserId is not { } advertiser || !await db.Advertisers.VisibleTo(actor).AnyAsync(a => a.Id == advertiser, cancel))
        {
            errors.Add("advertiser_id", draft.AdvertiserId is null or 0 ? "Choose an advertiser." : $"Advertiser {draft.AdvertiserId} was not found.");
            return new Outcome<SavedConnection>.Invalid(errors);
        }

        if (errors.Any)
        {
            return new Outcome<SavedConnection>.Invalid(errors);
        }

        if (!actor.Manages(advertiser))
        {
            return Forbidden;
        }

        var kind = draft.Kind!.Value;
        var made = kind == ConnectionKind.Woocommerce && draft.Secret is null ? NewSecret() : null;
        var row = new Connection
        {
            PublicId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PublicIdBytes)),
            AdvertiserId = advertiser,
            Kind = kind,
            Secret = made,
            CreatedBy = actor.Name,
            CreatedAt = time.GetUtcNow().UtcDateTime,
            OrderPrefix = await db.Connections.Where(c => c.AdvertiserId == advertiser).CountAsync(cancel) is > 0 and var others ? $"{others + 1}-" : "",
        };
        Take(row, draft);
        db.Connections.Add(row);
        await db.SaveChangesAsync(cancel);
        return await DoneAsync(actor, row.Id, made, Notices(row, draft), cancel);
    }

    public async Task<Outcome<SavedConnection>> ChangeAsync(Actor actor, int id, ConnectionDraft draft, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (row, refused) = await ForChangeAsync(db, actor, id, draft.Version, cancel);
        if (row is null)
        {
            return refused!;
        }

        draft.AdvertiserId ??= row.AdvertiserId;
        var errors = await CheckAsync(db, actor, draft, cancel);
        if (draft.AdvertiserId != row.AdvertiserId)
        {
            errors.Add("advertiser_id", "A connection stays with its advertiser. Add a new one there.");
        }

        if (draft.Kind != row.Kind)
        {
            errors.Add("kind", "A connection keeps its kind. Add a new one for the other shop.");
        }

        if (errors.Any)
        {
            return new Outcome<SavedConnection>.Invalid(errors);
        }

        Take(row, draft);
        return await StoreAsync(db, actor, row, null, Notices(row, draft), cancel);
    }

    /// <summary>Makes a new secret. The one before goes on counting for a day, so that no delivery on its way is lost.</summary>
    public async Task<Outcome<SavedConnection>> RotateAsync(Actor actor, int id, int version, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (row, refused) = await ForChangeAsync(db, actor, id, version, cancel);
        if (row is null)
        {
            return refused!;
        }

        if (row.Kind != ConnectionKind.Woocommerce)
        {
            return new Outcome<SavedConnection>.Conflict("secret_is_the_shops", $"{ConnectionWords.Of(row.Kind)} makes the secret itself: rotate it there and enter the new one here.");
        }

        var made = NewSecret();
        Replace(row, made);
        return await StoreAsync(db, actor, row, made, ["Put the new secret into the shop within a day: until then the one before counts as well."], cancel);
    }

    /// <returns>The name of what is gone.</returns>
    public async Task<Outcome<string>> DeleteAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (row, refused) = await ForChangeAsync(db, actor, id, null, cancel);
        if (row is null)
        {
            return refused!.Refused<string>();
        }

        db.Connections.Remove(row);
        return await db.SaveAsync(row.Name, [], Saving.Stale<string>, cancel);
    }

    private static async Task<(Connection? Row, Outcome<SavedConnection>? Refused)> ForChangeAsync(PortalDbContext db, Actor actor, int id, int? version, CancellationToken cancel)
    {
        var row = await db.Connections.VisibleTo(actor).SingleOrDefaultAsync(c => c.Id == id, cancel);
        return row is null ? (null, new Outcome<SavedConnection>.NotFound())
            : !actor.Manages(row.AdvertiserId) ? (null, Forbidden)
            : version is { } known && row.Version != known ? (null, Saving.Stale<SavedConnection>())
            : (row, null);
    }

    private static async Task<FieldErrors> CheckAsync(PortalDbContext db, Actor actor, ConnectionDraft draft, CancellationToken cancel)
    {
        ConnectionChecks.Normalise(draft);
        var errors = ConnectionChecks.Of(draft);
        if (draft.OfferId is { } offer && !await db.Offers.VisibleTo(actor).AnyAsync(o => o.Id == offer && o.AdvertiserId == draft.AdvertiserId, cancel))
        {
            errors.Add("offer_id", $"Offer {offer} was not found with this advertiser.");
        }

        return errors;
    }

    private void Take(Connection row, ConnectionDraft draft)
    {
        (row.Name, row.OfferId, row.Shop, row.State) = (draft.Name ?? ConnectionWords.Of(row.Kind), draft.OfferId, draft.Shop, draft.State);
        if (draft.Secret is { } secret)
        {
            Replace(row, secret);
        }
    }

    private void Replace(Connection row, string secret)
    {
        if (row.Secret is { } before && before != secret)
        {
            (row.PreviousSecret, row.PreviousSecretUntil) = (before, time.GetUtcNow().UtcDateTime + Connection.PreviousSecretCounts);
        }

        row.Secret = secret;
    }

    private async Task<Outcome<SavedConnection>> StoreAsync(PortalDbContext db, Actor actor, Connection row, string? made, IReadOnlyList<string> notices, CancellationToken cancel)
    {
        row.Version++;
        var saved = await db.SaveAsync(row, notices, Saving.Stale<Connection>, cancel);
        return saved is Outcome<Connection>.Done ? await DoneAsync(actor, row.Id, made, notices, cancel) : saved.Refused<SavedConnection>();
    }

    private async Task<Outcome<SavedConnection>> DoneAsync(Actor actor, int id, string? made, IReadOnlyList<string> notices, CancellationToken cancel) =>
        await list.OneAsync(actor, id, cancel) is { } saved ? Outcome.Done(new SavedConnection(saved, made), notices) : new Outcome<SavedConnection>.NotFound();

    private static IReadOnlyList<string> Notices(Connection row, ConnectionDraft draft) => draft.Secret is { } secret && row.Kind == ConnectionKind.Stripe && !secret.StartsWith("whsec_", StringComparison.Ordinal)
        ? ["Stripe's signing secrets begin with whsec_: this is probably another key. Look under Developers, Webhooks, your endpoint, Signing secret."]
        : [];

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
}
