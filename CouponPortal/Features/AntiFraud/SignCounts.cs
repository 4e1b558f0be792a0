using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Delivery;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.AntiFraud;

/// <summary>Visits with one sign.</summary>
/// <param name="NotCounted">Redirected, and nobody has the click.</param>
/// <param name="Held">An order that is credited by it waits for staff.</param>
public sealed record SignCount(VisitSigns Sign, long Visits, long NotCounted, long Held);

/// <param name="Visits">All, with signs and without.</param>
/// <param name="IsPart">There were more visits in the network than are looked at: the figures are of the newest.</param>
/// <param name="Signs">Every sign, also with none; a visit may have several.</param>
public sealed record SignFigures(long Visits, bool IsPart, IReadOnlyList<SignCount> Signs);

/// <summary>How many visits of the last seven days had which sign. Clicks have no index beside their time: their newest are read by key, never more than a million.</summary>
public sealed class SignCounts(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public const int Days = 7;
    public const int Most = 1_000_000;

    /// <returns>Null when there is no such advertiser, or not for this actor.</returns>
    public async Task<SignFigures?> OfAsync(Actor actor, int advertiserId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (!await db.Advertisers.VisibleTo(actor).AnyAsync(a => a.Id == advertiserId, cancel))
        {
            return null;
        }

        using var stop = await db.StopOnAsync(cancel);
        var first = EventKey.First(time.GetUtcNow().UtcDateTime.AddDays(-Days));
        var all = db.Clicks.AsNoTracking().Where(c => c.Id >= first);
        var oldest = await all.OrderByDescending(c => c.Id).Skip(Most).Select(c => (long?)c.Id).FirstOrDefaultAsync(cancel);
        var newest = oldest is { } last ? all.Where(c => c.Id > last) : all;
        var groups = await newest.VisibleTo(actor).Where(c => c.AdvertiserId == advertiserId)
            .GroupBy(c => new { c.Signs, c.Outcome, c.IsHeld }).Select(g => new { g.Key.Signs, g.Key.Outcome, g.Key.IsHeld, Visits = g.LongCount() }).ToListAsync(cancel);
        return new(groups.Sum(g => g.Visits), oldest is not null,
        [
            .. Enum.GetValues<VisitSigns>().Where(s => s != VisitSigns.None).Select(sign => new SignCount(
                sign,
                groups.Where(g => g.Signs.HasFlag(sign)).Sum(g => g.Visits),
                groups.Where(g => g.Signs.HasFlag(sign) && VisitDecision.ScreensOut(g.Outcome)).Sum(g => g.Visits),
                groups.Where(g => g.Signs.HasFlag(sign) && g.IsHeld).Sum(g => g.Visits))),
        ]);
    }
}
