using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CouponPortal.Domain;

namespace CouponPortal.Data.Rollups;

/// <summary>Writes what a transaction of EF's means for the rollups, as its last act.</summary>
internal sealed class RollupFlush(DbTransaction transaction, bool sqlite)
{
    private const string OfOrderKey = "advertiser_id = @p0 AND day = @p1 AND offer_id = @p2 AND partner_id = @p3 AND coupon_id = @p4 AND basis = @p5 AND status = @p6 AND currency = @p7 AND clickless = @p8";

    public async Task RunAsync(RollupChanges changes, CancellationToken cancel)
    {
        if (!sqlite)
        {
            // The version must not move while a writer relies on it.
            await ExecuteAsync(changes.ChangesStates ? RollupSql.Exclude : RollupSql.Share, cancel);
        }

        if (changes.ChangesStates)
        {
            await WriteStatesAsync(changes, cancel);
        }

        var (zones, deltas) = (new RollupZones(), new RollupDeltas());
        zones.Load(0, await ZonesAsync(changes, cancel));
        changes.Clicks.ForEach(c => deltas.Add(c.Click, zones, c.Count));
        changes.Orders.ForEach(o => deltas.Add(o, zones));
        foreach (var k in deltas.ClickKeys())
        {
            await ExecuteAsync(
                $"INSERT INTO click_rollups ({RollupSql.ClickColumns}) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6) {RollupSql.AddClicks}", cancel,
                k.AdvertiserId, k.Day, k.OfferId, k.PartnerId, k.CouponId, SnakeCase.Of(k.Outcome), deltas.Of(k));
        }

        foreach (var k in deltas.OrderKeys())
        {
            object[] key = [k.AdvertiserId, k.Day, k.OfferId, k.PartnerId, k.CouponId, SnakeCase.Of(k.Basis), SnakeCase.Of(k.Status), k.Currency, k.Clickless];
            var sums = deltas.Of(k);
            await ExecuteAsync(
                $"INSERT INTO conversion_rollups ({RollupSql.OrderColumns}) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12) {RollupSql.AddOrders}", cancel,
                [.. key, sums.Orders, sums.Amount, sums.Reversed, sums.Payout]);
            if (sums.Orders < 0)
            {
                // Every order is pending once: what all have left would be read for ever.
                await ExecuteAsync($"DELETE FROM conversion_rollups WHERE {OfOrderKey} AND orders = 0", cancel, key);
            }
        }
    }

    // A new advertiser has no events, so its rollups are complete.
    private async Task WriteStatesAsync(RollupChanges changes, CancellationToken cancel)
    {
        foreach (var advertiser in changes.NewAdvertisers)
        {
            await ExecuteAsync(
                "INSERT INTO rollup_states (advertiser_id, zone, is_complete, version) VALUES (@p0, @p1, @p2, 0) ON CONFLICT (advertiser_id) DO NOTHING", cancel, advertiser.Id, advertiser.TimeZone, true);
        }

        foreach (var advertiser in changes.OtherZones)
        {
            await ExecuteAsync("UPDATE rollup_states SET zone = @p1, is_complete = @p2, next_day = NULL WHERE advertiser_id = @p0", cancel, advertiser.Id, advertiser.TimeZone, false);
        }

        await ExecuteAsync(RollupSql.CountVersionUp, cancel);
    }

    private async Task<List<(int, string)>> ZonesAsync(RollupChanges changes, CancellationToken cancel)
    {
        var ids = changes.Orders.Select(o => o.AdvertiserId).Concat(changes.Clicks.Select(c => c.Click.AdvertiserId ?? RollupState.Nobody)).Distinct().ToList();
        var states = new List<(int, string)>();
        if (ids.Count == 0)
        {
            return states;
        }

        await using var command = Command($"{RollupSql.Zones} WHERE advertiser_id IN ({string.Join(", ", ids.Select(i => i.ToString(CultureInfo.InvariantCulture)))})");
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            states.Add((row.GetInt32(0), row.GetString(1)));
        }

        return states;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = Command(sql);
        foreach (var (index, value) in values.Index())
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@p" + index.ToString(CultureInfo.InvariantCulture), value);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(cancel);
    }

    [SuppressMessage("Security", "CA2100", Justification = "Made of this folder's own words, and ids of the store.")]
    private DbCommand Command(string sql)
    {
        var command = transaction.Connection!.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, sql);
        return command;
    }
}
