using CouponPortal.Components.Controls;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.History;

/// <summary>What a reassignment asks for.</summary>
/// <param name="From">The new owner's first day, in the advertiser's zone; it must lie ahead.</param>
/// <param name="AllOffers">Also the same owner's coupons of this code on other offers; without it they would be in the way.</param>
public sealed record Reassignment(int PartnerId, DateOnly? From, bool AllOffers = false);

/// <summary>What came of it, or would.</summary>
/// <param name="SuccessorId">The new owner's coupon on the same offer.</param>
/// <param name="Steps">Sentences.</param>
public sealed record Reassigned(int SuccessorId, IReadOnlyList<string> Steps);

/// <summary>
/// Gives a code to another partner from a coming day on: ends the coupon the day before and creates its successor, both under the rules and the lock of any
/// save, both or neither. Past orders, and those until that day, stay the old owner's.
/// </summary>
public sealed class ReassignCoupon(IDbContextFactory<PortalDbContext> contexts, CouponList list, TimeProvider time)
{
    /// <summary>Does all of it and takes it back: so what is announced is what would happen, obstacles and approvals too.</summary>
    public Task<Outcome<Reassigned>> RehearseAsync(Actor actor, int id, Reassignment wish, CancellationToken cancel = default) => RunAsync(actor, id, wish, commit: false, cancel);

    /// <returns>The successor.</returns>
    public async Task<Outcome<CouponRow>> RunAsync(Actor actor, int id, Reassignment wish, CancellationToken cancel = default)
    {
        var outcome = await RunAsync(actor, id, wish, commit: true, cancel);
        return outcome is Outcome<Reassigned>.Done done
            ? Outcome.Done((await list.OneAsync(actor, done.Value.SuccessorId, cancel))!, [.. done.Value.Steps, .. done.Notices])
            : outcome.Refused<CouponRow>();
    }

    private async Task<Outcome<Reassigned>> RunAsync(Actor actor, int id, Reassignment wish, bool commit, CancellationToken cancel)
    {
        try
        {
            return await TryAsync(actor, id, wish, commit, cancel);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Saving.Stale<Reassigned>();
        }
        catch (DbUpdateException error) when (UniqueViolation.Is(error))
        {
            // The approvals page approved the new owner in the same moment; now it is there.
            return await TryAsync(actor, id, wish, commit, cancel);
        }
    }

    private async Task<Outcome<Reassigned>> TryAsync(Actor actor, int id, Reassignment wish, bool commit, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await CouponWriter.LockedAsync(db, actor, id, cancel) is not { } coupon)
        {
            return new Outcome<Reassigned>.NotFound();
        }

        if (!actor.Manages(coupon.AdvertiserId))
        {
            return new Outcome<Reassigned>.Forbidden(SaveCoupon.ReadOnlySentence);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var zone = LocalDays.Zone(await db.Advertisers.Where(a => a.Id == coupon.AdvertiserId).Select(a => a.TimeZone).SingleAsync(cancel));
        var newOwner = await db.Partners.Where(p => p.Id == wish.PartnerId).Select(p => p.Name).SingleOrDefaultAsync(cancel);
        var errors = ReassignmentRules.Check(coupon, wish, newOwner is not null, LocalDays.DayOf(now, zone));
        if (errors.Any || wish.From is not { } from)
        {
            return new Outcome<Reassigned>.Invalid(errors);
        }

        List<Coupon> coupons = [coupon, .. wish.AllOffers ? await TwinsAsync(db, coupon, from, cancel) : []];
        return await WriteAsync(db, actor, coupons, new(wish.PartnerId, newOwner!), from, now, cancel) switch
        {
            Outcome<Reassigned>.Done done when commit => await CommitAsync(transaction, done, cancel),
            var outcome => outcome,
        };
    }

    private static async Task<Outcome<Reassigned>> CommitAsync(Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, Outcome<Reassigned> done, CancellationToken cancel)
    {
        await transaction.CommitAsync(cancel);
        return done;
    }

    // All of them end first: a successor must not find the old owner's other coupon in its way.
    private static async Task<Outcome<Reassigned>> WriteAsync(
        PortalDbContext db, Actor actor, List<Coupon> coupons, Named newOwner, DateOnly from, DateTime now, CancellationToken cancel)
    {
        var originals = coupons.ConvertAll(CouponDraft.Of);
        var (steps, notices, successor) = (new List<string>(), new List<string>(), 0);
        foreach (var (coupon, original) in coupons.Zip(originals))
        {
            var ended = await CouponWriter.WriteAsync(db, actor, coupon, original with { EndDate = from.AddDays(-1) }, now, cancel);
            if (ended is not Outcome<Coupon>.Done)
            {
                return ended.Refused<Reassigned>();
            }
        }

        foreach (var (coupon, original) in coupons.Zip(originals))
        {
            var created = await CouponWriter.WriteAsync(
                db, actor, new Coupon(), original with { PartnerIds = [newOwner.Id], StartDate = from, InternalNote = "", Version = 0 }, now, cancel);
            if (created is not Outcome<Coupon>.Done { Value: var next } done)
            {
                return created.Refused<Reassigned>();
            }

            successor = successor == 0 ? next.Id : successor;
            var offer = await db.Offers.Where(o => o.Id == coupon.OfferId).Select(o => o.Name).SingleAsync(cancel);
            steps.Add($"Coupon {coupon.Id} on offer {offer} ends on {Words.Of(from.AddDays(-1))}; from {Words.Of(from)}{Until(original.EndDate)} {coupon.Code} belongs to {newOwner.Name} there.");
            notices.AddRange(done.Notices.Except(notices, StringComparer.Ordinal).ToList());
        }

        return Outcome.Done(new Reassigned(successor, steps), notices);
    }

    /// <summary>The same code of the same partners on other offers, as far as it runs beyond that day.</summary>
    private static async Task<List<Coupon>> TwinsAsync(PortalDbContext db, Coupon coupon, DateOnly from, CancellationToken cancel) =>
        [.. (await db.Coupons.Include(c => c.Partners)
                .Where(c => c.AdvertiserId == coupon.AdvertiserId && c.NormalCode == coupon.NormalCode && c.Id != coupon.Id && (c.EndDate == null || c.EndDate >= from))
                .OrderBy(c => c.Id).ToListAsync(cancel))
            .Where(c => (c.StartDate is null || c.StartDate < from) && c.PartnerIds.Count > 0 && c.PartnerIds.SequenceEqual(coupon.PartnerIds))];

    private static string Until(DateOnly? end) => end is { } day ? $" until {Words.Of(day)}" : "";
}
