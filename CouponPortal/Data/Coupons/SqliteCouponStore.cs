using CouponPortal.Data.Writer;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using SQLitePCL;
using static CouponPortal.Data.ValueConverters.UtcMicroseconds;

namespace CouponPortal.Data.Coupons;

/// <summary>
/// Bulk acts on SQLite: a connection of its own with prepared statements on the native calls. What is read goes over another connection: while this one holds the
/// one writer's place, nothing can change under it.
/// </summary>
internal sealed class SqliteCouponStore : CouponStore
{
    // Pages of a chunk are written once, at its commit; the default of 2 MB spills them, and a thousand owners' index pages alone are more.
    private const string Cache = "PRAGMA cache_size=-8000";

    // Behind every code.
    private const string NoMore = "\uFFFF";

    // A look-up costs as much as about so many steps along the index.
    private const int MostSteps = 4;

    private readonly Database _database;
    private readonly sqlite3 _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _find;
    private PortalDbContext? _reader;
    private bool _open;

    public SqliteCouponStore(Database database)
    {
        _database = database;
        _connection = SqliteHandle.Open(database);
        _ = raw.sqlite3_exec(_connection, Cache);
        var columns = CouponSql.Columns["id, ".Length..];
        _insert = Prepared($"INSERT INTO coupons ({columns}) VALUES {CouponSql.Values(columns)}");
        _find = Prepared("SELECT id, advertiser_id, normal_code FROM coupons WHERE normal_code >= ? ORDER BY normal_code, id");
    }

    public override async Task<PortalDbContext> BeginAsync(int advertiserId, CancellationToken cancel)
    {
        Rollback();
        await _database.SqliteQueue.BeginChunkAsync(cancel);
        _open = true;
        Prepared("BEGIN IMMEDIATE").Execute();
        return _reader = _database.CreateDbContext();
    }

    public override List<int> Find(int advertiserId, IReadOnlyCollection<string> codes)
    {
        // Both run in the index's order, so that one step into it tells of all codes before the one found: of new codes in a new place a single one is looked up.
        var found = new List<int>();
        var stored = "";
        foreach (var code in codes)
        {
            for (var stepped = 0; stepped < MostSteps && stored.Length > 0 && string.CompareOrdinal(stored, code) < 0; stepped++)
            {
                stored = NextCode();
            }

            if (string.CompareOrdinal(stored, code) < 0)
            {
                _find.Reset();
                _find.Bind(code);
                stored = NextCode();
            }

            for (; stored == code; stored = NextCode())
            {
                if (_find.Int64(1) == advertiserId)
                {
                    found.Add((int)_find.Int64(0));
                }
            }

            if (stored == NoMore)
            {
                break;
            }
        }

        _find.Reset();
        return found;
    }

    public override int Execute(string sql, params IReadOnlyList<object?> values)
    {
        var statement = Prepared(sql);
        foreach (var value in values)
        {
            _ = value switch
            {
                null => statement.Bind((string?)null),
                long number => statement.Bind(number),
                string text => statement.Bind(text),
                _ => throw new ArgumentException($"No way to bind {value.GetType().Name}.", nameof(values)),
            };
        }

        return statement.Execute();
    }

    public override void Commit()
    {
        Prepared("COMMIT").Execute();
        _open = false;
        _database.SqliteQueue.EndChunk(Written());
        CloseReader();
    }

    public override void Rollback()
    {
        if (_open)
        {
            foreach (var statement in _statements.Values)
            {
                statement.Reset();
            }

            // Fails when nothing was begun, or the engine has rolled back by itself.
            _ = raw.sqlite3_exec(_connection, "ROLLBACK");
            _open = false;
            _database.SqliteQueue.EndChunk(Written());
        }

        CloseReader();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Rollback();
            _reader?.Dispose();
            foreach (var statement in _statements.Values)
            {
                statement.Close();
            }

            _connection.Dispose();
        }
    }

    protected override void Add(List<Coupon> coupons)
    {
        // What is as in the row before stays bound; of twenty values that is most.
        Coupon? last = null;
        foreach (var c in coupons)
        {
            if (last is null || !SharesRest(c, last))
            {
                Editable(_insert.Bind(c.AdvertiserId).Bind(FromUtc(c.CreatedAt)).Bind(c.CreatedBy).Bind(c.BatchId), c).Execute();
            }
            else
            {
                _insert.Keep(4).Bind(c.OfferId).Bind(c.Code).Bind(c.NormalCode).Keep(2).Bind(c.OwnerId).Execute();
            }

            last = c;
            c.Id = (int)raw.sqlite3_last_insert_rowid(_connection);
        }
    }

    protected override void Change(List<Coupon> coupons) =>
        Each(coupons, $"UPDATE coupons SET {string.Join(", ", CouponSql.EditableColumns.Select(c => c + " = ?"))} WHERE id = ?", (s, c) => Editable(s, c).Bind(c.Id));

    protected override void Remove(List<int> couponIds)
    {
        foreach (var (table, key) in (ReadOnlySpan<(string, string)>)[("coupon_partners", "coupon_id"), ("coupon_periods", "coupon_id"), ("coupons", "id")])
        {
            Each(couponIds, $"DELETE FROM {table} WHERE {key} = ?", (s, id) => s.Bind(id));
        }

    }

    protected override void List(List<CouponPartner> partners) =>
        Each(partners, $"INSERT INTO coupon_partners ({CouponSql.PartnerColumns}) VALUES (?, ?)", (s, p) => s.Bind(p.CouponId).Bind(p.PartnerId));

    protected override void Unlist(List<Coupon> coupons) =>
        Each(coupons, "DELETE FROM coupon_partners WHERE coupon_id = ?", (s, c) => s.Bind(c.Id));

    protected override void Add(List<CouponPeriod> periods) => Each(
        periods,
        $"INSERT INTO coupon_periods ({CouponSql.PeriodColumns}) VALUES {CouponSql.Values(CouponSql.PeriodColumns)}",
        (s, p) => s.Bind(p.CouponId).Bind(FromUtc(p.From)).Bind(p.NormalCode).Bind(p.OfferId).Bind(SnakeCase.Of(p.Visibility)).Bind(SnakeCase.Of(p.Status))
            .Bind(Micro(p.StartsAt)).Bind(Micro(p.EndsAt)).Bind(p.PartnerIds).Bind(p.ChangedBy).Bind(FromUtc(p.ChangedAt)));

    protected override void Keep(List<CouponBatchRow> rows) => Each(
        rows,
        $"INSERT INTO coupon_batch_rows ({CouponSql.RowColumns}) VALUES (?, ?, ?, ?, ?) {CouponSql.RowAgain}",
        (s, r) => s.Bind(r.BatchId).Bind(r.CouponId).Bind(r.Before).Bind(r.VersionAfter).Bind(r.Left));

    protected override void Forget(List<CouponBatchRow> rows) =>
        Each(rows, "DELETE FROM coupon_batch_rows WHERE batch_id = ? AND coupon_id = ?", (s, r) => s.Bind(r.BatchId).Bind(r.CouponId));

    private static bool SharesRest(Coupon c, Coupon last) =>
        c.AdvertiserId == last.AdvertiserId && c.CreatedAt == last.CreatedAt && c.BatchId == last.BatchId && c.UpdatedAt == last.UpdatedAt && c.Version == last.Version
        && c.Visibility == last.Visibility && c.Status == last.Status && c.StartDate == last.StartDate && c.EndDate == last.EndDate
        && c.StartsAt == last.StartsAt && c.EndsAt == last.EndsAt && c.IsDescriptionPlainText == last.IsDescriptionPlainText
        && c.CreatedBy == last.CreatedBy && c.Description == last.Description && c.InternalNote == last.InternalNote;

    private static SqliteStatement Editable(SqliteStatement s, Coupon c) => s
        .Bind(c.OfferId).Bind(c.Code).Bind(c.NormalCode).Bind(SnakeCase.Of(c.Visibility)).Bind(SnakeCase.Of(c.Status)).Bind(c.OwnerId)
        .Bind(Day(c.StartDate)).Bind(Day(c.EndDate)).Bind(Micro(c.StartsAt)).Bind(Micro(c.EndsAt))
        .Bind(c.Description).Bind(c.IsDescriptionPlainText ? 1 : 0).Bind(c.InternalNote).Bind(FromUtc(c.UpdatedAt)).Bind(c.Version);

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static long? Micro(DateTime? utc) => utc is { } instant ? FromUtc(instant) : null;

    private void Each<T>(List<T> rows, string sql, Action<SqliteStatement, T> bind)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var statement = Prepared(sql);
        foreach (var row in rows)
        {
            bind(statement, row);
            statement.Execute();
        }
    }

    private long Written()
    {
        const int PagesWritten = 9;
        const int PageSize = 4_096;
        _ = raw.sqlite3_db_status(_connection, PagesWritten, out var pages, out _, 1);
        return (long)pages * PageSize;
    }

    private string NextCode() => _find.Step() ? _find.Text(2)! : NoMore;

    private SqliteStatement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements[sql] = statement = new SqliteStatement(_connection, sql);
        }

        return statement;
    }

    private void CloseReader()
    {
        _reader?.Dispose();
        _reader = null;
    }
}
