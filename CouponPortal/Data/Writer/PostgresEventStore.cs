using CouponPortal.Data.Rollups;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Partners;
using Npgsql;
using static CouponPortal.Data.ValueConverters.UtcMicroseconds;

namespace CouponPortal.Data.Writer;

/// <summary>The event writer on PostgreSQL: one connection, a statement a table and group, rows as arrays (<c>unnest</c>).</summary>
public sealed class PostgresEventStore(Database database) : EventStore
{
    private readonly PostgresRollups _rollups = new();
    private NpgsqlConnection? _connection;

    public override void Commit(EventGroup group)
    {
        try
        {
            _connection ??= database.OpenPostgresWriter();
            using var transaction = _connection.BeginTransaction();
            var clicks = InsertClicks(transaction, group.Clicks);
            InsertOrders(transaction, group.Orders);
            List<Hit> hits = [.. group.Orders.Select(o => o.Hit), .. group.Hits];
            InsertHits(transaction, hits.FindAll(h => !h.IsReplayed));
            hits.FindAll(h => h.IsReplayed).ForEach(h => Update(transaction, h));
            _rollups.Write(transaction, clicks, [.. group.Orders.Where(o => !o.Receipt!.Duplicate).Select(o => o.Row)]);
            transaction.Commit();
        }
        catch (PostgresException error) when (IsOfRow(error.SqlState))
        {
            throw new InvalidOperationException("PostgreSQL refused a row: " + error.MessageText, error);
        }
        catch (ArgumentException error)
        {
            // The driver met text that is no Unicode, half-way through a message.
            Reconnect();
            throw new InvalidOperationException("A row cannot be sent to PostgreSQL: " + error.Message, error);
        }
        catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException or ObjectDisposedException or InvalidOperationException)
        {
            Reconnect();
            throw new StoreUnavailableException("PostgreSQL: " + error.Message, error);
        }
    }

    public override void Probe()
    {
        try
        {
            _connection ??= database.OpenPostgresWriter();
            using var probe = new NpgsqlCommand(EventSql.Probe, _connection);
            probe.ExecuteNonQuery();
        }
        catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException or ObjectDisposedException or InvalidOperationException)
        {
            Reconnect();
            throw new StoreUnavailableException("PostgreSQL: " + error.Message, error);
        }
    }

    public override void Maintain()
    {
        // Vacuum and checkpoints are the server's own.
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _connection?.Dispose();
        }
    }

    // Classes of SQLSTATE that are about the rows: data, integrity, and limits (a value too large for an index). One sender's row must not refuse everybody's.
    private static bool IsOfRow(string state) => state[..2] is "22" or "23" or "54";

    // The next group starts on a new connection.
    private void Reconnect()
    {
        _connection?.Dispose();
        _connection = null;
    }

    // Those that were not there before: one from the spool may have been.
    private static List<Click> InsertClicks(NpgsqlTransaction transaction, List<Click> clicks)
    {
        if (clicks.Count == 0)
        {
            return clicks;
        }

        using var insert = new UnnestInsert(transaction, "clicks", EventSql.ClickColumns, EventSql.SameClick + " RETURNING id");
        var stored = insert.Column(clicks, c => c.Id).Column(clicks, c => c.AdvertiserId).Column(clicks, c => c.OfferId).Column(clicks, c => c.PartnerId)
            .Column(clicks, c => c.CouponId).Column(clicks, c => c.CouponCode).Column(clicks, c => SnakeCase.Of(c.Outcome))
            .Column(clicks, c => c.Sub1).Column(clicks, c => c.Sub2).Column(clicks, c => c.Sub3).Column(clicks, c => c.Sub4).Column(clicks, c => c.Sub5)
            .Column(clicks, c => c.SourceId).Column(clicks, c => c.Country).Column(clicks, c => c.Device).Column(clicks, c => c.UserAgent)
            .Column(clicks, c => c.Referrer).Column(clicks, c => c.Destination).Column(clicks, c => c.Region).Column(clicks, c => c.Os)
            .Column(clicks, c => c.Browser).Column(clicks, c => c.Language).Column(clicks, c => c.IsReturning).Column(clicks, c => (int)c.Signs)
            .Column(clicks, c => c.IsHeld).Column(clicks, c => c.Chain).Column(clicks, c => c.TypedCode).ExecuteReturningIds();
        return stored.Count == clicks.Count ? clicks : clicks.FindAll(c => stored.Remove(c.Id));
    }

    private static void InsertHits(NpgsqlTransaction transaction, List<Hit> hits)
    {
        if (hits.Count > 0)
        {
            using var insert = new UnnestInsert(transaction, "hits", EventSql.HitColumns, "");
            insert.Column(hits, h => h.Id).Column(hits, h => h.Door).Column(hits, h => h.AdvertiserId).Column(hits, h => SnakeCase.Of(h.Verdict))
                .Column(hits, h => h.Reason).Column(hits, h => h.Detail).Column(hits, h => h.ConversionId).Column(hits, h => h.Raw)
                .Column(hits, h => h.RemoteIp).Execute();
        }
    }

    // Read once more: rare, so one by one.
    private static void Update(NpgsqlTransaction transaction, Hit hit)
    {
        using var update = new NpgsqlCommand("UPDATE hits SET advertiser_id = $1, verdict = $2, reason = $3, detail = $4, conversion_id = $5 WHERE id = $6", transaction.Connection, transaction);
        foreach (var value in (ReadOnlySpan<object?>)[hit.AdvertiserId, SnakeCase.Of(hit.Verdict), hit.Reason, hit.Detail, hit.ConversionId, hit.Id])
        {
            update.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        update.ExecuteNonQuery();
    }

    private static void InsertOrders(NpgsqlTransaction transaction, List<OrderWrite> orders)
    {
        if (orders.Count == 0)
        {
            return;
        }

        var rows = orders.ConvertAll(o => o.Row);
        using var insert = new UnnestInsert(transaction, "conversions", EventSql.ConversionColumns, EventSql.SameOrder + " RETURNING id");
        var stored = insert.Column(rows, c => c.Id).Column(rows, c => c.AdvertiserId).Column(rows, c => c.OfferId).Column(rows, c => c.PartnerId)
            .Column(rows, c => c.Event).Column(rows, c => c.OrderKey).Column(rows, c => c.OrderId).Column(rows, c => c.CouponCode)
            .Column(rows, c => c.CouponId).Column(rows, c => c.ClickId).Column(rows, c => SnakeCase.Of(c.Status)).Column(rows, c => c.Amount)
            .Column(rows, c => c.Currency).Column(rows, c => c.Payout).Column(rows, c => SnakeCase.Of(c.Basis)).Column(rows, c => SnakeCase.Of(c.Outcome))
            .Column(rows, c => (int)c.Flags).Column(rows, c => c.CounterfactualPartnerId).Column(rows, c => c.SuppressedPartnerId)
            .Column(rows, c => c.Assists).Column(rows, c => c.Trace).Column(rows, c => FromUtc(c.OrderTime)).Column(rows, c => FromUtc(c.ReceivedAt))
            .Column(rows, c => c.Door).Column(rows, c => c.Sub1).Column(rows, c => c.Sub2).Column(rows, c => c.Sub3).Column(rows, c => c.Sub4)
            .Column(rows, c => c.Sub5).Column(rows, c => c.Reversed).Column(rows, c => c.PayoutType is { } type ? SnakeCase.Of(type) : null)
            .Column(rows, c => c.PayoutValue).Column(rows, c => c.SentCodes).Column(rows, c => c.SourceVersion is { } version ? FromUtc(version) : (long?)null)
            .Column(rows, c => c.PositionCount).ExecuteReturningIds();
        foreach (var order in orders)
        {
            if (stored.Contains(order.Row.Id))
            {
                order.Stored();
            }
            else
            {
                FindFirst(transaction, order);
            }
        }

        var fresh = orders.FindAll(o => !o.Receipt!.Duplicate);
        InsertItems(transaction, [.. fresh.SelectMany(o => o.Items)]);
        InsertMessages(transaction, [.. fresh.SelectMany(o => o.Messages)]);
    }

    private static void InsertMessages(NpgsqlTransaction transaction, List<PostbackMessage> deliveries)
    {
        if (deliveries.Count > 0)
        {
            using var insert = new UnnestInsert(transaction, "postback_messages", EventSql.MessageColumns, "");
            insert.Column(deliveries, d => d.Id).Column(deliveries, d => d.PartnerId).Column(deliveries, d => d.PostbackId).Column(deliveries, d => d.ConversionId)
                .Column(deliveries, d => d.Event).Column(deliveries, d => d.Url).Column(deliveries, d => d.Body).Column(deliveries, d => SnakeCase.Of(d.State))
                .Column(deliveries, d => d.Attempts).Column(deliveries, d => FromUtc(d.DueAt)).Column(deliveries, d => d.LastError).Execute();
        }
    }

    private static void InsertItems(NpgsqlTransaction transaction, List<ConversionItem> items)
    {
        if (items.Count > 0)
        {
            using var insert = new UnnestInsert(transaction, "conversion_items", EventSql.ItemColumns, "");
            insert.Column(items, i => i.ConversionId).Column(items, i => i.Key).Column(items, i => i.ProductId).Column(items, i => i.Category)
                .Column(items, i => i.Quantity).Column(items, i => i.Price).Execute();
        }
    }

    private static void FindFirst(NpgsqlTransaction transaction, OrderWrite order)
    {
        bool differs;
        using (var find = new NpgsqlCommand($"SELECT {EventSql.FirstColumns} FROM conversions WHERE advertiser_id = $1 AND event = $2 AND order_key = $3", transaction.Connection, transaction))
        {
            find.Parameters.Add(new NpgsqlParameter<int> { TypedValue = order.Row.AdvertiserId });
            find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = order.Row.Event });
            find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = order.Row.OrderKey });
            using var row = find.ExecuteReader();
            row.Read();
            var first = new OrderReceipt(
                row.GetInt64(0),
                Duplicate: true,
                EventSql.Parse<ConversionStatus>(row.GetString(1)),
                EventSql.Parse<AttributionOutcome>(row.GetString(2)),
                row.IsDBNull(3) ? null : row.GetInt32(3),
                row.IsDBNull(4) ? null : row.GetInt32(4),
                row.IsDBNull(5) ? null : row.GetInt64(5),
                (ConversionFlags)row.GetInt32(6));
            differs = order.Found(first, row.IsDBNull(7) ? null : row.GetString(7), row.GetInt64(8), row.GetString(9));
        }

        if (differs)
        {
            using var mark = new NpgsqlCommand("UPDATE conversions SET flags = flags | $1 WHERE id = $2", transaction.Connection, transaction);
            mark.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)ConversionFlags.Differs });
            mark.Parameters.Add(new NpgsqlParameter<long> { TypedValue = order.Receipt!.ConversionId });
            mark.ExecuteNonQuery();
        }
    }
}
