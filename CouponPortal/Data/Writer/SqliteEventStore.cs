using CouponPortal.Data.Rollups;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using SQLitePCL;
using static CouponPortal.Data.ValueConverters.UtcMicroseconds;

namespace CouponPortal.Data.Writer;

/// <summary>The event writer on SQLite: one connection that writes and checkpoints, prepared statements, native calls.</summary>
public sealed class SqliteEventStore : EventStore
{
    private const long CheckpointBytes = 16 * 1024 * 1024;
    private const int GroupsBetweenLooks = 64;

    private readonly sqlite3 _connection;
    private readonly List<SqliteStatement> _statements = [];
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _click;
    private readonly SqliteStatement _conversion;
    private readonly SqliteStatement _item;
    private readonly SqliteStatement _delivery;
    private readonly SqliteStatement _existing;
    private readonly SqliteStatement _differs;
    private readonly SqliteStatement _hit;
    private readonly SqliteStatement _replayed;
    private readonly SqliteStatement _probe;
    private readonly SqliteRollups _rollups;
    private readonly FileInfo _wal;
    private readonly SqliteQueue _queue;
    private int _groups;

    public SqliteEventStore(Database database)
    {
        (_connection, _queue) = (SqliteHandle.Open(database), database.SqliteQueue);
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _click = Prepare(EventSql.InsertOrIgnoreClick);
        _conversion = Prepare(EventSql.InsertConversion);
        _item = Prepare(EventSql.InsertItem);
        _delivery = Prepare(EventSql.InsertMessage);
        _existing = Prepare(EventSql.FindConversion);
        _differs = Prepare(EventSql.MarkDiffers);
        _hit = Prepare(EventSql.InsertHit);
        _replayed = Prepare(EventSql.UpdateHit);
        _probe = Prepare(EventSql.Probe);
        _rollups = new SqliteRollups(Prepare);
        _wal = new FileInfo(database.SqliteFile + "-wal");
    }

    public override void Commit(EventGroup group)
    {
        Begin();
        try
        {
            _rollups.Begin();
            foreach (var click in group.Clicks)
            {
                Insert(click);
            }

            foreach (var order in group.Orders)
            {
                Insert(order);
                Insert(order.Hit);
            }

            foreach (var hit in group.Hits)
            {
                Insert(hit);
            }

            _rollups.Write();
            _commit.Execute();
        }
        catch
        {
            // A statement left half-bound or on a row would refuse every later group.
            _statements.ForEach(s => s.Reset());

            // Fails when the engine has rolled back by itself, which is just as well.
            _ = raw.sqlite3_exec(_connection, "ROLLBACK");
            throw;
        }
    }

    public override void Probe()
    {
        Begin();
        try
        {
            _probe.Execute();
            _commit.Execute();
        }
        catch
        {
            _statements.ForEach(s => s.Reset());
            _ = raw.sqlite3_exec(_connection, "ROLLBACK");
            throw;
        }
    }

    /// <summary>Copies the log into the file when it has grown; the only place that does (see <see cref="SqlitePragmas"/>).</summary>
    public override void Maintain()
    {
        if (++_groups % GroupsBetweenLooks != 0 && !_queue.TakeLogGrew(CheckpointBytes))
        {
            return;
        }

        _wal.Refresh();
        if (_wal.Exists && _wal.Length > CheckpointBytes)
        {
            _ = raw.sqlite3_wal_checkpoint_v2(_connection, null, raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
        }
    }

    private void Begin()
    {
        _queue.Enter();
        try
        {
            _begin.Execute();
        }
        finally
        {
            _queue.Leave();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ = raw.sqlite3_wal_checkpoint_v2(_connection, null, raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
            _statements.ForEach(s => s.Close());

            _connection.Dispose();
        }
    }

    /// <summary>For tests of a full disk: the file may have so many pages.</summary>
    internal void LimitPages(int pages) => _ = raw.sqlite3_exec(_connection, $"PRAGMA max_page_count={pages}");

    private SqliteStatement Prepare(string sql)
    {
        var statement = new SqliteStatement(_connection, sql);
        _statements.Add(statement);
        return statement;
    }

    private void Insert(Click c)
    {
        var stored = _click
            .Bind(c.Id).Bind(c.AdvertiserId).Bind(c.OfferId).Bind(c.PartnerId).Bind(c.CouponId).Bind(c.CouponCode).Bind(SnakeCase.Of(c.Outcome))
            .Bind(c.Sub1).Bind(c.Sub2).Bind(c.Sub3).Bind(c.Sub4).Bind(c.Sub5).Bind(c.SourceId)
            .Bind(c.Country).Bind(c.Device).Bind(c.UserAgent).Bind(c.Referrer).Bind(c.Destination)
            .Bind(c.Region).Bind(c.Os).Bind(c.Browser).Bind(c.Language).Bind(c.IsReturning).Bind((long)c.Signs).Bind(c.IsHeld ? 1L : 0L).Bind(c.Chain).Bind(c.TypedCode).Execute();
        if (stored > 0)
        {
            _rollups.Add(c);
        }
    }

    private void Insert(Hit h)
    {
        if (h.IsReplayed)
        {
            _replayed.Bind(h.AdvertiserId).Bind(SnakeCase.Of(h.Verdict)).Bind(h.Reason).Bind(h.Detail).Bind(h.ConversionId).Bind(h.Id).Execute();
            return;
        }

        _hit.Bind(h.Id).Bind(h.Door).Bind(h.AdvertiserId).Bind(SnakeCase.Of(h.Verdict)).Bind(h.Reason).Bind(h.Detail).Bind(h.ConversionId).Bind(h.Raw)
            .Bind(h.RemoteIp).Execute();
    }

    private void Insert(OrderWrite order)
    {
        var c = order.Row;
        var stored = _conversion
            .Bind(c.Id).Bind(c.AdvertiserId).Bind(c.OfferId).Bind(c.PartnerId).Bind(c.Event).Bind(c.OrderKey).Bind(c.OrderId).Bind(c.CouponCode)
            .Bind(c.CouponId).Bind(c.ClickId).Bind(SnakeCase.Of(c.Status)).Bind(c.Amount).Bind(c.Currency).Bind(c.Payout).Bind(SnakeCase.Of(c.Basis))
            .Bind(SnakeCase.Of(c.Outcome)).Bind((long)c.Flags).Bind(c.CounterfactualPartnerId).Bind(c.SuppressedPartnerId).Bind(c.Assists).Bind(c.Trace)
            .Bind(FromUtc(c.OrderTime)).Bind(FromUtc(c.ReceivedAt)).Bind(c.Door).Bind(c.Sub1).Bind(c.Sub2).Bind(c.Sub3).Bind(c.Sub4).Bind(c.Sub5)
            .Bind(c.Reversed).Bind(c.PayoutType is { } type ? SnakeCase.Of(type) : null).Bind(c.PayoutValue).Bind(c.SentCodes)
            .Bind(c.SourceVersion is { } version ? FromUtc(version) : null).Bind(c.PositionCount)
            .Execute();
        if (stored > 0)
        {
            order.Stored();
            _rollups.Add(c);
            foreach (var i in order.Items)
            {
                _item.Bind(i.ConversionId).Bind(i.Key).Bind(i.ProductId).Bind(i.Category).Bind(i.Quantity).Bind(i.Price).Execute();
            }

            foreach (var d in order.Messages)
            {
                _delivery.Bind(d.Id).Bind(d.PartnerId).Bind(d.PostbackId).Bind(d.ConversionId).Bind(d.Event).Bind(d.Url).Bind(d.Body)
                    .Bind(SnakeCase.Of(d.State)).Bind(d.Attempts).Bind(FromUtc(d.DueAt)).Bind(d.LastError).Execute();
            }
        }
        else if (FindFirst(order))
        {
            _differs.Bind((long)ConversionFlags.Differs).Bind(order.Receipt!.ConversionId).Execute();
        }
    }

    private bool FindFirst(OrderWrite order)
    {
        _existing.Bind(order.Row.AdvertiserId).Bind(order.Row.Event).Bind(order.Row.OrderKey).Step();
        var first = new OrderReceipt(
            _existing.Int64(0),
            Duplicate: true,
            EventSql.Parse<ConversionStatus>(_existing.Text(1)),
            EventSql.Parse<AttributionOutcome>(_existing.Text(2)),
            (int?)_existing.NullableInt64(3),
            (int?)_existing.NullableInt64(4),
            _existing.NullableInt64(5),
            (ConversionFlags)_existing.Int64(6));
        var differs = order.Found(first, _existing.Text(7), _existing.Int64(8), _existing.Text(9)!);
        _existing.Reset();
        return differs;
    }
}
