namespace CouponPortal.Domain.Conversions;

/// <summary>
/// What makes two hits the same order (RULES §4): the order id; without one click id + event; with neither each hit counts, unless it carries an
/// Idempotency-Key. The prefix keeps the kinds apart.
/// </summary>
public static class OrderKey
{
    /// <summary>The event of a plain order: sent as nothing, <c>0</c> (Everflow's base conversion) or <c>sale</c>.</summary>
    public const string SaleEvent = "sale";

    /// <summary>Longest order id (Admitad's limit).</summary>
    public const int MaxOrderId = 100;

    /// <summary>Before the key of a test order, so that it and the real order of one id never stand in each other's way.</summary>
    public const string TestPrefix = "t:";

    /// <summary>An empty text counts as none: it would make one order of all that have it.</summary>
    public static string For(string? orderId, long? clickId, string? idempotencyKey, long ownKey) => (orderId, clickId, idempotencyKey) switch
    {
        ({ Length: > 0 } id, _, _) => "o:" + id,
        (_, { } click, _) => "c:" + click.ToString("x16", null),
        (_, null, { Length: > 0 } key) => "k:" + key,
        _ => "h:" + ownKey.ToString("x16", null),
    };

    /// <summary>Base conversions have one name, whatever the sender's product calls them.</summary>
    public static string NormaliseEvent(string? sent) => sent?.Trim() switch
    {
        null or "" or "0" => SaleEvent,
        var name => name.ToLowerInvariant(),
    };
}
