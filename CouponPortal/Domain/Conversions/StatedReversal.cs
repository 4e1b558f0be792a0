namespace CouponPortal.Domain.Conversions;

/// <summary>A refund or cancellation that the state of an order lists.</summary>
/// <param name="Key">The sender's own id of it. One that begins with <see cref="StatePrefix"/> is said by states alone: a newer state without it takes it back.</param>
/// <param name="AmountText">Decimal text in the order's currency; null = the whole order.</param>
public sealed record StatedReversal(string Key, string? AmountText)
{
    public const string StatePrefix = "state ";
}
