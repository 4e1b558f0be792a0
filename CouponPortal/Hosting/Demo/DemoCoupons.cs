using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;

namespace CouponPortal.Hosting.Demo;

/// <summary>About forty coupons: every kind there is.</summary>
internal static class DemoCoupons
{
    /// <summary>A coupon as it was made, when, and a later change of it.</summary>
    internal sealed record Entry(CouponDraft Draft, DateTime At, (DateTime At, CouponDraft Draft)? Later = null);

    public static IEnumerable<Entry> Of(DemoCatalog network, DateTime now)
    {
        var today = LocalDays.DayOf(now, LocalDays.Zone(network.Northwind.TimeZone));
        var made = now.AddDays(-65);

        // Exclusive: these change who is credited.
        yield return new(Draft("ANNA15", "Shop", CouponVisibility.Exclusive, "Alpine Anna") with { Description = "15 % off everything. Exclusive to Anna's readers." }, made);
        yield return new(Draft("ANNA15", "Outlet", CouponVisibility.Exclusive, "Alpine Anna"), made);
        yield return new(Draft("TRAIL20", "Shop", CouponVisibility.Exclusive, "Trail Notes") with { EndDate = today.AddDays(11) }, made);
        yield return new(Draft("NOMADS10", "Shop", CouponVisibility.Exclusive, "Nordic Nomads"), made);
        yield return new(Draft("HIKER12", "Shop", CouponVisibility.Exclusive, "The Weekend Hiker") with { EndDate = today.AddDays(6) }, made);
        yield return new(Draft("GEARUP10", "Shop", CouponVisibility.Exclusive, "Gear Review Weekly") with { InternalNote = "Leaked on a forum; see Suppressed Codes." }, made);
        yield return new(Draft("LINDQVIST15", "Outlet", CouponVisibility.Exclusive, "Studio Lindqvist"), made);

        // Changed hands on the way: older orders keep the older owner.
        var summit = Draft("SUMMIT25", "Shop", CouponVisibility.Private, "Saver Lane");
        yield return new(summit, made, (now.AddDays(-25), summit with { Visibility = CouponVisibility.Exclusive, PartnerIds = Ids("Trail Notes") }));

        // Private with one partner, on either advertiser.
        foreach (var (code, offer, partner) in new[]
        {
            ("SAVER5", "Shop", "Saver Lane"), ("HARVEST10", "Shop", "CodeHarvest Deals"), ("BEACON7", "Shop", "Bargain Beacon"), ("BACK3", "Shop", "Cashback Corner"),
            ("OUTLET5", "Outlet", "Saver Lane"), ("CLUBANNA", "Membership", "Alpine Anna"), ("CLUBTRAIL", "Membership", "Trail Notes"),
            ("HEARTH10", "Store", "Hearth & Home Blog"), ("PINE15", "Store", "Studio Lindqvist"), ("COZY12", "Store", "Saver Lane"), ("HARBOR8", "Store", "CodeHarvest Deals"),
            ("LANTERN10", "Store", "Bargain Beacon"), ("NEST20", "Store", "Nordic Nomads"), ("GIFTHEARTH", "Gifts", "Hearth & Home Blog"), ("GIFTPINE", "Gifts", "Studio Lindqvist"),
            ("STAFF30", "Store", "Cashback Corner"),
        })
        {
            yield return new(Draft(code, offer, CouponVisibility.Private, partner), made.AddDays(1));
        }

        yield return new(Draft("PINE15", "Gifts", CouponVisibility.Private, "Studio Lindqvist"), made.AddDays(1));

        // Private with several partners, unassigned, Public.
        yield return new(Draft("TEAM10", "Shop", CouponVisibility.Private, "Trail Notes", "Nordic Nomads", "The Weekend Hiker"), made);
        yield return new(Draft("DEALDAY", "Store", CouponVisibility.Private, "Saver Lane", "Bargain Beacon"), made);
        foreach (var (code, offer) in new[] { ("SPARE01", "Shop"), ("SPARE02", "Shop"), ("SPARE03", "Outlet"), ("POOL77", "Store") })
        {
            yield return new(Draft(code, offer, CouponVisibility.Private), made.AddDays(5));
        }

        yield return new(Draft("WELCOME5", "Shop", CouponVisibility.Public) with { Description = "5 % off the first order." }, made);
        yield return new(Draft("FREESHIP", "Shop", CouponVisibility.Public), made);
        yield return new(Draft("HELLOPINE", "Store", CouponVisibility.Public), made);

        // Paused, not yet started, ended.
        yield return new(Draft("OLDTRAIL", "Shop", CouponVisibility.Private, "Trail Notes") with { Status = CouponStatus.Paused }, made);
        yield return new(Draft("FROST15", "Shop", CouponVisibility.Exclusive, "Nordic Nomads") with { StartDate = today.AddDays(20), EndDate = today.AddDays(50) }, now.AddDays(-3));
        yield return new(Draft("WREATH10", "Store", CouponVisibility.Private, "Hearth & Home Blog") with { StartDate = today.AddDays(9), EndDate = today.AddDays(30) }, now.AddDays(-2));
        yield return new(Draft("HARVESTMOON", "Shop", CouponVisibility.Private, "CodeHarvest Deals") with { StartDate = today.AddDays(-60), EndDate = today.AddDays(-20) }, made);
        yield return new(Draft("LABOR20", "Store", CouponVisibility.Private, "Saver Lane") with { EndDate = today.AddDays(-33) }, made);
        yield return new(Draft("COZYWEEK", "Store", CouponVisibility.Private, "Hearth & Home Blog") with { EndDate = today.AddDays(3) }, made);

        // What the demo partner's own portal shows beside its exclusive ones.
        yield return new(
            Draft("ANNAFALL", "Shop", CouponVisibility.Private, "Alpine Anna") with
            {
                EndDate = today.AddDays(4),
                IsDescriptionPlainText = false,
                Description = "<p><strong>10 % off autumn boots.</strong> Not on sale items.</p><ul><li>One use a customer</li><li>From 50 EUR</li></ul>",
                InternalNote = "Margin is thin on boots: do not extend.",
            },
            made);
        yield return new(Draft("ANNASUMMER", "Outlet", CouponVisibility.Private, "Alpine Anna") with { EndDate = today.AddDays(-40) }, made);

        CouponDraft Draft(string code, string offer, CouponVisibility visibility, params string[] partners) =>
            new() { Code = code, OfferId = network.Offers[offer].Id, Visibility = visibility, PartnerIds = Ids(partners) };

        int[] Ids(params string[] partners) => [.. partners.Select(p => network.Partners[p].Id).Order()];
    }
}
