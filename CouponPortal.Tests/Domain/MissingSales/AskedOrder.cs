using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.MissingSales;
using CouponPortal.Tests.Domain.Support;
using MissingSaleRules = CouponPortal.Domain.MissingSales.MissingSales;

namespace CouponPortal.Tests.Domain.MissingSales;

/// <summary>Stored orders of a <see cref="Shop"/> and the questions that partner A asks about them.</summary>
internal static class AskedOrder
{
    public const string Number = "X-1001";
    public const long Amount = 5_000;

    public static readonly DateOnly Day = DateOnly.FromDateTime(Shop.Noon);

    public static MissingSaleQuestion ByNumber(string code = "SALE") => new(code, Number, null, null, null);

    public static MissingSaleQuestion ByDay(string? code = "SALE", long amount = Amount) => new(code, null, Day, amount, "USD");

    public static MissingSaleOrder Stored(this AttributionDecision decision, string sent, Action<Conversion>? with = null)
    {
        var row = new Conversion
        {
            Id = 77,
            OrderId = Number,
            PartnerId = decision.PartnerId,
            Outcome = decision.Outcome,
            Basis = decision.Basis,
            CouponCode = decision.CouponCode,
            SentCodes = sent,
            CounterfactualPartnerId = decision.CounterfactualPartnerId,
            SuppressedPartnerId = decision.SuppressedPartnerId,
            Amount = Amount,
            Payout = 250,
            Currency = "USD",
            OrderTime = Shop.Noon,
        };
        with?.Invoke(row);
        return new(row, decision.Trace, decision.Assists);
    }

    public static MissingSaleAnswer Answer(this MissingSaleQuestion question, params MissingSaleOrder[] orders) => question.Answer(Shop.A, orders);

    public static MissingSaleAnswer Answer(this MissingSaleQuestion question, int partner, params MissingSaleOrder[] orders) => MissingSaleRules.Answer(question, Facts(partner, orders));

    public static MissingSaleFacts Facts(int partner, params MissingSaleOrder[] orders) => new(partner, "Ann", _ => "Shoes", TimeZoneInfo.Utc, orders, []);

    /// <summary>All that the partner reads, evidence not.</summary>
    public static string Text(this MissingSaleAnswer answer) => string.Join('\n', answer.Matches.Select(m => $"{m.Finding} {m.Headline} {string.Join(' ', m.Reasons)} {m.OrderKey} {m.OrderTime:O} {m.Own}").Prepend($"{answer.Finding} {answer.Headline} {string.Join(' ', answer.Reasons)} {answer.Advice} {answer.MayOpenCase}"));
}
