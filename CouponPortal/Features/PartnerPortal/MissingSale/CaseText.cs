using CouponPortal.Domain;
using CouponPortal.Domain.Cases;
using CouponPortal.Intake;

namespace CouponPortal.Features.PartnerPortal.MissingSale;

/// <summary>What a new case is made of.</summary>
internal static class CaseText
{
    private const int MaxName = 256;

    public static void Check(string text, string field, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            errors.Add(field, "Write what you know of the sale.");
        }
        else if (text.Trim().Length > SaleCaseMessage.MaxText)
        {
            errors.Add(field, $"At most {SaleCaseMessage.MaxText:N0} characters.");
        }
    }

    public static string Clean(string text) => StoredText.Clean(text.Trim());

    public static string Name(string name) => Excerpt.Of(name, MaxName);

    public static SaleCase New(int partnerId, AskedSale sale, string note, string by, DateTime now)
    {
        var (question, answer) = (sale.Question, sale.Answer);
        return new()
        {
            PartnerId = partnerId,
            AdvertiserId = sale.Shop.Id,
            Code = question.Code,
            OrderId = question.OrderId,
            Day = question.Day,
            Amount = question.Amount,
            Currency = question.Currency,
            Finding = answer.Finding,
            Answer = Excerpt.Of(string.Join('\n', Told(sale)), SaleCase.MaxAnswer),
            EvidenceOrders = string.Join(',', answer.Evidence.Orders),
            EvidenceHits = string.Join(',', answer.Evidence.Hits),
            OpenedAt = now,
            UpdatedAt = now,
            Messages = [new SaleCaseMessage { At = now, By = Name(by), State = SaleCaseState.Open, Text = note }],
        };
    }

    // Of several orders only what was said of each; its number, where it is the partner's own.
    private static IEnumerable<string> Told(AskedSale sale) => sale.Answer.Matches.Count == 0
        ? [sale.Answer.Headline, .. sale.Answer.Reasons]
        : sale.Answer.Matches.SelectMany(m => (string[])[m.Own?.OrderId is { } number ? $"Order {number}: {m.Headline}" : m.Headline, .. m.Reasons]);
}
