using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Domain.MissingSales;

/// <summary>
/// Answers a partner's question where its sale is. An order that is credited to somebody else is told of by exact number alone, or when the partner has a claim on it; never
/// to whom, for how much or with what. Amounts are compared with the partner's own orders alone: by guessing amounts nothing of others is found out.
/// </summary>
public static class MissingSales
{
    /// <summary>More would be a list of orders, which the partner has elsewhere.</summary>
    public const int MostMatches = 5;

    public static MissingSaleAnswer Answer(MissingSaleQuestion question, MissingSaleFacts facts)
    {
        var orders = facts.Orders.Where(o => Fits(question, facts, o))
            .OrderBy(o => o.Row.PartnerId == facts.PartnerId ? 0 : 1).ThenBy(o => Distance(question, facts, o.Row)).ThenBy(o => o.Row.Id).Take(MostMatches).ToList();
        if (orders.Count > 0)
        {
            var matches = orders.ConvertAll(o => Match(question, facts, o));
            var mayOpen = question.OrderId is null || matches.Exists(m => m.Finding != MissingSaleFinding.CreditedToYou);
            return new(matches[0].Finding, matches[0].Headline, matches[0].Reasons, matches, MissingSaleSentences.Advice(matches[0].Finding, question), mayOpen, new([.. orders.Select(o => o.Row.Id)], []));
        }

        var hits = question.OrderId is null ? [] : facts.Hits.Where(h => h.Verdict is HitVerdict.Held or HitVerdict.Refused).OrderByDescending(h => h.Id).Take(MostMatches).ToList();
        var found = hits is [var newest, ..] ? MissingSaleSentences.Of(newest) : MissingSaleSentences.Never(question, facts);
        return new(found.Finding, found.Headline, found.Reasons, hits.Count > 0 ? [found] : [], MissingSaleSentences.Advice(found.Finding, question), MayOpenCase: true, new([], hits.ConvertAll(h => h.Id)));
    }

    private static bool Fits(MissingSaleQuestion question, MissingSaleFacts facts, MissingSaleOrder order)
    {
        var row = order.Row;
        if (row.Flags.HasFlag(ConversionFlags.Test))
        {
            return false;
        }

        if (question.OrderId is { } number)
        {
            return string.Equals(row.OrderId, number, StringComparison.Ordinal);
        }

        if (question.Times(facts.Zone) is not var (start, end) || row.OrderTime < start || row.OrderTime >= end || (question.Code is { } code && !HasCode(row, code)))
        {
            return false;
        }

        return row.PartnerId == facts.PartnerId
            ? question.Amounts is var (least, most) && row.Currency == question.Currency && (IsIn(row.Amount) || IsIn(row.Amount - row.Reversed))
            : PartnerSentences.Concern(facts.PartnerId, row, order.Trace, order.Assists) || (row.PartnerId is null && question.Code is not null);

        bool IsIn(long amount) => amount >= least && amount <= most;
    }

    private static bool HasCode(Conversion row, string code) => row.CouponCode == code || row.SentCodes.Split(',').Contains(code, StringComparer.Ordinal);

    // Of orders that are not the partner's the amount decides nothing, not even their place in the list.
    private static long Distance(MissingSaleQuestion question, MissingSaleFacts facts, Conversion row) =>
        row.PartnerId == facts.PartnerId && question.Amount is { } amount ? Math.Abs(row.Amount - amount) : 0;

    private static MissingSaleMatch Match(MissingSaleQuestion question, MissingSaleFacts facts, MissingSaleOrder order)
    {
        var row = order.Row;
        var isOwn = row.PartnerId == facts.PartnerId;
        var concerns = isOwn || PartnerSentences.Concern(facts.PartnerId, row, order.Trace, order.Assists);
        var story = new PartnerSentences(facts.PartnerId, facts.PartnerName, facts.OfferName).Tell(row, order.Trace);
        return new(
            FindingOf(row, isOwn, concerns || (question.Code is { } code && HasCode(row, code))),
            isOwn ? MissingSaleSentences.OfStatus(row) : story.Headline,
            MissingSaleSentences.Reasons(question, facts, order, story),
            concerns ? row.Id : null,
            concerns ? row.OrderTime : null,
            isOwn ? new(row.OrderId, row.Status, row.Amount - row.Reversed, row.Payout, row.Currency) : null);
    }

    private static MissingSaleFinding FindingOf(Conversion row, bool isOwn, bool maybeTheirs) => row switch
    {
        { Outcome: AttributionOutcome.AmbiguousOffer } when maybeTheirs => MissingSaleFinding.Held,
        { PartnerId: null } => MissingSaleFinding.CreditedToNobody,
        _ when !isOwn => MissingSaleFinding.CreditedToAnother,
        { Reversed: > 0 } when row.Reversed == row.Amount => MissingSaleFinding.TakenBack,
        { Status: ConversionStatus.Rejected or ConversionStatus.Invalid } => MissingSaleFinding.Rejected,
        _ => MissingSaleFinding.CreditedToYou,
    };
}
