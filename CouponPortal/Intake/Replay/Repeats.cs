using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Conversions.Checks;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake.Replay;

/// <summary>What a later request says of an order that has other figures.</summary>
/// <param name="Said">Null when the request is no longer kept or cannot be applied; <paramref name="Why"/> then says so.</param>
public sealed record DifferingRepeat(Hit Hit, Judgement? Said, RepeatMeaning Meaning, string? Why);

/// <summary>Finds the request because of which an order is flagged <em>differs</em>, and puts what it says in the place of what is stored.</summary>
public sealed class Repeats(DoorDialects dialects, Catalog catalog, EventReader reader)
{
    private static readonly string[] Differing = ["differs", "ambiguous_revision", "currency_changed", "currency_mismatch"];

    /// <summary>The latest of them; null when none is kept.</summary>
    public async Task<DifferingRepeat?> FindAsync(PortalDbContext db, Conversion row, CancellationToken cancel)
    {
        var id = row.Id;
        var hit = await db.Hits.AsNoTracking().Where(h => h.ConversionId == id && h.Reason != null && Differing.Contains(h.Reason)).OrderByDescending(h => h.Id).FirstOrDefaultAsync(cancel);
        if (hit is null)
        {
            return null;
        }

        var (request, damaged) = StoredRequest.Of(hit);
        if (request is null)
        {
            return new(hit, null, RepeatMeaning.Duplicate, damaged);
        }

        if (await dialects.ReadAsync(hit.Door, request, cancel) is not Reading.Order { Facts: var sent })
        {
            return new(hit, null, RepeatMeaning.Duplicate, "The request takes something back, or cannot be read any more. Reverse the order by hand if it is right.");
        }

        var snapshot = catalog.Current;
        if (snapshot.Advertiser(row.AdvertiserId) is not { } rules)
        {
            return new(hit, null, sent.Repeat, "The advertiser is gone.");
        }

        // The order is the same one: what its first request said of the time stands.
        var facts = OrderPlace.WithOffer(sent with { AdvertiserId = row.AdvertiserId, SentTime = row.OrderTime }, request.Host, snapshot);
        var clicks = await OrderPlace.FindClicksAsync(reader, facts, snapshot.Ids, cancel);
        var judgement = Judgement.Of(facts, clicks, rules, row.Id, row.ReceivedAt);
        return judgement.Row is { } said
            ? sent.Repeat == RepeatMeaning.NextPosition && said.Currency != row.Currency
                ? new(hit, null, sent.Repeat, $"The position is in {said.Currency} and the order in {row.Currency}.")
                : new(hit, judgement, sent.Repeat, null)
            : new(hit, null, sent.Repeat, judgement.Why!.Message);
    }

    /// <summary>Within the change of the order. What was said of the status stays.</summary>
    /// <returns>The effect.</returns>
    public static async Task<string> ApplyAsync(PortalDbContext db, Conversion row, DifferingRepeat repeat)
    {
        if (repeat.Meaning == RepeatMeaning.NextPosition)
        {
            return await ReplacePositionAsync(db, row, repeat.Said!.Items);
        }

        var decided = await StatusDecisions.LatestAsync(db, row);
        await RepeatedOrder.ReplaceAsync(db, row, repeat.Said!, "applied");
        row.Flags &= ~ConversionFlags.Differs;
        row.Status = OrderChecks.Said(row.Flags, decided?.Status ?? row.Status);
        return "applied";
    }

    private static async Task<string> ReplacePositionAsync(PortalDbContext db, Conversion row, IReadOnlyList<ConversionItem> sent)
    {
        foreach (var item in sent)
        {
            var known = await db.ConversionItems.SingleAsync(i => i.ConversionId == row.Id && i.Key == item.Key);
            row.Amount += item.Amount - known.Amount;
            (known.ProductId, known.Category, known.Quantity, known.Price) = (item.ProductId, item.Category, item.Quantity, item.Price);
        }

        row.Flags &= ~ConversionFlags.Differs;
        return "applied";
    }
}
