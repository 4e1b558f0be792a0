using CouponPortal.Data.Writer;
using CouponPortal.Domain;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Data.Rollups;

/// <summary>The rollups' part of the event writer's transaction on SQLite.</summary>
internal sealed class SqliteRollups(Func<string, SqliteStatement> prepare)
{
    private readonly SqliteStatement _version = prepare(RollupSql.Version);
    private readonly SqliteStatement _states = prepare(RollupSql.Zones);
    private readonly SqliteStatement _clicks = prepare($"INSERT INTO click_rollups ({RollupSql.ClickColumns}) VALUES (?,?,?,?,?,?,?) {RollupSql.AddClicks}");
    private readonly SqliteStatement _orders = prepare($"INSERT INTO conversion_rollups ({RollupSql.OrderColumns}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) {RollupSql.AddOrders}");
    private readonly RollupZones _zones = new();
    private readonly RollupDeltas _deltas = new();

    /// <summary>After the transaction has begun: zones cannot change any more.</summary>
    public void Begin()
    {
        _deltas.Clear();
        var version = _version.Step() ? _version.Int64(0) : 0;
        _version.Reset();
        if (version != _zones.Version)
        {
            _zones.Load(version, States().ToList());
        }
    }

    public void Add(Click click) => _deltas.Add(click, _zones);

    public void Add(Conversion order) => _deltas.Add(OrderImage.Of(order), _zones);

    /// <summary>Before the commit.</summary>
    public void Write()
    {
        foreach (var k in _deltas.ClickKeys())
        {
            _clicks.Bind(k.AdvertiserId).Bind(k.Day).Bind(k.OfferId).Bind(k.PartnerId).Bind(k.CouponId).Bind(SnakeCase.Of(k.Outcome)).Bind(_deltas.Of(k)).Execute();
        }

        foreach (var k in _deltas.OrderKeys())
        {
            var sums = _deltas.Of(k);
            _orders.Bind(k.AdvertiserId).Bind(k.Day).Bind(k.OfferId).Bind(k.PartnerId).Bind(k.CouponId).Bind(SnakeCase.Of(k.Basis)).Bind(SnakeCase.Of(k.Status))
                .Bind(k.Currency).Bind(k.Clickless ? 1L : 0).Bind(sums.Orders).Bind(sums.Amount).Bind(sums.Reversed).Bind(sums.Payout).Execute();
        }
    }

    private IEnumerable<(int, string)> States()
    {
        while (_states.Step())
        {
            yield return ((int)_states.Int64(0), _states.Text(1)!);
        }

        _states.Reset();
    }
}
