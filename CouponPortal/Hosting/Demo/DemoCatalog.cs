using System.Security.Cryptography;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Domain.Payouts;
using CouponPortal.Features.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Hosting.Demo;

/// <summary>Advertisers, offers, partners and approvals of the demo; coupons through the product's own use case, so that they keep every rule.</summary>
internal sealed class DemoCatalog(IDbContextFactory<PortalDbContext> contexts, Catalog catalog, DateTime now)
{
    /// <summary>Basic, with the permission: Exclusive codes are in effect.</summary>
    public Advertiser Northwind { get; } = new()
    {
        Name = "Northwind Outdoor",
        TrackingType = TrackingType.Basic,
        ExclusiveCouponsPermission = true,
        AttributionPriority = AttributionPriority.Click,
        TimeZone = "Europe/Berlin",
        Currency = "EUR",
        FallbackUrl = "https://www.northwind.example/",
    };

    /// <summary>Dynamic, without the permission: what needs it is greyed out.</summary>
    public Advertiser Harbor { get; } = new()
    {
        Name = "Harbor & Pine Home",
        TrackingType = TrackingType.Dynamic,
        AttributionPriority = AttributionPriority.CouponCode,
        TimeZone = "America/New_York",
        Currency = "USD",
        FallbackUrl = "https://www.harborandpine.example/",
    };

    public Dictionary<string, Offer> Offers { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Partner> Partners { get; } = new[]
    {
        "Trail Notes", "Alpine Anna", "Nordic Nomads", "The Weekend Hiker", "Gear Review Weekly", "Studio Lindqvist",
        "CodeHarvest Deals", "Saver Lane", "Bargain Beacon", "Cashback Corner", "Hearth & Home Blog", "Old Pages Media",
    }.ToDictionary(
        name => name,
        name => new Partner { Name = name, Email = $"hello@{new string([.. name.ToLowerInvariant().Where(char.IsAsciiLetter)])}.example" },
        StringComparer.Ordinal);

    public async Task AddAsync(CancellationToken cancel)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            db.AddRange(Northwind, Harbor);
            db.AddRange(Partners.Values);
            Partners["Old Pages Media"].Status = PartnerStatus.Paused;
            await db.SaveChangesAsync(cancel);
            AddOffers(db);
            await db.SaveChangesAsync(cancel);
            AddDeliveryRules();
            AddApprovals(db);
            AddSuppressed(db);
            AddConnection(db);
            DemoRequests.Add(db, this, now);
            await db.SaveChangesAsync(cancel);
        }

        var coupons = new CouponList(contexts, catalog, new DemoClock(now));
        foreach (var (draft, at, later) in DemoCoupons.Of(this, now))
        {
            var row = Done(await new SaveCoupon(contexts, coupons, new DemoClock(at)).CreateAsync(Actor.System, draft, cancel));
            if (later is { } change)
            {
                Done(await new SaveCoupon(contexts, coupons, new DemoClock(change.At)).UpdateAsync(Actor.System, row.Coupon.Id, change.Draft with { Version = 1 }, cancel));
            }
        }
    }

    private static T Done<T>(Outcome<T> outcome) => outcome is Outcome<T>.Done done ? done.Value : throw new InvalidOperationException("The demo breaks a rule: " + outcome);

    private void AddOffers(PortalDbContext db)
    {
        Add("Shop", Northwind, "Northwind Shop", "https://shop.northwind.example/?click={transaction_id}&code={coupon_code}", PayoutType.Percent, 80_000);
        Add("Outlet", Northwind, "Northwind Outlet", "https://outlet.northwind.example/?click={transaction_id}", PayoutType.Percent, 50_000).Caps = new()
        {
            Limits =
            [
                new(CapScope.Offer, null, CapMetric.Conversions, CapPeriod.Month, 60) { Visits = CapVisits.Mark, Orders = CapOrders.Mark },
                new(CapScope.Partner, null, CapMetric.Payout, CapPeriod.Week, 150_00) { Visits = CapVisits.Mark, Orders = CapOrders.Mark },
            ],
        };
        Add("Membership", Northwind, "Northwind Membership", "https://club.northwind.example/join?click={transaction_id}", PayoutType.Fixed, 1_200);
        Add("Store", Harbor, "Harbor & Pine Store", "https://www.harborandpine.example/?click={transaction_id}&code={coupon_code}", PayoutType.Percent, 100_000).AutoApproveConversions = true;
        Add("Gifts", Harbor, "Harbor & Pine Gift Cards", "https://gifts.harborandpine.example/?click={transaction_id}", PayoutType.Fixed, 500).OpenToApplications = true;
        Add("Clearance", Harbor, "Harbor & Pine Clearance", "https://www.harborandpine.example/clearance?click={transaction_id}", PayoutType.Percent, 30_000).Status = OfferStatus.Paused;

        Offer Add(string key, Advertiser advertiser, string name, string url, PayoutType type, long value)
        {
            var offer = new Offer { AdvertiserId = advertiser.Id, Name = name, BaseDestinationUrl = url, PayoutType = type, PayoutValue = value, Currency = advertiser.Currency };
            Offers[key] = offer;
            db.Add(offer);
            return offer;
        }
    }

    // Who comes from elsewhere, as far as that is known, is shown the shop or the outlet.
    private void AddDeliveryRules()
    {
        var club = Offers["Membership"];
        club.Targeting = new() { Country = new(TargetMode.Allow, ["AT", "CH", "DE"]), Hours = new(TargetMode.Deny, Northwind.TimeZone, [new([DayOfWeek.Sunday], 2, 4)]) };
        club.SmartSwitch = new()
        {
            Steps =
            [
                new([new(Offers["Shop"].Id, Weight: 3), new(Offers["Outlet"].Id)], [SwitchReason.Targeting], Device: new(TargetMode.Allow, ["mobile", "tablet"])),
                new([new(Url: "https://www.northwind.example/club-abroad")]),
            ],
        };
    }

    private void AddApprovals(PortalDbContext db)
    {
        foreach (var offer in Offers.Values)
        {
            foreach (var (partner, index) in Partners.Values.Select((p, i) => (p, i)))
            {
                // Free to apply: the demo partner has not yet.
                if (offer == Offers["Gifts"] && partner == Partners["Alpine Anna"])
                {
                    continue;
                }

                // A few wait, one was turned down, the rest promote.
                var status = ((offer.Id * 5 + index) % 11) switch
                {
                    0 => ApprovalStatus.Pending,
                    1 when index > 8 => ApprovalStatus.Rejected,
                    _ => ApprovalStatus.Approved,
                };
                db.Add(new Approval { OfferId = offer.Id, PartnerId = partner.Id, Status = status, UpdatedAt = now.AddDays(-70 + index) });
                if (status == ApprovalStatus.Approved)
                {
                    db.Add(new ApprovalPeriod { OfferId = offer.Id, PartnerId = partner.Id, From = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc) });
                }
            }
        }
    }

    private void AddSuppressed(PortalDbContext db)
    {
        var zone = LocalDays.Zone(Northwind.TimeZone);
        var (start, end) = (LocalDays.DayOf(now, zone).AddDays(-24), LocalDays.DayOf(now, zone).AddDays(-9));
        db.Add(new SuppressedCode
        {
            AdvertiserId = Northwind.Id,
            Code = "GEARUP10",
            StartDate = start,
            EndDate = end,
            StartsAt = LocalDays.StartUtc(start, zone),
            EndsAt = LocalDays.EndUtc(end, zone),
        });
        db.Add(new SuppressedCode { AdvertiserId = Harbor.Id, Code = "STAFF30" });
    }

    // Waits for its first event, which whoever tries the demo can send.
    private void AddConnection(PortalDbContext db) => db.Add(new Connection
    {
        PublicId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
        AdvertiserId = Northwind.Id,
        Kind = ConnectionKind.Shopify,
        Name = "Northwind Shop on Shopify",
        CreatedBy = Actor.System.Name,
        CreatedAt = now.AddDays(-1),
    });
}
