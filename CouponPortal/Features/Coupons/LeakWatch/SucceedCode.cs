using System.Security.Cryptography;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Generator;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.LeakWatch;

/// <param name="NewCode">As typed; null = made here.</param>
/// <param name="StopsOn">First day in the advertiser's zone on which the old code credits nobody, today at the earliest; null = it goes on beside the new one.</param>
public sealed record SuccessorDraft(string? NewCode = null, DateOnly? StopsOn = null);

/// <summary>
/// Gives a partner a new code in the place of one that has leaked: the same terms, on every offer where the old one runs. The old one goes on, or stops crediting on a day. The partner
/// is told in its portal.
/// </summary>
public sealed class SucceedCode(IDbContextFactory<PortalDbContext> contexts, RandomNumberGenerator random, TimeProvider time)
{
    /// <summary>What is added to the old code: some 4 million endings, of letters and digits that nobody takes for another.</summary>
    private const int RandomLength = 5;

    public async Task<Outcome<CodeSuccessor>> RunAsync(Actor actor, int couponId, SuccessorDraft draft, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await CouponWriter.LockedAsync(db, actor, couponId, cancel) is not { } old)
        {
            return new Outcome<CodeSuccessor>.NotFound();
        }

        if (!actor.Manages(old.AdvertiserId))
        {
            return new Outcome<CodeSuccessor>.Forbidden(SaveCoupon.ReadOnlySentence);
        }

        var zone = LocalDays.Zone(await db.Advertisers.Where(a => a.Id == old.AdvertiserId).Select(a => a.TimeZone).SingleAsync(cancel));
        var today = LocalDays.DayOf(now, zone);
        if (Obstacle(old, now) is { } obstacle)
        {
            return new Outcome<CodeSuccessor>.Conflict("no_successor", obstacle);
        }

        if (draft.StopsOn < today)
        {
            return Invalid("stops_on", $"What was credited stays credited: choose {today:yyyy-MM-dd} or a later day.");
        }

        if (await CodeAsync(db, old, draft.NewCode, cancel) is not { } code)
        {
            return Invalid("code", "No free code was found for it. Type one.");
        }

        var (twins, notices) = (await TwinsAsync(db, old, now, cancel), new List<string>());
        var made = new Dictionary<int, int>();
        foreach (var twin in twins)
        {
            var written = await CouponWriter.WriteAsync(db, actor, new Coupon(), CouponDraft.Of(twin) with { Code = code, StartDate = today, Version = 0 }, now, cancel);
            if (written is not Outcome<Coupon>.Done done)
            {
                return written.Refused<CodeSuccessor>();
            }

            made[twin.Id] = done.Value.Id;
            notices.AddRange(done.Notices.Except(notices, StringComparer.Ordinal).ToList());
            if (draft.StopsOn is { } stop && await EndAsync(db, actor, twin, stop, now, cancel) is { } refusal)
            {
                return refusal;
            }
        }

        var successor = new CodeSuccessor
        {
            AdvertiserId = old.AdvertiserId,
            PartnerId = old.OwnerId!.Value,
            Code = old.NormalCode,
            NewCode = code,
            NewCouponId = made[old.Id],
            StopsOn = draft.StopsOn,
            MadeAt = now,
            MadeBy = actor.Name,
        };
        db.CodeSuccessors.Add(successor);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return Outcome.Done(successor, notices);
    }

    private static string? Obstacle(Coupon old, DateTime now) =>
        old.OwnerId is null ? "Only a code of one partner can have a successor: this one belongs to nobody, or to several."
        : old.EndsAt <= now ? "The code has ended already: create a new coupon instead."
        : old.Status == CouponStatus.Paused ? "The code is paused, so nobody needs a successor for it. Activate it first, or create a new coupon."
        : null;

    // A coupon that would end before it begins is refused by its own rules; one that ends sooner anyway stays as it is.
    private static async Task<Outcome<CodeSuccessor>?> EndAsync(PortalDbContext db, Actor actor, Coupon twin, DateOnly stop, DateTime now, CancellationToken cancel)
    {
        var last = stop.AddDays(-1);
        if (twin.EndDate <= last)
        {
            return null;
        }

        var written = await CouponWriter.WriteAsync(db, actor, twin, CouponDraft.Of(twin) with { EndDate = last }, now, cancel);
        return written switch
        {
            Outcome<Coupon>.Done => null,
            Outcome<Coupon>.Invalid when twin.StartDate >= stop => Invalid("stops_on", $"The code begins on {twin.StartDate:yyyy-MM-dd}: it can stop the day after at the earliest."),
            _ => written.Refused<CodeSuccessor>(),
        };
    }

    private static Task<List<Coupon>> TwinsAsync(PortalDbContext db, Coupon old, DateTime now, CancellationToken cancel) => db.Coupons.Include(c => c.Partners)
        .Where(c => c.AdvertiserId == old.AdvertiserId && c.NormalCode == old.NormalCode && c.OwnerId == old.OwnerId && c.Status == CouponStatus.Active && (c.EndsAt == null || c.EndsAt > now))
        .OrderBy(c => c.Id).ToListAsync(cancel);

    /// <returns>Null when none is free.</returns>
    private async Task<string?> CodeAsync(PortalDbContext db, Coupon old, string? typed, CancellationToken cancel)
    {
        if (!string.IsNullOrWhiteSpace(typed))
        {
            return typed.Trim();
        }

        var stem = old.NormalCode[..Math.Min(old.NormalCode.Length, CouponCode.MaxLength - RandomLength)];
        var pattern = CodePattern.Parse($"{stem}{{{RandomLength} random}}", out _) ?? throw new InvalidOperationException($"{stem} makes no pattern.");
        var maker = new CodeMaker(pattern, random, async codes =>
            (await db.Coupons.Where(c => codes.Contains(c.NormalCode)).Select(c => c.NormalCode)
                .Union(db.SuppressedCodes.Where(s => codes.Contains(s.Code)).Select(s => s.Code)).ToListAsync(cancel)).ToHashSet(StringComparer.Ordinal));
        return (await maker.MakeAsync("", 1, cancel)).FirstOrDefault();
    }

    private static Outcome<CodeSuccessor> Invalid(string field, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, message);
        return new Outcome<CodeSuccessor>.Invalid(errors);
    }
}
