using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Accounts;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Json;

namespace CouponPortal.Features.Conversions;

/// <summary>What came of one row of a batch.</summary>
/// <param name="Row">From 1.</param>
/// <param name="Answer">Null when it could not be stored: send it again.</param>
public sealed record ReceivedOrder(int Row, IntakeAnswer? Answer, IReadOnlyList<string> Ignored);

/// <summary>Orders that a script hands in, for the advertisers that its key manages. Each is stored, judged and answered by itself.</summary>
public sealed class ReceiveOrders(OrderIntake intake, Catalog catalog)
{
    private const int AtOnce = 64;
    private const int KeptOfFaulty = 1024 * 1024;

    /// <param name="request">As it came; each row becomes a request of its own, so that it can be replayed alone.</param>
    /// <returns>In the order of the rows.</returns>
    public async Task<IReadOnlyList<ReceivedOrder>> TakeAsync(Actor actor, JsonRows rows, RawRequest request, string? idempotencyKey)
    {
        var read = rows.Rows.Select((row, at) => ForAdvertiser(actor, JsonOrder.Of(row, KeyOf(idempotencyKey, at)))).ToArray();
        var results = new ReceivedOrder[read.Length];

        // Rows of one order go one after the other: the first of them is the order, whatever thread is faster.
        var orders = Enumerable.Range(0, read.Length).GroupBy(at => read[at].Reading is Reading.Order { Facts.OrderId: { } id } ? id : $"\0{at}", StringComparer.Ordinal);
        await Parallel.ForEachAsync(orders, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (order, _) =>
        {
            foreach (var at in order)
            {
                results[at] = new(at + 1, await TakeAsync(read[at].Reading, request with { Body = rows.Rows[at].ToArray() }), read[at].Ignored);
            }
        });
        return results;
    }

    /// <summary>A body that is no list of orders is kept all the same; of a huge one its beginning, since nothing can ever be made of it.</summary>
    public async Task<IntakeAnswer?> RefuseAsync(Actor actor, Refusal why, RawRequest request) => await TakeAsync(
        new Reading.Refused(why) { AdvertiserId = OwnOf(actor) }, request.Body.Length <= KeptOfFaulty ? request : request with { Body = request.Body[..KeptOfFaulty] });

    // Nobody who hangs up stops the work half-way.
    private async Task<IntakeAnswer?> TakeAsync(Reading reading, RawRequest raw)
    {
        try
        {
            return await intake.ReceiveAsync(reading, JsonOrder.Door, raw, CancellationToken.None);
        }
        catch (Data.Writer.StoreUnavailableException)
        {
            return null;
        }
    }

    private JsonOrder ForAdvertiser(Actor actor, JsonOrder order)
    {
        if (order.Reading is not Reading.Order { Facts: var facts } read)
        {
            return order.Reading is Reading.Refused refused ? order with { Reading = refused with { AdvertiserId = OwnOf(actor) } } : order;
        }

        var snapshot = catalog.Current;
        var id = facts.AdvertiserId ?? OwnOf(actor) ?? snapshot.ByOffer(facts.OfferId)?.Advertiser.Id;
        if (facts.AdvertiserId is not null && (snapshot.Advertiser(id) is null || !actor.Manages(id!.Value)))
        {
            return Refused("advertiser_id", $"Advertiser {id} was not found.");
        }

        // A network's key may leave it to the click or the code; another one is told.
        return id is { } own && actor.Manages(own) ? order with { Reading = read with { Facts = facts with { AdvertiserId = own } } }
            : actor.CanAdministrate ? order
            : Refused("advertiser_id", "Send advertiser_id: which of your advertisers the order is for cannot be known.");

        JsonOrder Refused(string field, string message) => order with { Reading = new Reading.Refused(Refusal.Bad("advertiser_id", message, field)) { AdvertiserId = OwnOf(actor) } };
    }

    private static int? OwnOf(Actor actor) => !actor.IsNetworkAdmin && actor.AdvertiserIds is [var only] ? only : null;

    private static string? KeyOf(string? key, int at) => key is null ? null : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{key}#{at + 1}");
}
