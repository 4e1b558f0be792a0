using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Conversions.Checks;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Privacy;

namespace CouponPortal.Intake;

/// <summary>Collects what speaks against an order that is judged, has it judged (<see cref="OrderChecks"/>) and puts the findings on the order, before it is stored.</summary>
public sealed class OrderScreening(OpenLeaks leaks, PartnerMarks marks)
{
    /// <param name="row">The order as it would stand; test orders are left alone.</param>
    /// <param name="shopperAddress">Whole; null where not the shopper's own browser sent the order: a shop's server says nothing of the shopper.</param>
    /// <returns>What was found.</returns>
    public async Task<IReadOnlyList<OrderFinding>> ApplyAsync(
        OrderFacts facts, Conversion row, IReadOnlyList<ClickClaim> clicks, AdvertiserRules rules, string? shopperAddress, CancellationToken cancel)
    {
        var policy = rules.Advertiser.OrderChecks;
        if (facts.IsTest || row.PartnerId is not { } partner)
        {
            return [];
        }

        var click = row.ClickId is { } id ? clicks.FirstOrDefault(c => c.Click?.Id == id)?.Click : null;
        var (mail, network) = policy.SelfUse == CheckMode.Off ? (false, false) : await SelfUseAsync(facts, partner, shopperAddress, cancel);
        var findings = OrderChecks.Judge(policy, new OrderSigns
        {
            IsPartnersMail = mail,
            IsPartnersNetwork = network,

            // Also where a code decided: an extension that finds codes at the till makes its click there.
            AfterClick = click?.PartnerId == partner ? row.OrderTime - click.Time : null,
            IsClickHeld = row.Basis == AttributionBasis.Click && click?.IsHeld == true,
            IsClicklessOnLeakedCode = row.ClickId is null && leaks.Has(row.CouponId),
            Code = row.CouponCode,
        });
        OrderChecks.Apply(row, findings);
        return findings;
    }

    private async Task<(bool Mail, bool Network)> SelfUseAsync(OrderFacts facts, int partner, string? shopperAddress, CancellationToken cancel)
    {
        if (facts.CustomerMark is null && shopperAddress is null)
        {
            return (false, false);
        }

        var known = await marks.OfAsync(partner, cancel);
        return (facts.CustomerMark is { } mark && known.Mails.Contains(mark), shopperAddress is not null && known.Networks.Contains(AddressPrefix.Of(shopperAddress)));
    }
}
