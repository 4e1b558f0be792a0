using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons.Generator;

/// <summary>An order that can be carried out.</summary>
/// <param name="Partners">In the order given; none = the pool.</param>
internal sealed record GeneratePlan(CodePattern Pattern, GenerateOrder Order, int AdvertiserId, IReadOnlyList<Named> Partners)
{
    private IReadOnlyDictionary<int, string> Forms => field ??= PartnerShortForm.OfAll(Partners.Select(p => (p.Id, p.Name)));

    /// <summary>Who gets how many, with the short form for their codes.</summary>
    public IEnumerable<(int? PartnerId, string Form, int Count)> Everybody() =>
        Partners.Count == 0 ? [(null, "", Order.Count)] : Partners.Select(p => ((int?)p.Id, Forms[p.Id], Order.Count));

    /// <summary>As above, but a few codes in all: one for each of the first partners, or several for the only one.</summary>
    public IEnumerable<(int? PartnerId, string Form, int Count)> FirstFew(int few) =>
        Everybody().Take(few).Select(s => s with { Count = Math.Min(s.Count, Math.Max(1, few / Math.Max(1, Partners.Count))) });

    public GeneratePreview Preview(List<(string Code, int? PartnerId)> examples)
    {
        var warnings = new List<string>();
        if (Pattern.IsGuessable)
        {
            warnings.Add($"Codes with fewer than {CodePattern.SafeRandom} random characters can be found out by trying. Good for codes that are told to everybody; for personal codes use {{{CodePattern.SafeRandom} random}}.");
        }

        if (Order.Count > Pattern.Capacity / 2)
        {
            warnings.Add("This uses up more than half of what the pattern has.");
        }

        return new([.. examples.Select(e => e.Code)], Pattern.Capacity, (int)Order.Total, AdvertiserId, warnings);
    }
}
