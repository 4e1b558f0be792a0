namespace CouponPortal.Domain.Attribution;

/// <summary>The trace in plain sentences. Names are passed in, so that the API can say ids and a page can say names.</summary>
public sealed partial class TraceSentences(Func<int, string> partnerName, Func<int, string> offerName)
{
    public static TraceSentences WithIds { get; } = new(id => $"partner {id}", id => $"offer {id}");

    public string For(TraceLine line) => line.Reason switch
    {
        TraceReason.None when line.Step == AttributionStep.JudgeClick => $"The click of {line.Subject} by {Partner(line)} on {Offer(line)} counts as the last click.",
        TraceReason.None => $"Code {line.Code} belongs to {Partner(line)} on {Offer(line)} and was valid at the order time ({line.Subject}).",
        TraceReason.UnknownCode => $"Code {line.Code} is no coupon of this advertiser, so it was ignored.",
        TraceReason.NotACode => $"“{line.Code}” does not have the form of a code (3 to 50 letters and digits), so it was ignored.",
        TraceReason.CodeTooLong => $"A code that starts with “{line.Code}” has more than 255 characters, so it was ignored.",
        TraceReason.CouponPaused => $"Code {line.Code} was paused at the order time.",
        TraceReason.NotStarted => $"Code {line.Code} had not started at the order time.",
        TraceReason.Ended => $"Code {line.Code} had ended at the order time.",
        TraceReason.Unassigned => $"Code {line.Code} has no partner yet, so it credits nobody.",
        TraceReason.PublicCode => $"Code {line.Code} is public: it names no partner.",
        TraceReason.SeveralPartners => $"Code {line.Code} is shared by several partners, so it names no single owner.",
        TraceReason.OwnerPaused => $"Code {line.Code} belongs to {Partner(line)}, who is paused.",
        TraceReason.OwnerNotApproved => $"Code {line.Code} belongs to {Partner(line)}, who was not approved on {Offer(line)} at the order time.",
        TraceReason.OfferPaused => $"Code {line.Code} stands on {Offer(line)}, which is paused.",
        TraceReason.OtherOffer => $"Code {line.Code} stands on {Offer(line)}, not on the offer that was sent.",
        TraceReason.ClickUnknown => $"No click with the id “{line.Subject}” is known.",
        TraceReason.ClickOfOtherAdvertiser => "The click belongs to another advertiser.",
        TraceReason.ClickAfterOrder => $"The click of {line.Subject} came after the order.",
        TraceReason.ClickTooOld => $"The click of {line.Subject} by {Partner(line)} is older than the lookback window.",
        TraceReason.ClickWithoutPartner => $"The click of {line.Subject} led to no partner.",
        TraceReason.ClickNotPreferred => $"The click of {line.Subject} by {Partner(line)} came second to another click.",
        TraceReason.SentOffer => $"The order named {Offer(line)} for code {line.Code}.",
        TraceReason.ClickOffer => $"Code {line.Code} stands on several offers; the click was on {Offer(line)}.",
        TraceReason.OnlyOffer => $"Code {line.Code} stands on {Offer(line)} alone.",
        TraceReason.AmbiguousOffer => $"Code {line.Code} stands on several offers ({line.Subject}) and neither the order nor a click says which: held for staff.",
        TraceReason.NoSuppressedCode => "No code of the order is suppressed.",
        TraceReason.CodeSuppressed => $"Code {line.Code} is on the suppressed list: nobody is credited.",
        TraceReason.NoExclusiveCode => "No code of the order is exclusive.",
        TraceReason.ExclusiveNotInEffect when line.Step == AttributionStep.ResolveCode =>
            $"Code {line.Code} belongs to {Partner(line)} on {Offer(line)} and was valid; it is marked exclusive, but the feature is not in effect, so it acts as private.",
        TraceReason.ExclusiveNotInEffect => $"Exclusive codes are not in effect for this advertiser: {line.Code} acts as private.",
        TraceReason.ExclusiveOwner => $"{line.Code} is an exclusive code of {Partner(line)}: credited whatever the click path.",
        TraceReason.CodeConflictLastClick => $"Codes of different partners were used; {Partner(line)} owns {line.Code} and also has the last click: credited, and flagged.",
        TraceReason.CodeConflictFirstListed => $"Codes of different partners were used and none of them has the last click; {line.Code} of {Partner(line)} was listed first: credited, and flagged.",
        TraceReason.NoOtherChannel => "No other channel claims the order.",
        TraceReason.OtherChannel => $"The shop gives this order to another channel ({line.Subject}): nobody is credited here.",
        TraceReason.LastClick => $"{Partner(line)} has the last click: credited (priority: {Priority(line)}).",
        TraceReason.CodeOwner => $"{Partner(line)} owns code {line.Code}: credited (priority: {Priority(line)}).",
        TraceReason.NoClaim when line.Step == AttributionStep.Priority => "No valid click and no valid code speak for anybody.",
        TraceReason.NoClaim => "Nothing that was sent names a partner: unattributed.",
        TraceReason.DirectPartner => $"The order named {Partner(line)} and {Offer(line)}: credited directly.",
        TraceReason.DirectOfferUnknown => "The offer that was sent is not one of this advertiser's.",
        TraceReason.DirectPartnerUnknown => "The partner that was sent is unknown or paused.",
        TraceReason.DirectNotApproved => $"{Partner(line)} is not approved on {Offer(line)}, so the order's naming it credits nobody.",
        TraceReason.NothingSent => "The order carried neither a code nor a click: unattributed.",
        TraceReason.CapHeld => $"The cap of {line.Subject} was reached before this order: it waits for staff.",
        TraceReason.CapUnpaid => $"The cap of {line.Subject} was reached before this order: it is credited without payout.",
        TraceReason.CapMarked => $"The cap of {line.Subject} was reached before this order: it is marked, and paid as usual.",
        TraceReason.PartnersMail => $"The customer's e-mail address is the credited partner's own{Checked(line)}.",
        TraceReason.PartnersNetwork => $"The customer's browser sent the order from a network that one of the partner's people uses{Checked(line)}. A household or an office can share one.",
        TraceReason.TooFast => $"The order came {line.Subject} seconds after the click, sooner than anybody buys{Checked(line)}.",
        TraceReason.LeakedCode => $"The order has no click, and code {line.Code} is used without clicks as it was not before (leak watch){Checked(line)}.",
        TraceReason.HeldClick => $"The click that decides it may be none of a person's, say the checks on clicks{Checked(line)}.",
        _ => throw new InvalidOperationException($"No sentence for {line.Reason}."),
    };

    private static string Checked(TraceLine line) => line.Verdict switch
    {
        TraceVerdict.Held => ": held for staff",
        TraceVerdict.Blocked => ": rejected",
        _ => ": marked",
    };

    private static string Priority(TraceLine line) =>
        string.Equals(line.Subject, SnakeCase.Of(Advertisers.AttributionPriority.CouponCode), StringComparison.Ordinal) ? "coupon code before click" : "click before coupon code";

    private string Partner(TraceLine line) => line.PartnerId is { } id ? partnerName(id) : "nobody";

    private string Offer(TraceLine line) => line.OfferId is { } id ? offerName(id) : "no offer";
}
