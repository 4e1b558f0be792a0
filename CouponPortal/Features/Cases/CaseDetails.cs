using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Cases;

/// <summary>An order beside a case.</summary>
/// <param name="WasTold">The partner's answer rests on it; else it is one that fits the question, whoever is credited.</param>
public sealed record CaseOrder(Conversion Row, bool WasTold);

/// <summary>A case beside its evidence as that stands now.</summary>
public sealed record CaseStory(SaleCase Row, IReadOnlyList<CaseOrder> Orders, IReadOnlyList<Hit> Hits, Names Names, bool MayDecide);

public sealed class CaseDetails(IDbContextFactory<PortalDbContext> contexts, NameBook book, TimeProvider time)
{
    private const int MostOrders = 20;

    /// <returns>Null when there is none, or it is not the actor's.</returns>
    public async Task<CaseStory?> FindAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.SaleCases.AsNoTracking().VisibleTo(actor).Include(c => c.Messages.OrderBy(m => m.Id)).SingleOrDefaultAsync(c => c.Id == id, cancel);
        if (row is null)
        {
            return null;
        }

        var told = Keys(row.EvidenceOrders);
        var orders = await db.Conversions.AsNoTracking().VisibleTo(actor).Where(c => told.Contains(c.Id) || c.Id == row.ConversionId).ToListAsync(cancel);
        var known = orders.ConvertAll(o => o.Id);
        orders.AddRange(await Fitting(db, actor, row, await db.ZoneAsync(actor, row.AdvertiserId, cancel)).Where(c => !known.Contains(c.Id)).OrderBy(c => c.Id).Take(MostOrders).ToListAsync(cancel));
        var names = await book.OfAsync(actor, [row.AdvertiserId], orders.Select(o => o.OfferId), orders.Select(o => o.PartnerId).Append(row.PartnerId), cancel);
        return new(row, [.. orders.OrderBy(o => told.Contains(o.Id) ? 0 : 1).ThenBy(o => o.OrderTime).Select(o => new CaseOrder(o, told.Contains(o.Id)))], await HitsAsync(db, actor, row, cancel), names, actor.Manages(row.AdvertiserId));
    }

    // Staff see every order of the shop that fits, which the partner must not.
    private static IQueryable<Conversion> Fitting(PortalDbContext db, Actor actor, SaleCase row, TimeZoneInfo zone)
    {
        var orders = db.Conversions.AsNoTracking().VisibleTo(actor).Where(c => c.AdvertiserId == row.AdvertiserId);
        var question = row.Question;
        if (question.OrderId is { } number)
        {
            return orders.Where(c => c.OrderId == number);
        }

        return question.Times(zone) is var (start, end) && question.Amounts is var (least, most)
            ? orders.Where(c => c.OrderTime >= start && c.OrderTime < end && c.Currency == question.Currency && c.Amount >= least && c.Amount <= most)
            : orders.Where(c => false);
    }

    private async Task<IReadOnlyList<Hit>> HitsAsync(PortalDbContext db, Actor actor, SaleCase row, CancellationToken cancel)
    {
        var told = Keys(row.EvidenceHits);
        var hits = await db.Hits.AsNoTracking().VisibleTo(actor).Where(h => told.Contains(h.Id)).ToListAsync(cancel);
        if (row.OrderId is { } number)
        {
            hits.AddRange((await RefusedHits.FindAsync(db, row.AdvertiserId, number, null, time.GetUtcNow().UtcDateTime, cancel)).Where(h => !told.Contains(h.Id)));
        }

        return [.. hits.OrderByDescending(h => h.Id)];
    }

    private static long[] Keys(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(k => long.Parse(k, CultureInfo.InvariantCulture))];
}
