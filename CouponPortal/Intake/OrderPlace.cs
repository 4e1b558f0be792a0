using System.Globalization;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Intake;

/// <summary>Finds what an order names: its advertiser, its offer, its clicks.</summary>
internal static class OrderPlace
{
    // Another network's name for the offer first, then our id: a shop that moved here sends what it always sent. A name that is neither is left aside.
    public static OrderFacts WithOffer(OrderFacts facts, string host, CatalogSnapshot snapshot)
    {
        if (facts.OfferCode is not { } code)
        {
            return facts;
        }

        var rules = snapshot.Advertiser(facts.AdvertiserId) ?? snapshot.ByHost(host);
        var named = rules is null ? snapshot.OfferByExternalCode(code) : rules.OfferByExternalCode(code)?.Id;
        return facts with { OfferId = named ?? (int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null) };
    }

    // By what names it most surely: its own id, its domain, the offer, the click, the code; or because there is only one.
    public static AdvertiserRules? AdvertiserOf(OrderFacts facts, IReadOnlyList<ClickClaim> clicks, string host, CatalogSnapshot snapshot)
    {
        if (facts.AdvertiserId is { } id)
        {
            return snapshot.Advertiser(id);
        }

        return snapshot.ByHost(host)
            ?? snapshot.ByOffer(facts.OfferId)
            ?? clicks.Select(c => snapshot.Advertiser(c.Click?.AdvertiserId)).FirstOrDefault(a => a is not null)
            ?? ByCode(facts, snapshot)
            ?? snapshot.Single;
    }

    // Only when it is certain: a code that two advertisers have names neither.
    private static AdvertiserRules? ByCode(OrderFacts facts, CatalogSnapshot snapshot) => facts.Codes
        .Select(sent => CouponCode.TryNormalise(sent, out var code) && snapshot.ByCode(code) is [var only] ? only : null)
        .FirstOrDefault(a => a is not null);

    public static async Task<List<ClickClaim>> FindClicksAsync(EventReader reader, OrderFacts facts, PublicIds ids, CancellationToken cancel)
    {
        var claims = new List<ClickClaim>(facts.ClickIds.Count);
        foreach (var sent in facts.ClickIds)
        {
            var click = ids.TryParse(sent, out var key) ? await reader.FindClickAsync(key, cancel) : null;
            claims.Add(new ClickClaim(ClickSource.Explicit, sent, click));
        }

        return claims;
    }
}
