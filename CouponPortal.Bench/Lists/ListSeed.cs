using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace CouponPortal.Bench.Lists;

/// <summary>
/// A network with many coupons: 20 advertisers, the first with 60 % of the coupons; ten offers each; 5,000 partners, few of them with most codes. A fifth
/// of the coupons is in the pool, 7 % are Exclusive, 5 % Public, 10 % paused, 60 % have an end and half have a start.
/// </summary>
internal static class ListSeed
{
    public const int Advertisers = 20, OffersEach = 10, Partners = 5_000;

    public static readonly DateTime Now = new(2026, 11, 2, 10, 0, 0, DateTimeKind.Utc);

    private static readonly string[] Columns =
    [
        "advertiser_id", "offer_id", "code", "normal_code", "visibility", "status", "owner_id", "start_date", "end_date", "starts_at", "ends_at",
        "description", "is_description_plain_text", "internal_note", "created_at", "created_by", "updated_at", "version",
    ];

    public static int OfferOf(int advertiser, int number) => (advertiser * OffersEach) + number;

    public static async Task FillAsync(Database database, int rows, CancellationToken cancel)
    {
        await using (var db = database.CreateDbContext())
        {
            await db.Database.MigrateAsync(cancel);
            db.NetworkStates.Add(new NetworkState { Name = "Bench network", IdKey = new byte[32] });
            db.Advertisers.AddRange(Enumerable.Range(1, Advertisers).Select(i => new Advertiser { Id = i, Name = $"Shop {i * 7 % Advertisers}" }));
            await db.SaveChangesAsync(cancel);
            db.Offers.AddRange(Enumerable.Range(1, Advertisers).SelectMany(a => Enumerable.Range(0, OffersEach).Select(n =>
                new Offer { Id = OfferOf(a, n), AdvertiserId = a, Name = $"Offer {(OfferOf(a, n) * 37) % 211}", BaseDestinationUrl = "https://shop.example/" })));
            db.Partners.AddRange(Enumerable.Range(1, Partners).Select(i => new Partner { Id = i, Name = $"Partner {i * 7_919L % 10_007}", Email = $"p{i}@partner.example" }));
            await db.SaveChangesAsync(cancel);
        }

        if (database.Provider == DatabaseProvider.Sqlite)
        {
            await SqliteAsync(database, Coupons(rows), cancel);
        }
        else
        {
            await PostgresAsync(database, Coupons(rows), cancel);
        }
    }

    /// <summary>The same coupons at every call.</summary>
    private static IEnumerable<object?[]> Coupons(int count)
    {
        const string Letters = "ABCDEFGHJKMNPQRTUVWXY34679";
        var random = new Random(5);
        for (var i = 0; i < count; i++)
        {
            var kind = random.NextDouble();
            var visibility = kind < 0.88 ? CouponVisibility.Private : kind < 0.95 ? CouponVisibility.Exclusive : CouponVisibility.Public;
            int? owner = visibility == CouponVisibility.Exclusive || (visibility == CouponVisibility.Private && random.NextDouble() < 0.77)
                ? (int)(Partners * Math.Pow(random.NextDouble(), 2)) + 1
                : null;
            var advertiser = random.NextDouble() < 0.6 ? 1 : random.Next(2, Advertisers + 1);
            DateTime? start = random.NextDouble() < 0.5 ? Now.Date.AddDays(random.Next(-300, 30)) : null;
            DateTime? end = random.NextDouble() < 0.6 ? Now.Date.AddDays(random.Next(-100, 300)) : null;
            var code = (i % 3 == 0 ? "" : "SUMMER") + new string(random.GetItems<char>(Letters, 8));
            yield return
            [
                advertiser, OfferOf(advertiser, random.Next(OffersEach)), code, code, SnakeCase.Of(visibility), random.NextDouble() < 0.9 ? "active" : "paused", owner,
                start is null ? null : DateOnly.FromDateTime(start.Value), end is null ? null : DateOnly.FromDateTime(end.Value).AddDays(-1), Micro(start), Micro(end),
                "10 % off everything, until the end of the season; not together with other offers.", true, "", Micro(Now), "bench@network.example", Micro(Now), 1,
            ];
        }
    }

    private static long? Micro(DateTime? time) => time is { } utc ? (utc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : null;

    private static async Task SqliteAsync(Database database, IEnumerable<object?[]> rows, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
#pragma warning disable CA2100 // Constants of this file.
        insert.CommandText = $"INSERT INTO coupons ({string.Join(',', Columns)}) VALUES ({string.Join(',', Columns.Select(c => "@" + c))})";
#pragma warning restore CA2100
        var values = Array.ConvertAll(Columns, c => new SqliteParameter("@" + c, null));
        insert.Parameters.AddRange(values);
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                values[i].Value = row[i] switch { null => DBNull.Value, DateOnly day => day.ToString("yyyy-MM-dd", null), var value => value };
            }

            await insert.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    private static async Task PostgresAsync(Database database, IEnumerable<object?[]> rows, CancellationToken cancel)
    {
        await using var connection = await database.OpenPostgresAsync();
        await using (var copy = await connection.BeginBinaryImportAsync($"COPY coupons ({string.Join(',', Columns)}) FROM STDIN (FORMAT BINARY)", cancel))
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync(cancel);
                foreach (var value in row)
                {
                    await WriteAsync(copy, value, cancel);
                }
            }

            await copy.CompleteAsync(cancel);
        }

        // What autovacuum does a minute after so many rows: without it no index knows which of its rows are visible.
        await using var vacuum = connection.CreateCommand();
        vacuum.CommandText = "VACUUM ANALYZE coupons, partners, offers";
        await vacuum.ExecuteNonQueryAsync(cancel);
    }

    private static Task WriteAsync(Npgsql.NpgsqlBinaryImporter copy, object? value, CancellationToken cancel) => value switch
    {
        null => copy.WriteNullAsync(cancel),
        int number => copy.WriteAsync(number, NpgsqlDbType.Integer, cancel),
        long number => copy.WriteAsync(number, NpgsqlDbType.Bigint, cancel),
        bool flag => copy.WriteAsync(flag, NpgsqlDbType.Boolean, cancel),
        DateOnly day => copy.WriteAsync(day, NpgsqlDbType.Date, cancel),
        _ => copy.WriteAsync((string)value, NpgsqlDbType.Varchar, cancel),
    };
}
