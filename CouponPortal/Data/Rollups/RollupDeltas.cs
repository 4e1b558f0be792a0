using System.Runtime.InteropServices;
using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain.Clicks;

namespace CouponPortal.Data.Rollups;

/// <summary>What one transaction adds to the rollups; used again and again, so that an event costs no memory.</summary>
internal sealed class RollupDeltas
{
    // A click's key is in milliseconds.
    private static readonly long KeysAMillisecond = EventKey.First(DateTime.UnixEpoch.AddMilliseconds(1));

    private readonly Dictionary<ClickKey, long> _clicks = [];
    private readonly Dictionary<OrderKeyOfDay, OrderSums> _orders = [];
    private readonly List<ClickKey> _clickKeys = [];
    private readonly List<OrderKeyOfDay> _orderKeys = [];

    public void Clear()
    {
        _clicks.Clear();
        _orders.Clear();
    }

    public void Add(Click click, RollupZones zones, long count = 1)
    {
        if (zones.TryDay(click.AdvertiserId ?? RollupState.Nobody, click.Id / KeysAMillisecond * 1_000, out var day))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_clicks, ClickKey.Of(click, day), out _) += count;
        }
    }

    public void Add(in OrderImage order, RollupZones zones)
    {
        if (!order.IsTest && zones.TryDay(order.AdvertiserId, UtcMicroseconds.FromUtc(order.OrderTime), out var day))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_orders, order.KeyOn(day), out _) += order.Sums;
        }
    }

    /// <summary>In the order that every writer takes them in.</summary>
    public List<ClickKey> ClickKeys() => Sorted(_clicks, _clickKeys);

    /// <inheritdoc cref="ClickKeys"/>
    public List<OrderKeyOfDay> OrderKeys() => Sorted(_orders, _orderKeys);

    public long Of(ClickKey key) => _clicks[key];

    public OrderSums Of(in OrderKeyOfDay key) => _orders[key];

    // What a change puts back where it took it from is left out.
    private static List<TKey> Sorted<TKey, TSums>(Dictionary<TKey, TSums> all, List<TKey> keys)
        where TKey : notnull
        where TSums : struct, IEquatable<TSums>
    {
        keys.Clear();
        foreach (var (key, sums) in all)
        {
            if (!sums.Equals(default))
            {
                keys.Add(key);
            }
        }

        keys.Sort();
        return keys;
    }
}
