using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Intake;

/// <summary>An order judged: the conversion as it will stand, or why there can be none. Pure, so that a trial or a rehearsal is the same thing without the store.</summary>
public sealed record Judgement(Conversion? Row, IReadOnlyList<ConversionItem> Items, Refusal? Why)
{
    private const int MaxSentCodes = 1_000;
    private const ConversionFlags Holding =
        ConversionFlags.OfferUnknown | ConversionFlags.TimeOutOfRange | ConversionFlags.CurrencyMismatch | ConversionFlags.CodeTooLong | ConversionFlags.Unverified
        | ConversionFlags.OddPosition;

    /// <summary>How far ahead of its arrival a sender's clock may be.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan MaxBehind = TimeSpan.FromDays(400);

    /// <param name="key">The conversion's key; its time is the arrival.</param>
    /// <param name="receivedAt">UTC.</param>
    /// <param name="verified">Whether the sender has proved, as far as the advertiser asks for it, who it is.</param>
    public static Judgement Of(OrderFacts facts, IReadOnlyList<ClickClaim> clicks, AdvertiserRules rules, long key, DateTime receivedAt, bool verified = true)
    {
        var flags = (verified ? ConversionFlags.None : ConversionFlags.Unverified) | (facts.IsTest ? ConversionFlags.Test : ConversionFlags.None);
        var orderTime = OrderTime(facts, receivedAt, ref flags);
        var decision = AttributionEngine.Decide(new(orderTime, facts.Codes, facts.OfferId, facts.PartnerId, facts.Channel, clicks), rules);
        var offer = rules.Offer(decision.OfferId);
        var currency = facts.Currency ?? offer?.Currency ?? rules.Advertiser.Currency;
        var (amount, items, unreadable) = Sums.Of(facts, currency, key);
        if (unreadable is not null)
        {
            return new(null, [], unreadable);
        }

        flags |= FlagsOf(facts, clicks, rules, decision, amount);
        PayoutTerms? terms = decision.PartnerId is null ? null : offer?.PayoutTerms;
        var payout = terms is { } paid ? paid.For(amount, currency) : 0;
        if (payout is null)
        {
            flags |= ConversionFlags.CurrencyMismatch;
        }

        var click = clicks.FirstOrDefault(c => c.Click?.Id == decision.ClickId)?.Click;
        var namedClick = clicks.FirstOrDefault(c => c.Click?.AdvertiserId == rules.Advertiser.Id)?.Click;
        return new(
            new Conversion
            {
                Id = key,
                AdvertiserId = rules.Advertiser.Id,
                OfferId = decision.OfferId,
                PartnerId = decision.PartnerId,
                Event = facts.Event,
                OrderKey = (facts.IsTest ? OrderKey.TestPrefix : "") + OrderKey.For(facts.OrderId, namedClick?.Id, facts.IdempotencyKey, key),
                OrderId = facts.OrderId,
                CouponCode = decision.CouponCode,
                CouponId = decision.CouponId,
                ClickId = decision.ClickId,
                Status = StatusOf(facts, decision, offer, flags),
                Amount = amount,
                Currency = currency,
                Payout = facts.IsTest ? 0 : payout ?? 0,
                PayoutType = terms?.Type,
                PayoutValue = terms?.Value,
                Basis = decision.Basis,
                Outcome = decision.Outcome,
                Flags = flags,
                CounterfactualPartnerId = decision.CounterfactualPartnerId,
                SuppressedPartnerId = decision.SuppressedPartnerId,
                Assists = TraceJson.Write(decision.Assists),
                Trace = TraceJson.Write(decision.Trace),
                OrderTime = orderTime,
                ReceivedAt = receivedAt,
                Door = facts.Door,
                SentCodes = Excerpt.Of(string.Join(',', facts.Codes.Select(c => CouponCode.TryNormalise(c, out var normal) ? normal : Excerpt.Of(c.Trim(), CouponCode.MaxArrivingLength))), MaxSentCodes),
                SourceVersion = facts.Version,
                PositionCount = facts.PositionCount,
                Sub1 = facts.Sub1 ?? click?.Subs?[0],
                Sub2 = facts.Sub2 ?? click?.Subs?[1],
                // Pub. Unique 3 is the coupon code wherever there is one (S1).
                Sub3 = decision.CouponCode ?? facts.Sub3 ?? click?.Subs?[2],
                Sub4 = facts.Sub4 ?? click?.Subs?[3],
                Sub5 = facts.Sub5 ?? click?.Subs?[4],
            },
            items,
            null);
    }

    // A time that cannot be is not believed: the order is judged at its arrival and held for staff.
    private static DateTime OrderTime(OrderFacts facts, DateTime receivedAt, ref ConversionFlags flags)
    {
        if (facts.SentTime is not { } sent)
        {
            return receivedAt;
        }

        if (sent <= receivedAt + MaxAhead && sent >= receivedAt - MaxBehind)
        {
            return sent;
        }

        flags |= ConversionFlags.TimeOutOfRange;
        return receivedAt;
    }

    private static ConversionFlags FlagsOf(
        OrderFacts facts, IReadOnlyList<ClickClaim> clicks, AdvertiserRules rules, AttributionDecision decision, long amount)
    {
        var flags = ConversionFlags.None;
        Set(ConversionFlags.CodeConflict, decision.CodeConflict);
        Set(ConversionFlags.OfferUnknown, facts.OfferId is not null && rules.Offer(facts.OfferId) is null);
        Set(ConversionFlags.ClickUnknown, clicks.Any(c => c.Click?.AdvertiserId != rules.Advertiser.Id));
        Set(ConversionFlags.CodeTooLong, facts.Codes.Any(c => c.Length > CouponCode.MaxArrivingLength));
        var hasAmount = !string.IsNullOrEmpty(facts.AmountText) || (facts.Items.Count > 0 && facts.Items.All(i => i.PriceText.Length > 0));
        Set(ConversionFlags.AmountMissing, !hasAmount);
        Set(ConversionFlags.ZeroAmount, hasAmount && amount == 0);
        Set(ConversionFlags.Incomplete, facts.PositionCount > facts.Items.Count);
        Set(ConversionFlags.OddPosition, facts.HasOddPosition);
        Set(ConversionFlags.NewToFile, facts.IsNewToFile);
        Set(ConversionFlags.OfferCodeUnknown, facts is { OfferCode: not null, OfferId: null });
        return flags;

        void Set(ConversionFlags flag, bool on) => flags |= on ? flag : ConversionFlags.None;
    }

    private static ConversionStatus StatusOf(OrderFacts facts, AttributionDecision decision, Offer? offer, ConversionFlags flags)
    {
        if (facts.Status == ConversionStatus.Rejected)
        {
            return ConversionStatus.Rejected;
        }

        var unpayable = flags.HasFlag(ConversionFlags.AmountMissing) && decision.PartnerId is not null && offer?.PayoutType == PayoutType.Percent;
        var held = decision.Outcome == AttributionOutcome.AmbiguousOffer || (flags & Holding) != ConversionFlags.None || unpayable;
        var approved = facts.Status is { } said ? said == ConversionStatus.Approved : offer?.AutoApproveConversions == true;
        return !held && approved ? ConversionStatus.Approved : ConversionStatus.Pending;
    }
}
