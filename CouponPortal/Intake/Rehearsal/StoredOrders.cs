using System.Runtime.CompilerServices;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake.Replay;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake.Rehearsal;

/// <summary>An order with the facts that it was once judged by.</summary>
/// <param name="FromOrderAlone">Its request can no longer be read; what the order itself keeps stands in.</param>
internal sealed record FactualOrder(Conversion Row, OrderFacts Facts, IReadOnlyList<ClickClaim> Clicks, bool FromOrderAlone);

/// <summary>
/// Streams an advertiser's orders with their facts, the newest first: a chunk by four queries, however many orders it has. Approvals, offers and codes need none, they are
/// in the catalog. Test orders are left out, and what is rejected or invalid, for which nobody is paid.
/// </summary>
internal sealed class StoredOrders(IDbContextFactory<PortalDbContext> contexts, DoorDialects dialects, CatalogSnapshot snapshot, int advertiserId, DateTime from, DateTime until)
{
    private const int Chunk = 1_000;
    private readonly RequestFacts _requests = new(dialects, dialects.NewMemo(), advertiserId);

    /// <returns>At most <paramref name="most"/>.</returns>
    public async Task<int> CountAsync(int most, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db).Take(most).CountAsync(cancel);
    }

    public async IAsyncEnumerable<IReadOnlyList<FactualOrder>> ReadAsync(int most, [EnumeratorCancellation] CancellationToken cancel)
    {
        Conversion? last = null;
        for (var read = 0; read < most;)
        {
            // A context a chunk: a transaction as long as the rehearsal would keep the log from being copied.
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var rows = await Columns(After(Rows(db), last).OrderByDescending(c => c.OrderTime).ThenByDescending(c => c.Id).Take(Math.Min(Chunk, most - read))).ToListAsync(cancel);
            if (rows.Count == 0)
            {
                yield break;
            }

            yield return await WithFactsAsync(db, rows, cancel);
            (read, last) = (read + rows.Count, rows[^1]);
        }
    }

    private IQueryable<Conversion> Rows(PortalDbContext db) => db.Conversions.AsNoTracking().Where(c =>
        c.AdvertiserId == advertiserId && c.OrderTime >= from && c.OrderTime < until
        && c.Status != ConversionStatus.Rejected && c.Status != ConversionStatus.Invalid && (c.Flags & ConversionFlags.Test) == ConversionFlags.None);

    private static IQueryable<Conversion> After(IQueryable<Conversion> rows, Conversion? last)
    {
        if (last is not { OrderTime: var time, Id: var id })
        {
            return rows;
        }

        return rows.Where(c => c.OrderTime <= time && (c.OrderTime < time || c.Id < id));
    }

    // Without what is long and not asked of every order: trace and assists.
    private static IQueryable<Conversion> Columns(IQueryable<Conversion> rows) => rows.Select(c => new Conversion
    {
        Id = c.Id,
        AdvertiserId = c.AdvertiserId,
        OfferId = c.OfferId,
        PartnerId = c.PartnerId,
        Event = c.Event,
        OrderId = c.OrderId,
        ClickId = c.ClickId,
        Amount = c.Amount,
        Reversed = c.Reversed,
        Currency = c.Currency,
        Outcome = c.Outcome,
        Flags = c.Flags,
        OrderTime = c.OrderTime,
        ReceivedAt = c.ReceivedAt,
        Door = c.Door,
        SentCodes = c.SentCodes,
        SourceVersion = c.SourceVersion,
    });

    private async Task<IReadOnlyList<FactualOrder>> WithFactsAsync(PortalDbContext db, List<Conversion> rows, CancellationToken cancel)
    {
        var sent = await _requests.OfAsync(db, rows, cancel);
        var recalled = await RecallAsync(db, [.. rows.Where(r => !sent.ContainsKey(r.Id))], cancel);
        var facts = rows.ConvertAll(row => FactsOf(row, sent, recalled));
        var keys = new HashSet<long>();
        for (var i = 0; i < rows.Count; i++)
        {
            keys.UnionWith(ClickKeys(facts[i], rows[i]).Select(c => c.Key).OfType<long>());
        }

        var clicks = (await InParts.ReadAsync(
            keys,
            part => db.Clicks.AsNoTracking().Where(c => part.Contains(c.Id))
                .Select(c => new RecordedClick(c.Id, c.AdvertiserId, c.OfferId, c.PartnerId, c.CouponCode, null, c.IsHeld)),
            cancel)).ToDictionary(c => c.Id);
        return [.. rows.Select((row, i) => new FactualOrder(row, facts[i], ClaimsOf(facts[i], row, clicks, recalled), recalled.ContainsKey(row.Id)))];
    }

    private OrderFacts FactsOf(Conversion row, Dictionary<long, SentFacts> sent, Dictionary<long, (OrderFacts Facts, IReadOnlyList<ClickClaim> Clicks)> recalled) =>
        sent.TryGetValue(row.Id, out var request)
            ? OrderPlace.WithOffer(StoredOrder.FactsOf(row, request.Facts), request.Host, snapshot)
            : StoredOrder.FactsOf(row, recalled[row.Id].Facts);

    private static async Task<Dictionary<long, (OrderFacts Facts, IReadOnlyList<ClickClaim> Clicks)>> RecallAsync(PortalDbContext db, List<Conversion> rows, CancellationToken cancel)
    {
        var traces = (await InParts.ReadAsync(
            [.. rows.Select(r => r.Id)], part => db.Conversions.AsNoTracking().Where(c => part.Contains(c.Id)).Select(c => new { c.Id, c.Trace }), cancel)).ToDictionary(c => c.Id, c => c.Trace);
        rows.ForEach(r => r.Trace = traces.GetValueOrDefault(r.Id, "[]"));
        return rows.ToDictionary(r => r.Id, RecalledOrder.Of);
    }

    // As the re-attribution does: what the request named, else the click that is stored with the order.
    private IEnumerable<(string Sent, long? Key)> ClickKeys(OrderFacts facts, Conversion row) =>
        facts.ClickIds.Count > 0 ? facts.ClickIds.Select(sent => (sent, snapshot.Ids.TryParse(sent, out var key) ? key : (long?)null))
        : row.ClickId is { } id ? [(snapshot.Ids.Format(id), id)]
        : [];

    private IReadOnlyList<ClickClaim> ClaimsOf(
        OrderFacts facts, Conversion row, Dictionary<long, RecordedClick> clicks, Dictionary<long, (OrderFacts Facts, IReadOnlyList<ClickClaim> Clicks)> recalled) =>
        recalled.TryGetValue(row.Id, out var known) && known.Clicks.Count > 0
            ? known.Clicks
            : [.. ClickKeys(facts, row).Select(c => new ClickClaim(ClickSource.Explicit, c.Sent, c.Key is { } key ? clicks.GetValueOrDefault(key) : null))];
}
