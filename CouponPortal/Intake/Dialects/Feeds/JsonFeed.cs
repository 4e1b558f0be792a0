using System.Security.Cryptography;
using CouponPortal.Intake.Dialects.Json;

namespace CouponPortal.Intake.Dialects.Feeds;

/// <summary>A list of orders as JSON that is fetched: the rows of POST /api/v1/conversions, all of one advertiser.</summary>
public static class JsonFeed
{
    /// <param name="advertiserId">Null = as the rows say: one that is read again is somebody's by its hit.</param>
    /// <param name="offerId">The offer of rows that name none; null = the code decides.</param>
    public static FeedDocument Read(byte[] body, string door, int? advertiserId, int? offerId)
    {
        var (rows, unreadable) = JsonRows.Of(body);
        if (rows is null)
        {
            return FeedDocument.Refused(unreadable!);
        }

        var read = rows.Rows.Select((row, at) => Row(at + 1, row.ToArray(), door, advertiserId, offerId)).ToList();
        return new(FeedDocument.HoldConflicts(read, advertiserId), null);
    }

    private static FeedRow Row(int at, byte[] row, string door, int? advertiserId, int? offerId)
    {
        // A row without an order id or a click is known by its content when the document is fetched again.
        var order = JsonOrder.Of(row, door + " " + Convert.ToHexStringLower(SHA256.HashData(row)));
        return order.Reading switch
        {
            Reading.Order { Facts: { AdvertiserId: { } named } } when advertiserId is { } own && named != own =>
                new(at, Refused(Refusal.Bad("advertiser_id", "The row names another advertiser than the feed's.", "advertiser_id")), row, order.Ignored),
            Reading.Order { Facts: var facts } taken => new(
                at,
                taken with { Facts = facts with { Door = door, AdvertiserId = advertiserId ?? facts.AdvertiserId, OfferId = facts.OfferId ?? (facts.OfferCode is null ? offerId : null) } },
                row,
                order.Ignored)
            {
                OrderId = facts.OrderId,
            },
            Reading.Refused refused => new(at, Refused(refused.Why), row, order.Ignored),
            var other => new(at, other, row, order.Ignored),
        };

        Reading.Refused Refused(Refusal why) => new(why) { AdvertiserId = advertiserId };
    }
}
