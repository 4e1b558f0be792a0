using System.Security.Cryptography;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;

namespace CouponPortal.Features.TryIt;

/// <summary>
/// Hands a tried request in as a test order, on staff's word: stored, judged and shown like any other, and in no total. It gets an order id of its own, so that
/// it never stands in the way of the real order, nor changes one.
/// </summary>
public sealed class SendTestOrder(TrialReading reading, OrderIntake intake, Catalog catalog, EventReader reader)
{
    private const string IdPrefix = "TEST-";

    /// <returns>The conversion's key.</returns>
    public async Task<Outcome<long>> RunAsync(Actor actor, TrialDraft draft, CancellationToken cancel)
    {
        var outcome = await reading.ReadAsync(actor, draft, cancel);
        if (outcome is not Outcome<TrialRead>.Done { Value: var read })
        {
            return outcome.Refused<long>();
        }

        if (read.Reading is not Reading.Order { Facts: var sent })
        {
            return new Outcome<long>.Conflict("no_order", "Only an order can be sent as a test order. Try the request to see what is wrong with it.");
        }

        var facts = OrderPlace.WithOffer(sent with { AdvertiserId = sent.AdvertiserId ?? draft.AdvertiserId ?? TrialReading.OwnOf(actor) }, read.Request.Host, catalog.Current);
        var clicks = await OrderPlace.FindClicksAsync(reader, facts, catalog.Current.Ids, cancel);
        var owner = OrderPlace.AdvertiserOf(facts, clicks, read.Request.Host, catalog.Current)?.Advertiser.Id;
        if (TrialOwner.Fault(actor, draft, sent.AdvertiserId, owner) is { } fault)
        {
            return new Outcome<long>.Invalid(fault);
        }

        if (owner is null)
        {
            return new Outcome<long>.Conflict(IntakeAnswer.AdvertiserUnknown, "Choose the advertiser: nothing in the request says whose order it is.");
        }

        try
        {
            // Nobody who leaves the page stops it half-way.
            var answer = await intake.ReceiveAsync(new Reading.Order(AsTest(facts, owner.Value), ChannelProof.Given), read.Door, SentBy(actor, read.Request), CancellationToken.None);
            return answer is { Receipt: { } receipt } ? Outcome.Done(receipt.ConversionId) : new Outcome<long>.Conflict(answer.Why?.Code ?? answer.Effect ?? "held", answer.Why?.Message ?? "The request was kept for staff.");
        }
        catch (StoreUnavailableException)
        {
            return new Outcome<long>.Conflict("store_unavailable", "The store is busy or down; nothing was sent. Try again in a few seconds.");
        }
    }

    private static OrderFacts AsTest(OrderFacts facts, int advertiser)
    {
        var ending = "-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        return facts with
        {
            AdvertiserId = advertiser,
            OrderId = Excerpt.Of(IdPrefix + (facts.OrderId ?? "order"), OrderKey.MaxOrderId - ending.Length) + ending,
            IsTest = true,
            IdempotencyKey = null,
            Repeat = RepeatMeaning.Duplicate,
            Version = null,
            Reversals = [],
        };
    }

    private static RawRequest SentBy(Actor actor, RawRequest request) =>
        request with { Headers = new Dictionary<string, string>(request.Headers, StringComparer.Ordinal) { ["sent-as-test-by"] = actor.Name }, KeptText = (2 * TrialDraft.MaxRaw) + 1_024 };
}
