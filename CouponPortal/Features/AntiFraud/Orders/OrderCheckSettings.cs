using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Conversions.Checks;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.AntiFraud.Orders;

/// <param name="Held">Orders that wait for staff now.</param>
/// <param name="Leaks">Codes on the leak watch now.</param>
public sealed record OrderChecksView(int AdvertiserId, string AdvertiserName, OrderCheckPolicy Policy, int Held, int Leaks, bool MayManage, int Version);

/// <summary>What happens to orders that show signs of fraud, for each advertiser.</summary>
public sealed class OrderCheckSettings(IDbContextFactory<PortalDbContext> contexts)
{
    private const int MostAdvertisers = 500;

    /// <summary>The actor's advertisers, by name.</summary>
    public async Task<IReadOnlyList<(int Id, string Name)>> AdvertisersAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return [.. (await db.Advertisers.VisibleTo(actor).OrderBy(a => a.Name).ThenBy(a => a.Id).Take(MostAdvertisers).Select(a => new { a.Id, a.Name }).ToListAsync(cancel)).Select(a => (a.Id, a.Name))];
    }

    /// <returns>Null when there is no such advertiser, or not for this actor.</returns>
    public async Task<OrderChecksView?> FindAsync(Actor actor, int advertiserId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Advertisers.VisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(a => a.Id == advertiserId, cancel) is not { } row ? null : new(
            row.Id, row.Name, row.OrderChecks,
            await db.Conversions.CountAsync(c => c.AdvertiserId == advertiserId && (c.Flags & ConversionFlags.OnHold) != ConversionFlags.None && c.Status == ConversionStatus.Pending, cancel),
            await db.CodeLeaks.CountAsync(l => l.AdvertiserId == advertiserId && l.State == LeakState.Open, cancel), actor.Manages(advertiserId), row.Version);
    }

    /// <summary>For orders from now on; those that are stored stay as they were judged.</summary>
    public async Task<Outcome<Advertiser>> SaveAsync(Actor actor, int advertiserId, OrderCheckPolicy policy, int version, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.Advertisers.VisibleTo(actor).SingleOrDefaultAsync(a => a.Id == advertiserId, cancel) is not { } row)
        {
            return new Outcome<Advertiser>.NotFound();
        }

        if (!actor.Manages(advertiserId))
        {
            return new Outcome<Advertiser>.Forbidden("You may read these settings, not change them. Ask one of the advertiser's managers.");
        }

        if (OrderCheckPolicy.SecondsFault(policy.TooFastSeconds) is { } fault)
        {
            var errors = new FieldErrors();
            errors.Add("too_fast_seconds", fault);
            return new Outcome<Advertiser>.Invalid(errors);
        }

        if (row.Version != version)
        {
            return Saving.Stale<Advertiser>();
        }

        row.OrderChecks = policy;
        row.Version++;
        return await db.SaveAsync(row, [], Saving.Stale<Advertiser>, cancel);
    }
}
