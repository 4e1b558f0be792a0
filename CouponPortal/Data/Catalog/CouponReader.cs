using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Coupons.Book;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CouponPortal.Data.Catalog;

/// <summary>Streams coupons from the store into the book, columns and no entities. Call within one transaction, so that no half of a save is ever seen.</summary>
internal sealed class CouponReader(PortalDbContext db, CouponBook book, CouponScope scope, CancellationToken cancel)
{
    // Both as one number: two short texts a coupon less to make. A text that is none of these becomes null, and is refused.
    private const string Kind = """
        CASE c.visibility WHEN 'public' THEN 0 WHEN 'private' THEN 1 WHEN 'exclusive' THEN 2 END + CASE c.status WHEN 'active' THEN 0 WHEN 'paused' THEN 4 END
        """;

    private readonly SeenIds _seen = new();

    /// <summary>Makes the book say of the coupons in scope what the store says; what is the same already is left as it is.</summary>
    public async Task ReadAsync()
    {
        await ReadChangedAsync();
        await ReadSharedAsync();
        await ReadRestAsync();
        foreach (var id in scope.IdsIn(book).Where(id => !_seen.Contains(id)).ToList())
        {
            book.Remove(id);
        }
    }

    // Coupons with a dated history. CROSS JOIN has SQLite begin with the rare rows, not with a million coupons that have none; to PostgreSQL it says nothing.
    private async Task ReadChangedAsync()
    {
        await using var command = Command($"""
            SELECT p.coupon_id, c.advertiser_id, p.offer_id, p.partner_ids, p.visibility, p.status, p.starts_at, p.ends_at, p.normal_code, p."from"
            FROM coupon_periods p CROSS JOIN coupons c WHERE c.id = p.coupon_id {scope.Sql("AND")} ORDER BY p.coupon_id, p."from", p.id
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var periods = new List<(DateTime From, CouponTerms Terms)>();
        var advertiser = 0;
        while (await reader.ReadAsync(cancel))
        {
            var terms = new CouponPeriod
            {
                CouponId = reader.GetInt32(0),
                OfferId = reader.GetInt32(2),
                PartnerIds = reader.GetString(3),
                Visibility = Visibility(reader.GetString(4)),
                Status = Status(reader.GetString(5)),
                StartsAt = Instant(reader, 6),
                EndsAt = Instant(reader, 7),
                NormalCode = reader.GetString(8),
            }.Terms();
            if (periods.Count > 0 && periods[0].Terms.CouponId != terms.CouponId)
            {
                Put();
            }

            advertiser = reader.GetInt32(1);
            periods.Add((Instant(reader, 9)!.Value, terms));
        }

        if (periods.Count > 0)
        {
            Put();
        }

        void Put()
        {
            _seen.Add(periods[0].Terms.CouponId);
            book.Put(advertiser, periods);
            periods.Clear();
        }
    }

    // Coupons with a list of several partners.
    private async Task ReadSharedAsync()
    {
        await using var command = Command($"""
            SELECT c.id, c.advertiser_id, c.offer_id, p.partner_id, c.visibility, c.status, c.starts_at, c.ends_at, c.normal_code
            FROM coupon_partners p CROSS JOIN coupons c WHERE c.id = p.coupon_id AND c.owner_id IS NULL {scope.Sql("AND")} ORDER BY p.coupon_id, p.partner_id
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var partners = new List<int>();
        var more = await reader.ReadAsync(cancel);
        while (more)
        {
            partners.Clear();
            var id = reader.GetInt32(0);
            var (advertiser, offer, visibility, status) = (reader.GetInt32(1), reader.GetInt32(2), Visibility(reader.GetString(4)), Status(reader.GetString(5)));
            var (starts, ends, code) = (Instant(reader, 6), Instant(reader, 7), reader.GetString(8));
            for (; more && reader.GetInt32(0) == id; more = await reader.ReadAsync(cancel))
            {
                partners.Add(reader.GetInt32(3));
            }

            if (_seen.Add(id))
            {
                book.Put(new CouponLine
                {
                    CouponId = id,
                    AdvertiserId = advertiser,
                    OfferId = offer,
                    PartnerIds = CollectionsMarshal.AsSpan(partners),
                    Visibility = visibility,
                    Status = status,
                    StartsAt = starts,
                    EndsAt = ends,
                    Code = code,
                });
            }
        }
    }

    // By id: who goes through the book by id goes through memory in its own order then, three times as fast.
    private async Task ReadRestAsync()
    {
        await using var command = Command($"""
            SELECT c.id, c.advertiser_id, c.offer_id, COALESCE(c.owner_id, 0), {Kind}, c.starts_at, c.ends_at, c.normal_code
            FROM coupons c {scope.Sql("WHERE")} ORDER BY c.id
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (_seen.Add(reader.GetInt32(0)))
            {
                Put(reader);
            }
        }
    }

    private void Put(DbDataReader reader)
    {
        var (owner, kind) = (reader.GetInt32(3), reader.GetInt32(4));
        book.Put(new CouponLine
        {
            CouponId = reader.GetInt32(0),
            AdvertiserId = reader.GetInt32(1),
            OfferId = reader.GetInt32(2),
            PartnerIds = owner == 0 ? [] : new ReadOnlySpan<int>(in owner),
            Visibility = (CouponVisibility)(kind & 3),
            Status = (CouponStatus)(kind >> 2),
            StartsAt = Instant(reader, 5),
            EndsAt = Instant(reader, 6),
            Code = reader.GetString(7),
        });
    }

    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "Fixed texts and whole numbers.")]
    private DbCommand Command(string sql)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        return command;
    }

    private static DateTime? Instant(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : UtcMicroseconds.ToUtc(reader.GetInt64(column));

    private static CouponVisibility Visibility(string text) => text switch
    {
        "public" => CouponVisibility.Public,
        "private" => CouponVisibility.Private,
        "exclusive" => CouponVisibility.Exclusive,
        _ => throw new InvalidOperationException($"“{text}” is no {nameof(CouponVisibility)}."),
    };

    private static CouponStatus Status(string text) => text switch
    {
        "active" => CouponStatus.Active,
        "paused" => CouponStatus.Paused,
        _ => throw new InvalidOperationException($"“{text}” is no {nameof(CouponStatus)}."),
    };
}
