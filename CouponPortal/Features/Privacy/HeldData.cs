using CouponPortal.Data;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Privacy;

/// <summary>Whose data is meant: an order's or a click's, of one advertiser.</summary>
public sealed record PersonQuestion(int AdvertiserId, string? OrderId, string? ClickId);

/// <summary>All that the portal holds under an order or click id.</summary>
internal sealed record HeldData(IReadOnlyList<Conversion> Orders, IReadOnlyList<ConversionItem> Items, IReadOnlyList<Click> Clicks, IReadOnlyList<Hit> Requests, IReadOnlyList<PostbackMessage> Messages)
{
    // One person's order is a handful of rows; an id that stands for more is no person's.
    private const int Most = 1_000;

    public bool Any => Orders.Count + Clicks.Count + Requests.Count > 0;

    /// <param name="question">Its advertiser is the reader's own.</param>
    public static async Task<HeldData> ReadAsync(PortalDbContext db, PublicIds ids, PersonQuestion question, CancellationToken cancel)
    {
        var advertiser = question.AdvertiserId;
        var clickKey = ids.TryParse(question.ClickId?.Trim() ?? "", out var key) ? key : (long?)null;
        var orderId = question.OrderId?.Trim() is { Length: > 0 } typed && !typed.Contains('\0', StringComparison.Ordinal) ? typed : null;
        var orders = await db.Conversions.AsNoTracking()
            .Where(c => c.AdvertiserId == advertiser && ((orderId != null && c.OrderId == orderId) || (clickKey != null && c.ClickId == clickKey))).OrderBy(c => c.Id).Take(Most).ToListAsync(cancel);
        var orderKeys = orders.ConvertAll(c => c.Id);
        var clickKeys = orders.Select(c => c.ClickId).Append(clickKey).OfType<long>().Distinct().ToArray();
        var requests = new List<Hit>();
        var messages = new List<PostbackMessage>();
        foreach (var order in orders)
        {
            requests.AddRange(await RequestsAsync(db, order, cancel));
            messages.AddRange(await MessagesAsync(db, order, cancel));
        }

        return new(
            orders,
            await db.ConversionItems.AsNoTracking().Where(i => orderKeys.Contains(i.ConversionId)).ToListAsync(cancel),
            await db.Clicks.AsNoTracking().Where(c => clickKeys.Contains(c.Id) && c.AdvertiserId == advertiser).OrderBy(c => c.Id).ToListAsync(cancel),
            [.. requests.DistinctBy(h => h.Id).OrderBy(h => h.Id)],
            messages);
    }

    // The first request of an order has no entry in the index; it came in the order's own moment.
    private static async Task<IEnumerable<Hit>> RequestsAsync(PortalDbContext db, Conversion order, CancellationToken cancel)
    {
        var (id, first, end) = (order.Id, EventKey.First(order.ReceivedAt.AddSeconds(-1)), EventKey.First(order.ReceivedAt.AddSeconds(5)));
        var begun = await db.Hits.AsNoTracking().Where(h => h.Id >= first && h.Id < end && h.ConversionId == id).ToListAsync(cancel);
        var later = await db.Hits.AsNoTracking().Where(h => h.ConversionId == id && h.Reason != null).Take(Most).ToListAsync(cancel);
        return begun.Concat(later);
    }

    private static async Task<List<PostbackMessage>> MessagesAsync(PortalDbContext db, Conversion order, CancellationToken cancel)
    {
        var (id, first) = (order.Id, EventKey.First(order.ReceivedAt));
        var partners = await db.ConversionChanges.Where(c => c.ConversionId == id).Select(c => c.ToPartnerId ?? c.FromPartnerId).ToListAsync(cancel);
        int[] told = [.. partners.Append(order.PartnerId).OfType<int>().Distinct()];
        return await db.PostbackMessages.AsNoTracking().Where(m => told.Contains(m.PartnerId) && m.Id >= first && m.ConversionId == id).Take(Most).ToListAsync(cancel);
    }
}
