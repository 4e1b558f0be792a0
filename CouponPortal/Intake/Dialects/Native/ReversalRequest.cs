using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Intake.Dialects.Native;

/// <summary><c>/reversal</c> (WIRE): takes back the order named by <c>conversion_id</c>, <c>order_id</c> or <c>transaction_id</c>, wholly or <c>amount</c> of it.</summary>
public static class ReversalRequest
{
    public const string Door = "reversal";

    /// <summary>Most decimals of any currency: which one it is, only the order knows.</summary>
    private const int MostDecimals = 3;

    public static Reading Read(RawRequest request, Parameters parameters)
    {
        var read = new SentFields(parameters);
        var orderId = OrderFields.OrderId(read, "order_id");
        var conversion = read.One("conversion_id");
        var click = read.One("transaction_id", "click_id", "uid");
        if (conversion is null && orderId is null && click is null)
        {
            read.Refuse("order_missing", "Say which order: conversion_id, order_id or transaction_id.", "order_id");
        }

        var facts = new CorrectionFacts
        {
            Door = Door,
            AdvertiserId = read.Integer("aid", "advertiser_id"),

            // The surest name counts; senders add the others for their own records.
            ConversionId = conversion,
            OrderId = conversion is null ? orderId : null,
            ClickId = conversion is null && orderId is null ? click : null,
            Event = OrderKey.NormaliseEvent(Excerpt.Of(read.One("event_id", "event") ?? "", OrderFields.MaxSub)),
            Key = RefundId(read),
            AmountText = Amount(read),
            Currency = OrderFields.Currency(read, "currency", "currency_code"),
        };
        var proof = ProofFields.Of(request, read, orderId);
        return read.Why is { } why ? new Reading.Refused(why) : new Reading.Correction(facts, proof);
    }

    /// <summary>Why a text is no amount to take back, as far as that can be said without the order; null = it may be one.</summary>
    internal static Refusal? AmountFault(string text)
    {
        var amount = MoneyReading.Parse(text, MostDecimals);
        return amount switch
        {
            { Fault: MoneyFault.Negative } => Refusal.Bad("amount_negative", "Send what is taken back as a positive amount.", "amount"),
            { Ok: false } => Sums.Refusal(amount.Fault, text, "any currency", "amount"),
            { Minor: 0 } => Refusal.Bad("amount_zero", "Nothing would be taken back. Leave amount out to reverse the whole order.", "amount"),
            _ => null,
        };
    }

    private static string? Amount(SentFields read)
    {
        var text = read.One("amount");
        if (text is not null && AmountFault(text) is { } fault)
        {
            read.Refuse(fault.Code, fault.Message, "amount");
        }

        return text;
    }

    private static string? RefundId(SentFields read)
    {
        var id = read.One("refund_id");
        if (id?.Length > Correction.MaxKey || (id is not null && OrderFields.HasHidden(id)))
        {
            read.Refuse("refund_id", $"refund_id has at most {Correction.MaxKey} visible characters.", "refund_id");
        }

        return id;
    }
}
