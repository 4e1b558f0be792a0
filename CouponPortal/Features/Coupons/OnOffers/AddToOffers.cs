using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.OnOffers;

/// <summary>Puts a coupon's code on other offers of its advertiser too, for the same owner (S3: duplicates across offers).</summary>
public sealed class AddToOffers(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <summary>More at once is a bulk add.</summary>
    public const int MaxOffers = 100;

    /// <summary>The advertiser's offers where the code is not running yet, by name.</summary>
    public async Task<IReadOnlyList<Named>> ChoicesAsync(Actor actor, Coupon coupon, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Offers.VisibleTo(actor)
            .Where(o => o.AdvertiserId == coupon.AdvertiserId && o.Id != coupon.OfferId
                && !db.Coupons.Any(c => c.AdvertiserId == coupon.AdvertiserId && c.NormalCode == coupon.NormalCode && c.OfferId == o.Id && (c.EndsAt == null || c.EndsAt > now)))
            .OrderBy(o => o.Name).ThenBy(o => o.Id).Take(MaxOffers).Select(o => new Named(o.Id, o.Name)).ToListAsync(cancel);
    }

    /// <summary>Creates the same coupon on each offer, on all or on none.</summary>
    /// <returns>The new coupons' ids, in the order of <paramref name="offerIds"/>.</returns>
    public async Task<Outcome<IReadOnlyList<int>>> RunAsync(Actor actor, int id, IReadOnlyList<int> offerIds, CancellationToken cancel = default)
    {
        try
        {
            return await TryAsync(actor, id, offerIds, cancel);
        }
        catch (DbUpdateException error) when (UniqueViolation.Is(error))
        {
            // The approvals page approved the owner there in the same moment; now it is there.
            return await TryAsync(actor, id, offerIds, cancel);
        }
    }

    private async Task<Outcome<IReadOnlyList<int>>> TryAsync(Actor actor, int id, IReadOnlyList<int> offerIds, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await CouponWriter.LockedAsync(db, actor, id, cancel) is not { } coupon)
        {
            return new Outcome<IReadOnlyList<int>>.NotFound();
        }

        if (!actor.Manages(coupon.AdvertiserId))
        {
            return new Outcome<IReadOnlyList<int>>.Forbidden(SaveCoupon.ReadOnlySentence);
        }

        if (offerIds.Count is 0 or > MaxOffers)
        {
            var errors = new FieldErrors();
            errors.Add("offer_ids", offerIds.Count == 0 ? "Choose at least one offer." : $"At most {MaxOffers} offers at once.");
            return new Outcome<IReadOnlyList<int>>.Invalid(errors);
        }

        var (added, notices) = (new List<int>(), new List<string>());
        foreach (var offerId in offerIds.Distinct())
        {
            var draft = CouponDraft.Of(coupon) with { OfferId = offerId, AdvertiserId = coupon.AdvertiserId, Version = 0 };
            var created = await CouponWriter.WriteAsync(db, actor, new Coupon(), draft, time.GetUtcNow().UtcDateTime, cancel);
            if (created is not Outcome<Coupon>.Done done)
            {
                return created.Refused<IReadOnlyList<int>>();
            }

            added.Add(done.Value.Id);
            notices.AddRange(done.Notices.Except(notices, StringComparer.Ordinal).ToList());
        }

        await transaction.CommitAsync(cancel);
        return Outcome.Done<IReadOnlyList<int>>(added, notices);
    }
}
