using CouponPortal.Data;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Hosting.Demo;

/// <summary>Wishes for codes: some wait, one was declined.</summary>
internal static class DemoRequests
{
    public static void Add(PortalDbContext db, DemoCatalog network, DateTime now)
    {
        Wish("Alpine Anna", "Shop", "ANNAXMAS", "For my gift guide on the first of December. 12 % would be great.", 1);
        Wish("Trail Notes", "Outlet", "TRAILOUT5", "", 3);
        Wish("Hearth & Home Blog", "Store", "HEARTHXMAS", "Reel and newsletter, 40,000 readers.", 2);
        var declined = Wish("Alpine Anna", "Store", "FREE100", "Could you make everything free for a day?", 12);
        (declined.State, declined.Answer, declined.DecidedAt, declined.DecidedBy) = (CodeRequestState.Declined, "We do not give 100 % off. Wish for up to 15 %.", now.AddDays(-11), "admin@demo.example");

        CodeRequest Wish(string partner, string offer, string code, string note, int daysAgo)
        {
            var wish = new CodeRequest
            {
                AdvertiserId = network.Offers[offer].AdvertiserId,
                OfferId = network.Offers[offer].Id,
                PartnerId = network.Partners[partner].Id,
                Wish = code,
                Note = note,
                RequestedAt = now.AddDays(-daysAgo),
            };
            db.Add(wish);
            return wish;
        }
    }
}
