namespace CouponPortal.Data.Rollups;

/// <summary>SQL of the rollups that both engines read.</summary>
internal static class RollupSql
{
    public const string ClickColumns = "advertiser_id, day, offer_id, partner_id, coupon_id, outcome, clicks";

    public const string OrderColumns = "advertiser_id, day, offer_id, partner_id, coupon_id, basis, status, currency, clickless, orders, amount, reversed, payout";

    public const string AddClicks =
        "ON CONFLICT (advertiser_id, day, offer_id, partner_id, coupon_id, outcome) DO UPDATE SET clicks = click_rollups.clicks + excluded.clicks";

    public const string AddOrders =
        "ON CONFLICT (advertiser_id, day, offer_id, partner_id, coupon_id, basis, status, currency, clickless) DO UPDATE SET "
        + "orders = conversion_rollups.orders + excluded.orders, amount = conversion_rollups.amount + excluded.amount, "
        + "reversed = conversion_rollups.reversed + excluded.reversed, payout = conversion_rollups.payout + excluded.payout";

    public const string Version = "SELECT version FROM rollup_states WHERE advertiser_id = 0";

    public const string Zones = "SELECT advertiser_id, zone FROM rollup_states";

    /// <summary>Writers share it; who rebuilds a day or changes a zone has it alone. On PostgreSQL; on SQLite there is one writer anyway.</summary>
    public const string Share = "SELECT pg_advisory_xact_lock_shared(7303, 0)";

    /// <inheritdoc cref="Share"/>
    public const string Exclude = "SELECT pg_advisory_xact_lock(7303, 0)";

    public const string CountVersionUp = "UPDATE rollup_states SET version = version + 1 WHERE advertiser_id = 0";
}
