using System.Text;
using CouponPortal.Data.RowSecurity;
using CouponPortal.Data.Writer;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using static CouponPortal.Data.ValueConverters.UtcMicroseconds;

namespace CouponPortal.Data.Coupons;

/// <summary>Bulk acts on PostgreSQL: new coupons by binary COPY, the rest as arrays.</summary>
internal sealed class PostgresCouponStore(Database database) : CouponStore
{
    private PortalDbContext? _db;

    private NpgsqlConnection Connection => (NpgsqlConnection)_db!.Database.GetDbConnection();

    private NpgsqlTransaction Transaction => (NpgsqlTransaction)_db!.Database.CurrentTransaction!.GetDbTransaction();

    public override async Task<PortalDbContext> BeginAsync(int advertiserId, CancellationToken cancel)
    {
        Rollback();

        // COPY does not go together with row rules; every entry has been judged for its actor, and the advertiser is fixed here.
        using var product = RowScope.OfProduct();
        _db = database.CreateDbContext();
        await _db.Database.BeginTransactionAsync(cancel);
        await _db.LockCouponsAsync(advertiserId, cancel);
        return _db;
    }

    public override List<int> Find(int advertiserId, IReadOnlyCollection<string> codes)
    {
        var found = new List<int>();
        using var command = Command("SELECT id FROM coupons WHERE advertiser_id = ? AND normal_code = ANY(?)", advertiserId, codes.ToArray());
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            found.Add(rows.GetInt32(0));
        }

        return found;
    }

    public override int Execute(string sql, params IReadOnlyList<object?> values)
    {
        using var command = Command(sql, [.. values]);
        return command.ExecuteNonQuery();
    }

    public override void Commit()
    {
        Transaction.Commit();
        Rollback();
    }

    public override void Rollback()
    {
        if (_db is not null)
        {
            _db.Dispose();
            _db = null;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Rollback();
            _db?.Dispose();
        }
    }

    protected override void Add(List<Coupon> coupons)
    {
        if (coupons.Count == 0)
        {
            return;
        }

        GiveIds(coupons);
        using var copy = Connection.BeginBinaryImport($"COPY coupons ({CouponSql.Columns}) FROM STDIN (FORMAT binary)");
        foreach (var c in coupons)
        {
            copy.StartRow();
            copy.Write(c.Id);
            copy.Write(c.AdvertiserId);
            copy.Write(FromUtc(c.CreatedAt));
            copy.Write(c.CreatedBy);
            Write(copy, c.BatchId);
            copy.Write(c.OfferId);
            copy.Write(c.Code);
            copy.Write(c.NormalCode);
            copy.Write(SnakeCase.Of(c.Visibility));
            copy.Write(SnakeCase.Of(c.Status));
            Write(copy, c.OwnerId);
            Write(copy, c.StartDate);
            Write(copy, c.EndDate);
            Write(copy, Micro(c.StartsAt));
            Write(copy, Micro(c.EndsAt));
            copy.Write(c.Description);
            copy.Write(c.IsDescriptionPlainText);
            copy.Write(c.InternalNote);
            copy.Write(FromUtc(c.UpdatedAt));
            copy.Write(c.Version);
        }

        copy.Complete();
    }

    protected override void Change(List<Coupon> coupons)
    {
        if (coupons.Count == 0)
        {
            return;
        }

        var columns = CouponSql.EditableColumns;
        using var command = Command(
            $"UPDATE coupons c SET {string.Join(", ", columns.Select(n => $"{n} = n.{n}"))} "
            + $"FROM unnest(?, {string.Join(", ", columns.Select(_ => "?"))}) AS n (id, {string.Join(", ", columns)}) WHERE c.id = n.id",
            Of(c => c.Id), Of(c => c.OfferId), Of(c => c.Code), Of(c => c.NormalCode), Of(c => SnakeCase.Of(c.Visibility)), Of(c => SnakeCase.Of(c.Status)), Of(c => c.OwnerId),
            Of(c => c.StartDate), Of(c => c.EndDate), Of(c => Micro(c.StartsAt)), Of(c => Micro(c.EndsAt)),
            Of(c => c.Description), Of(c => c.IsDescriptionPlainText), Of(c => c.InternalNote), Of(c => FromUtc(c.UpdatedAt)), Of(c => c.Version));
        command.ExecuteNonQuery();

        T[] Of<T>(Func<Coupon, T> value) => [.. coupons.Select(value)];
    }

    // The lists and the history go with the coupon: their foreign keys cascade.
    protected override void Remove(List<int> couponIds) =>
        Set("DELETE FROM coupons WHERE id = ANY(?)", couponIds.Count, couponIds.ToArray());

    protected override void Unlist(List<Coupon> coupons) =>
        Set("DELETE FROM coupon_partners WHERE coupon_id = ANY(?)", coupons.Count, coupons.Select(c => c.Id).ToArray());

    protected override void Forget(List<CouponBatchRow> rows) => Set(
        "DELETE FROM coupon_batch_rows WHERE (batch_id, coupon_id) IN (SELECT * FROM unnest(?, ?))", rows.Count, rows.Select(r => r.BatchId).ToArray(), rows.Select(r => r.CouponId).ToArray());

    protected override void List(List<CouponPartner> partners)
    {
        using var insert = new UnnestInsert(Transaction, "coupon_partners", CouponSql.PartnerColumns, "");
        Run(partners, insert.Column(partners, p => p.CouponId).Column(partners, p => p.PartnerId));
    }

    protected override void Add(List<CouponPeriod> periods)
    {
        using var insert = new UnnestInsert(Transaction, "coupon_periods", CouponSql.PeriodColumns, "");
        Run(periods, insert
            .Column(periods, p => p.CouponId).Column(periods, p => FromUtc(p.From)).Column(periods, p => p.NormalCode).Column(periods, p => p.OfferId)
            .Column(periods, p => SnakeCase.Of(p.Visibility)).Column(periods, p => SnakeCase.Of(p.Status)).Column(periods, p => Micro(p.StartsAt))
            .Column(periods, p => Micro(p.EndsAt)).Column(periods, p => p.PartnerIds).Column(periods, p => p.ChangedBy).Column(periods, p => FromUtc(p.ChangedAt)));
    }

    protected override void Keep(List<CouponBatchRow> rows)
    {
        using var insert = new UnnestInsert(Transaction, "coupon_batch_rows", CouponSql.RowColumns, CouponSql.RowAgain);
        Run(rows, insert
            .Column(rows, r => r.BatchId).Column(rows, r => r.CouponId).Column(rows, r => r.Before).Column(rows, r => r.VersionAfter).Column(rows, r => r.Left));
    }

    private static void Run<T>(List<T> rows, UnnestInsert insert)
    {
        if (rows.Count > 0)
        {
            insert.Execute();
        }

    }

    private static long? Micro(DateTime? utc) => utc is { } instant ? FromUtc(instant) : null;

    private static void Write<T>(NpgsqlBinaryImporter copy, T? value)
        where T : struct
    {
        if (value is { } some)
        {
            copy.Write(some);
        }
        else
        {
            copy.WriteNull();
        }
    }

    private void GiveIds(List<Coupon> coupons)
    {
        using var command = Command("SELECT nextval(pg_get_serial_sequence('coupons', 'id')) FROM generate_series(1, ?)", coupons.Count);
        using var rows = command.ExecuteReader();
        for (var i = 0; rows.Read(); i++)
        {
            coupons[i].Id = (int)rows.GetInt64(0);
        }
    }

    private void Set(string sql, int count, params object[] values)
    {
        if (count > 0)
        {
            using var command = Command(sql, values);
            command.ExecuteNonQuery();
        }
    }

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        var text = new StringBuilder();
        var parts = sql.Split('?');
        for (var i = 0; i < parts.Length; i++)
        {
            text.Append(i == 0 ? "" : $"${i}").Append(parts[i]);
        }

        // Constants of this folder, with numbers for the question marks.
#pragma warning disable CA2100
        var command = new NpgsqlCommand(text.ToString(), Connection, Transaction);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
