using CouponPortal.Domain;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using Npgsql;

namespace CouponPortal.Data.Rollups;

/// <summary>
/// The rollups' part of the event writer's transaction on PostgreSQL: one round trip, the last before the commit. It is taken only if the zones are still those that
/// the days were found by, else it is made anew by those that are; no zone changes while the lock is shared.
/// </summary>
internal sealed class PostgresRollups
{
    private const string OfVersion = "WHERE EXISTS (SELECT 1 FROM rollup_states WHERE advertiser_id = 0 AND version = ";
    private readonly RollupZones _zones = new();
    private readonly RollupDeltas _deltas = new();

    public void Write(NpgsqlTransaction transaction, List<Click> clicks, List<Conversion> orders)
    {
        if (clicks.Count + orders.Count == 0)
        {
            return;
        }

        if (_zones.Version < 0)
        {
            Load(transaction);
        }

        while (!TryWrite(transaction, clicks, orders))
        {
            Load(transaction);
        }
    }

    private bool TryWrite(NpgsqlTransaction transaction, List<Click> clicks, List<Conversion> orders)
    {
        _deltas.Clear();
        clicks.ForEach(c => _deltas.Add(c, _zones));
        orders.ForEach(o => _deltas.Add(OrderImage.Of(o), _zones));
        var (clickKeys, orderKeys) = (_deltas.ClickKeys(), _deltas.OrderKeys());
        using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new(RollupSql.Share));

        // Also where nothing is to be added: an advertiser may have got its rollups meanwhile.
        var check = Command(batch, "SELECT 1 FROM rollup_states WHERE advertiser_id = 0 AND version = $1");
        check.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _zones.Version });
        if (clickKeys.Count > 0)
        {
            var add = Command(batch, $"INSERT INTO click_rollups ({RollupSql.ClickColumns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) {OfVersion}$8) {RollupSql.AddClicks}");
            Add(add, clickKeys, k => k.AdvertiserId);
            Add(add, clickKeys, k => k.Day);
            Add(add, clickKeys, k => k.OfferId);
            Add(add, clickKeys, k => k.PartnerId);
            Add(add, clickKeys, k => k.CouponId);
            Add(add, clickKeys, k => SnakeCase.Of(k.Outcome));
            Add(add, clickKeys, k => _deltas.Of(k));
            add.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _zones.Version });
        }

        if (orderKeys.Count > 0)
        {
            var add = Command(
                batch,
                $"INSERT INTO conversion_rollups ({RollupSql.OrderColumns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) {OfVersion}$14) {RollupSql.AddOrders}");
            Add(add, orderKeys, k => k.AdvertiserId);
            Add(add, orderKeys, k => k.Day);
            Add(add, orderKeys, k => k.OfferId);
            Add(add, orderKeys, k => k.PartnerId);
            Add(add, orderKeys, k => k.CouponId);
            Add(add, orderKeys, k => SnakeCase.Of(k.Basis));
            Add(add, orderKeys, k => SnakeCase.Of(k.Status));
            Add(add, orderKeys, k => k.Currency);
            Add(add, orderKeys, k => k.Clickless);
            Add(add, orderKeys, k => _deltas.Of(k).Orders);
            Add(add, orderKeys, k => _deltas.Of(k).Amount);
            Add(add, orderKeys, k => _deltas.Of(k).Reversed);
            Add(add, orderKeys, k => _deltas.Of(k).Payout);
            add.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _zones.Version });
        }

        using var reader = batch.ExecuteReader();
        var current = reader.NextResult() && reader.Read();
        while (reader.NextResult())
        {
            // To the end: an error of a later statement must be met here.
        }

        return current;
    }

    private void Load(NpgsqlTransaction transaction)
    {
        // One statement: one moment.
        using var read = new NpgsqlCommand("SELECT advertiser_id, zone, (SELECT version FROM rollup_states WHERE advertiser_id = 0) FROM rollup_states", transaction.Connection, transaction);
        using var row = read.ExecuteReader();
        var (version, states) = (0L, new List<(int, string)>());
        while (row.Read())
        {
            states.Add((row.GetInt32(0), row.GetString(1)));
            version = row.GetInt64(2);
        }

        _zones.Load(version, states);
    }

    private static NpgsqlBatchCommand Command(NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }

    private static void Add<TKey, TValue>(NpgsqlBatchCommand command, List<TKey> keys, Func<TKey, TValue> value)
    {
        var values = new TValue[keys.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(keys[i]);
        }

        command.Parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = values });
    }
}
