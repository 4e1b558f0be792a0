using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Intake;

/// <summary>An order judged: the conversion as it will stand, or why there can be none. Pure, so that a trial or a rehearsal is the same thing without the store.</summary>
public sealed record Judgement(Conversion? Row, Refusal? Why)
{
    private const ConversionFlags Holding =
        ConversionFlags.OfferUnknown | ConversionFlags.TimeOutOfRange | ConversionFlags.CurrencyMismatch | ConversionFlags.CodeTooLong;

    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxBehind = TimeSpan.FromDays(400);

    /// <param name="key">The conversion's key; its time is the arrival.</param>
    /// <param name="receivedAt">UTC.</param>
    public static Judgement Of(OrderFacts facts, IReadOnlyList<ClickClaim> clicks, AdvertiserRules rules, long key, DateTime receivedAt)
    {
        var flags = ConversionFlags.None;
        var orderTime = OrderTime(facts, receivedAt, ref flags);
        var decision = AttributionEngine.Decide(new(orderTime, facts.Codes, facts.OfferId, facts.PartnerId, facts.Channel, clicks), rules);
        var offer = rules.Offer(decision.OfferId);
        var currency = facts.Currency ?? offer?.Currency ?? rules.Advertiser.Currency;
        var amount = MoneyReading.Parse(facts.AmountText is { Length: > 0 } text ? text : "0", Currencies.Exponent(currency));
        if (!amount.Ok)
        {
            return new(null, RefusalOf(amount.Fault, facts.AmountText!, currency));
        }

        flags |= FlagsOf(facts, clicks, rules, decision, amount.Minor);
        var payout = decision.PartnerId is null || offer is null ? 0 : offer.PayoutTerms.For(amount.Minor, currency);
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
                OrderKey = OrderKey.For(facts.OrderId, namedClick?.Id, facts.IdempotencyKey, key),
                OrderId = facts.OrderId,
                CouponCode = decision.CouponCode,
                CouponId = decision.CouponId,
                ClickId = decision.ClickId,
                Status = StatusOf(decision, offer, flags),
                Amount = amount.Minor,
                Currency = currency,
                Payout = payout ?? 0,
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
                Sub1 = facts.Sub1 ?? click?.Subs?[0],
                Sub2 = facts.Sub2 ?? click?.Subs?[1],
                // Pub. Unique 3 is the coupon code wherever there is one (S1).
                Sub3 = decision.CouponCode ?? facts.Sub3 ?? click?.Subs?[2],
                Sub4 = facts.Sub4 ?? click?.Subs?[3],
                Sub5 = facts.Sub5 ?? click?.Subs?[4],
            },
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
        Set(ConversionFlags.AmountMissing, string.IsNullOrEmpty(facts.AmountText));
        Set(ConversionFlags.ZeroAmount, !string.IsNullOrEmpty(facts.AmountText) && amount == 0);
        return flags;

        void Set(ConversionFlags flag, bool on) => flags |= on ? flag : ConversionFlags.None;
    }

    private static ConversionStatus StatusOf(AttributionDecision decision, Offer? offer, ConversionFlags flags)
    {
        var unpayable = flags.HasFlag(ConversionFlags.AmountMissing) && decision.PartnerId is not null && offer?.PayoutType == PayoutType.Percent;
        var held = decision.Outcome == AttributionOutcome.AmbiguousOffer || (flags & Holding) != ConversionFlags.None || unpayable;
        return !held && offer?.AutoApproveConversions == true ? ConversionStatus.Approved : ConversionStatus.Pending;
    }

    private static Refusal RefusalOf(MoneyFault fault, string text, string currency)
    {
        var shown = StoredText.Cut(text, 40);
        return fault switch
        {
            MoneyFault.Format => Refusal.Bad("amount_format", $"“{shown}” is no amount. Send digits with a decimal point, e.g. 1234.50.", "amount"),
            MoneyFault.Negative => Refusal.Bad("amount_negative", "An order's amount is not negative; send a reversal for a refund.", "amount"),
            MoneyFault.TooManyDecimals => Refusal.Bad(
                "too_many_decimals", $"“{shown}” has more decimals than {currency} ({Currencies.Exponent(currency)}).", "amount"),
            MoneyFault.TooLarge => Refusal.Bad("amount_too_large", "The amount is larger than any order can be.", "amount"),
            MoneyFault.None => throw new InvalidOperationException("A good amount is no refusal."),
        };
    }
}
