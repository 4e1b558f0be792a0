using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Bench.Coupons;

/// <summary>A store of the product's own schema: one advertiser, an offer, a thousand approved partners, and coupons of theirs in a row, each with a last day.</summary>
internal static class CouponStore
{
    public const int Advertiser = 1;
    public const int Offer = 1;
    private const int Partners = 1_000;
    private static readonly DateTime Ever = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);

    public static string CodeOf(int number) => $"C{number:D9}";

    public static async Task FillAsync(Database database, int coupons, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await db.Database.MigrateAsync(cancel);
        var partners = Enumerable.Range(1, Partners).ToList();
        db.Add(new NetworkState { IdKey = [.. Enumerable.Range(1, 32).Select(i => (byte)i)] });
        db.Add(new Advertiser { Id = Advertiser, Name = "Bench shop", ExclusiveCouponsPermission = true });
        db.AddRange(partners.Select(id => new Partner { Id = id, Name = $"Bench partner {id}", Email = $"{id}@partner.example" }));
        await db.SaveChangesAsync(cancel);
        db.Add(new Offer { Id = Offer, AdvertiserId = Advertiser, Name = "Bench offer", BaseDestinationUrl = "https://shop.example/landing" });
        await db.SaveChangesAsync(cancel);
        db.AddRange(partners.Select(id => new ApprovalPeriod { OfferId = Offer, PartnerId = id, From = Ever }));
        await db.SaveChangesAsync(cancel);

        const string Columns = "(id, advertiser_id, offer_id, code, normal_code, visibility, status, owner_id, end_date, ends_at, description, is_description_plain_text, internal_note, created_at, created_by, updated_at, version)";
        var isSqlite = database.Provider == DatabaseProvider.Sqlite;
        var (yes, date, number) = isSqlite ? ("1", "'2030-01-01'", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {0})") : ("true", "DATE '2030-01-01'", "WITH n AS (SELECT i FROM generate_series(1, {0}) AS i)");
        var code = isSqlite ? "printf('C%09d', i)" : "'C' || lpad(i::text, 9, '0')";
#pragma warning disable EF1002 // Fixed texts and whole numbers.
        await db.Database.ExecuteSqlRawAsync(
            $"INSERT INTO coupons {Columns} {number} SELECT i, {Advertiser}, {Offer}, {code}, {code}, 'exclusive', 'active', 1 + i % {Partners}, {date}, 1893542400000000, '', {yes}, '', 0, 'bench', 0, 1 FROM n",
            [coupons],
            cancel);
#pragma warning restore EF1002
        await db.Database.ExecuteSqlRawAsync(isSqlite ? "PRAGMA wal_checkpoint(TRUNCATE)" : "VACUUM ANALYZE coupons", cancel);
    }

    /// <summary>Gives every coupon another partner, past the change tracker, as a bulk write does.</summary>
    public static async Task ReassignAsync(Database database, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await db.Coupons.ExecuteUpdateAsync(set => set.SetProperty(c => c.OwnerId, c => 1 + ((c.OwnerId + 1) % Partners)), cancel);
    }
}
