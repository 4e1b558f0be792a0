using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Inbox.Replay;

/// <summary>Requests that were refused or held for one reason at one door.</summary>
/// <param name="LastId">Key of the latest one.</param>
public sealed record RefusalCause(int? AdvertiserId, string Door, HitVerdict Verdict, string Reason, int Count, long LastId);

/// <summary>What came of reading all requests of a cause again.</summary>
/// <param name="Left">More of them than one press takes.</param>
public sealed record CauseReplayed(int Read, int Orders, int Refused, bool Left);

/// <summary>Refused and held requests by their cause, and all of a cause read again once it is mended.</summary>
public sealed class ReplayCause(IDbContextFactory<PortalDbContext> contexts, ReplayHit one, TimeProvider time)
{
    /// <summary>Requests of one press.</summary>
    public const int AtOnce = 500;
    public const int Days = 30;
    private const int Shown = 50;

    public async Task<IReadOnlyList<RefusalCause>> CausesAsync(Actor actor, int? advertiserId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = new List<RefusalCause>();
        foreach (var rows in (IQueryable<Hit>[])[Open(db, actor, advertiserId).Where(h => h.Verdict == HitVerdict.Refused), Open(db, actor, advertiserId).Where(h => h.Verdict == HitVerdict.Held)])
        {
            found.AddRange(await rows.Where(h => h.Reason != null).GroupBy(h => new { h.Verdict, h.Reason, h.Door, h.AdvertiserId })
                .Select(g => new { g.Key.AdvertiserId, g.Key.Door, g.Key.Verdict, g.Key.Reason, Count = g.Count(), Last = g.Max(h => h.Id) })
                .OrderByDescending(g => g.Count).Take(Shown)
                .Select(g => new RefusalCause(g.AdvertiserId, g.Door, g.Verdict, g.Reason!, g.Count, g.Last)).ToListAsync(cancel));
        }

        return [.. found.OrderByDescending(c => c.LastId)];
    }

    public async Task<Outcome<CauseReplayed>> RunAsync(Actor actor, int? advertiserId, string door, string reason, ReplayDraft draft, CancellationToken cancel)
    {
        if (!actor.ManagesSome)
        {
            return new Outcome<CauseReplayed>.Forbidden("You may read requests, but not have them read again.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);

        // Those that could not be tied to any advertiser as well: the draft says whose they are.
        var rows = Open(db, actor, null).Where(h => advertiserId == null || h.AdvertiserId == null || h.AdvertiserId == advertiserId)
            .Where(h => (h.Verdict == HitVerdict.Refused || h.Verdict == HitVerdict.Held) && h.Reason == reason && h.Door == door && h.ConversionId == null);
        var ids = await rows.OrderBy(h => h.Id).Select(h => h.Id).Take(AtOnce + 1).ToListAsync(cancel);
        var (orders, refused) = (0, 0);

        // The oldest first: that is the order in which they would have been judged.
        foreach (var id in ids.Take(AtOnce))
        {
            switch (await one.RunAsync(actor, id, draft, cancel))
            {
                case Outcome<Hit>.Done { Value.Verdict: HitVerdict.Accepted or HitVerdict.Duplicate }:
                    orders++;
                    break;
                case Outcome<Hit>.Invalid or Outcome<Hit>.Forbidden when orders + refused == 0:
                    return (await one.RunAsync(actor, id, draft, cancel)).Refused<CauseReplayed>();
                default:
                    refused++;
                    break;
            }
        }

        return Outcome.Done(new CauseReplayed(orders + refused, orders, refused, ids.Count > AtOnce));
    }

    private IQueryable<Hit> Open(PortalDbContext db, Actor actor, int? advertiserId)
    {
        var first = Domain.Clicks.EventKey.First(time.GetUtcNow().UtcDateTime.AddDays(-Days));
        var rows = db.Hits.AsNoTracking().VisibleTo(actor).Where(h => h.Id >= first);
        return advertiserId is { } id ? rows.Where(h => h.AdvertiserId == id) : rows;
    }
}
