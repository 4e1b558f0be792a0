using CouponPortal.Data;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake.Replay;

/// <summary>The facts of an order that is stored: from the request it came with, brought up to what is known of it now.</summary>
public sealed class StoredOrder(DoorDialects dialects)
{
    // A hit's key is made with its order's, of the same arrival; keys run ahead of the clock only under a burst.
    public static readonly TimeSpan Before = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan After = TimeSpan.FromSeconds(10);

    /// <summary>The request that brought the order; null when it is no longer kept.</summary>
    public static Task<Hit?> HitAsync(PortalDbContext db, Conversion row, CancellationToken cancel)
    {
        var (id, from, to) = (row.Id, EventKey.First(row.ReceivedAt - Before), EventKey.First(row.ReceivedAt + After));
        return db.Hits.AsNoTracking().Where(h => h.Id >= from && h.Id < to && h.ConversionId == id && h.Verdict == HitVerdict.Accepted).OrderBy(h => h.Id).FirstOrDefaultAsync(cancel);
    }

    /// <summary>Where the request cannot be read any more, what the order itself says stands in.</summary>
    public async Task<(OrderFacts Facts, string Host)> FactsAsync(PortalDbContext db, Conversion row, CancellationToken cancel)
    {
        var hit = await HitAsync(db, row, cancel);
        var request = hit is null ? null : StoredRequest.Of(hit).Request;
        var sent = request is null ? null : (await dialects.ReadAsync(hit!.Door, request, cancel) as Reading.Order)?.Facts;
        return (FactsOf(row, sent ?? new OrderFacts { Door = row.Door, OfferId = row.OfferId }), request?.Host ?? "");
    }

    /// <param name="sent">What its first request said.</param>
    public static OrderFacts FactsOf(Conversion row, OrderFacts sent) => sent with
    {
        AdvertiserId = row.AdvertiserId,
        OrderId = row.OrderId,
        Event = row.Event,
        Codes = row.SentCodes.Length > 0 ? row.SentCodes.Split(',') : sent.Codes,
        AmountText = row.Flags.HasFlag(ConversionFlags.AmountMissing) ? null : MoneyText.Plain(row.Amount, row.Currency),
        Items = [],
        PositionCount = null,
        Currency = row.Currency,
        SentTime = row.OrderTime,

        // A newer state has said something else since.
        Status = row.SourceVersion == sent.Version ? sent.Status : null,
        IsTest = row.Flags.HasFlag(ConversionFlags.Test),
    };
}
