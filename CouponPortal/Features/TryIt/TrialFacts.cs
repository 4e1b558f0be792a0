using System.Globalization;
using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Intake;

namespace CouponPortal.Features.TryIt;

/// <summary>What was read and looked at, in words.</summary>
internal static class TrialFacts
{
    public static IReadOnlyList<TrialLine> Of(OrderFacts facts) => Present(
        ("order_id", facts.OrderId), ("event", facts.Event), ("advertiser_id", Number(facts.AdvertiserId)), ("offer_id", Number(facts.OfferId) ?? facts.OfferCode), ("partner_id", Number(facts.PartnerId)),
        ("coupon_code", string.Join(", ", facts.Codes)), ("click_id", string.Join(", ", facts.ClickIds)), ("amount", facts.AmountText), ("currency", facts.Currency), ("order_time", Time(facts.SentTime)),
        ("channel", facts.Channel), ("status", facts.Status is { } status ? SnakeCase.Of(status) : null), ("items", facts.Items.Count == 0 ? null : string.Join("; ", facts.Items.Select(ItemOf))),
        ("positions_of_the_order", Number(facts.PositionCount)), ("version", Time(facts.Version)), ("refunds_listed", facts.Reversals.Count == 0 ? null : Number(facts.Reversals.Count)),
        ("sub1", facts.Sub1), ("sub2", facts.Sub2), ("sub3", facts.Sub3), ("sub4", facts.Sub4), ("sub5", facts.Sub5));

    public static IReadOnlyList<TrialLine> Of(CorrectionFacts facts) => Present(
        ("kind", SnakeCase.Of(facts.Kind)), ("order_id", facts.OrderId), ("conversion_id", facts.ConversionId), ("click_id", facts.ClickId), ("event", facts.Event),
        ("amount", facts.AmountText), ("currency", facts.Currency), ("status", facts.Status is { } status ? SnakeCase.Of(status) : null), ("refund_id", facts.Key));

    public static IReadOnlyList<TrialLine> Checks(OrderFacts facts, ChannelProof proof, IReadOnlyList<ClickClaim> clicks, AdvertiserRules rules, DateTime now) =>
    [
        Security(rules.Advertiser),
        .. proof.IsBrowser ? [new TrialLine("browser", "A browser sends it, which can keep no secret: where the advertiser asks for proof the order is held until a server confirms it.")] : Array.Empty<TrialLine>(),
        .. facts.Codes.Select(sent => new TrialLine("coupon_code", Code(sent, rules, now))),
        .. clicks.Select(c => new TrialLine("click_id", c.Click?.AdvertiserId == rules.Advertiser.Id
            ? $"The click {Excerpt.Of(c.SentId, 50)} is one of this advertiser, of {Time(c.Click.Time)}." : $"The click {Excerpt.Of(c.SentId, 50)} is not known.")),
    ];

    public static TrialLine Security(Advertiser advertiser) => new("security", "Not checked in a trial. " + advertiser.PostbackSecurity switch
    {
        PostbackSecurity.None => "The advertiser asks for no proof.",
        PostbackSecurity.Key => "From outside the advertiser's key is asked for.",
        PostbackSecurity.Signature => "From outside a right signature is asked for.",
    } + (string.IsNullOrWhiteSpace(advertiser.AllowedIps) ? "" : " The sender's address must be on its list."));

    /// <param name="row">As it would stand.</param>
    /// <param name="stored">As it stands; null when it has not come yet.</param>
    public static string Repeat(OrderFacts facts, Conversion row, Conversion? stored)
    {
        if (row.OrderKey.StartsWith("h:", StringComparison.Ordinal))
        {
            return "It has no order id, known click or idempotency key: each repeat would count as another order.";
        }

        var known = row.OrderKey[0] switch
        {
            'o' => "order id",
            'c' => "click",
            _ => "idempotency key",
        };
        return (facts.Repeat, stored) switch
        {
            (RepeatMeaning.NextPosition, _) => $"A repeat is known by its {known}: another position is added to the order, the same one changes nothing.",
            (RepeatMeaning.NewState, _) => $"A repeat is known by its {known}: a newer state replaces the order, an older one changes nothing.",
            (_, { } was) when (was.Amount, was.Currency, was.SentCodes) != (row.Amount, row.Currency, row.SentCodes) => $"Known by its {known}, with other figures than the stored ones: the order would be flagged “differs” for you to settle.",
            (_, not null) => $"Known by its {known}, with the same figures: nothing would change.",
            _ => $"A repeat is known by its {known} and changes nothing; with other figures the order is flagged “differs”.",
        };
    }

    private static string Code(string sent, AdvertiserRules rules, DateTime now)
    {
        if (!CouponCode.TryNormalise(sent, out var normal))
        {
            return $"“{Excerpt.Of(sent, 60)}” cannot be a coupon code.";
        }

        foreach (var record in rules.Find(normal, now))
        {
            return $"{normal} is a code of the advertiser, coupon {record.Standing.CouponId}.";
        }

        return $"{normal} is no code of the advertiser.";
    }

    private static string ItemOf(ItemFacts item) => string.Create(CultureInfo.InvariantCulture, $"{item.Quantity} × {item.ProductId ?? "product"} at {(item.PriceText.Length == 0 ? "no price" : item.PriceText)}");

    private static IReadOnlyList<TrialLine> Present(params IEnumerable<(string Name, string? Text)> lines) =>
        [.. lines.Where(l => !string.IsNullOrEmpty(l.Text)).Select(l => new TrialLine(l.Name, Excerpt.Of(l.Text!, 1_000)))];

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Time(DateTime? time) => time?.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
