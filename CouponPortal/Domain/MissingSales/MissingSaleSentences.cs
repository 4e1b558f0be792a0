using System.Globalization;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Domain.MissingSales;

/// <summary>The answer's words. Nothing of other partners, of the shop's messages and of staff's notes stands in them.</summary>
internal static class MissingSaleSentences
{
    private static readonly TraceSentences Lines = new(_ => "another partner", _ => "its offer");

    /// <summary>Of an order that is credited to the asking partner.</summary>
    public static string OfStatus(Conversion row) => row switch
    {
        { Reversed: > 0 } when row.Reversed == row.Amount => "The order arrived, was credited to you, and was taken back by the shop.",
        { Status: ConversionStatus.Rejected } => "The order arrived and names you, and the shop rejected it.",
        { Status: ConversionStatus.Invalid } => "The order arrived and names you, and does not count as a sale.",
        { Status: ConversionStatus.Approved } => "The order arrived, is credited to you, and is approved.",
        { Status: ConversionStatus.Pending } => "The order arrived, is credited to you, and waits for the shop's approval.",
        _ => throw new InvalidOperationException($"No sentence for {row.Status}."),
    };

    public static IReadOnlyList<string> Reasons(MissingSaleQuestion question, MissingSaleFacts facts, MissingSaleOrder order, PartnerStory story)
    {
        var (row, reasons) = (order.Row, new List<string>());
        Add(story.How is not null, story.How);
        var own = order.Trace.Where(l => l.Step == AttributionStep.ResolveCode && l.Code is not null && l.Code == question.Code).ToList();
        foreach (var line in own.Where(l => l.PartnerId is null))
        {
            Add(true, Lines.For(line));
        }

        reasons.AddRange(story.Own);
        Add(own.Exists(l => l.Reason is TraceReason.Ended or TraceReason.NotStarted) && order.CodeDays is { First: not null } or { Last: not null }, Ran(question.Code, order.CodeDays));
        Add(question.Code is not null && own.Count == 0 && !order.Row.SentCodes.Split(',').Contains(question.Code, StringComparer.Ordinal), $"Your code {question.Code} was not sent with this order.");
        Add(story.Otherwise is not null, story.Otherwise);
        if (row.PartnerId == facts.PartnerId)
        {
            Add(row.Reversed > 0 && row.Reversed < row.Amount, $"{MoneyText.Display(row.Reversed, row.Currency)} of it was taken back.");
            Add(row.Flags.HasFlag(ConversionFlags.Unverified), "Only the shop's page has reported it so far; the shop's server has still to confirm it.");
            Add(row.Flags.HasFlag(ConversionFlags.AmountMissing), "It came without an amount: what you earn is known when the shop sends one.");
        }

        return reasons;

        void Add(bool isSo, string? sentence)
        {
            if (isSo && sentence is not null)
            {
                reasons.Add(sentence);
            }
        }
    }

    public static MissingSaleMatch Of(MissingSaleHit hit) => hit.Verdict == HitVerdict.Held
        ? new(MissingSaleFinding.Held, "A message with this number and your code arrived and is kept for the shop's staff.", [WhyRefused(hit.Reason)], null, null, null)
        : new(MissingSaleFinding.NotAccepted, "A message with this number and your code arrived and was not accepted.", [WhyRefused(hit.Reason)], null, null, null);

    public static MissingSaleMatch Never(MissingSaleQuestion question, MissingSaleFacts facts)
    {
        var headline = question switch
        {
            { OrderId: { } number } => $"No order with the number {number} has arrived from this shop.",
            { Code: { } code } => $"No order with code {code} that fits has arrived around that day.",
            _ => "No order of yours that fits has arrived around that day.",
        };
        return new(MissingSaleFinding.NeverArrived, headline, FaultOf(question, facts.CodeFault) is { } fault ? [fault] : [], null, null, null);
    }

    public static string Advice(MissingSaleFinding finding, MissingSaleQuestion question) => finding switch
    {
        MissingSaleFinding.CreditedToYou => "It is in your list of conversions.",
        MissingSaleFinding.CreditedToAnother => "If the shopper used your code or link and this is not said above, open a case and tell what you know.",
        MissingSaleFinding.CreditedToNobody => "If this should have been yours, open a case: the shop's staff can look at it again.",
        MissingSaleFinding.Held => "You need to do nothing. Open a case if you can say what the shopper bought.",
        MissingSaleFinding.Rejected or MissingSaleFinding.TakenBack => "Shops do this when an order is returned or cancelled. Open a case if it was not.",
        MissingSaleFinding.NotAccepted => "Open a case: the shop's staff can see the message and have it read again.",
        MissingSaleFinding.NeverArrived when question.OrderId is not null =>
            "Compare the number with the shopper's confirmation, capital letters and dashes included. Shops report some orders hours or days later; after that open a case, so that the shop's staff look for it.",
        MissingSaleFinding.NeverArrived => "Ask the shopper for the order number: with it the answer is exact. Shops report some orders hours or days later; after that open a case.",
    };

    private static string WhyRefused(string? reason) => reason switch
    {
        "not_authenticated" or "stale_signature" or "ip_not_allowed" or "origin_not_allowed" => "It did not prove that it came from the shop.",
        "currency" or "too_many_decimals" or "price_missing" => "Its amount could not be read.",
        not null when reason.StartsWith("amount_", StringComparison.Ordinal) || reason.StartsWith("price_", StringComparison.Ordinal) => "Its amount could not be read.",
        not null when reason.StartsWith("order_id", StringComparison.Ordinal) => "Its order number could not be taken as it was sent.",
        "conflict_in_file" => "The shop's file says different things of the same order.",
        "code_cell_type" => "The shop's file has the code in a form in which it may have been changed by the spreadsheet.",
        _ => "It could not be read as an order.",
    };

    private static string? FaultOf(MissingSaleQuestion question, TraceReason fault)
    {
        var (was, has) = question.Day is { } day ? ($"On {Say(day)} your code {question.Code} was", $"On {Say(day)} your code {question.Code} had") : ($"Your code {question.Code} is", $"Your code {question.Code} has");
        return fault switch
        {
            TraceReason.Ended => $"{has} ended.",
            TraceReason.NotStarted => $"{has} not started.",
            TraceReason.CouponPaused => $"{was} paused.",
            TraceReason.CodeSuppressed => $"{was} on the shop's list of suppressed codes.",
            TraceReason.OfferPaused => $"{was} on a paused offer.",
            TraceReason.OwnerNotApproved => $"{was} on an offer that you are not approved for.",
            _ => null,
        };
    }

    private static string? Ran(string? code, (DateOnly? First, DateOnly? Last)? days) => days switch
    {
        ({ } first, { } last) => $"{code} ran from {Say(first)} to {Say(last)}.",
        ({ } first, null) => $"{code} runs from {Say(first)}.",
        (null, { } last) => $"{code} ran until {Say(last)}.",
        _ => null,
    };

    private static string Say(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
