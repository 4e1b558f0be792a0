namespace CouponPortal.Data.Writer;

/// <summary>The store cannot be written since then.</summary>
/// <param name="Since">UTC.</param>
/// <param name="Reason">The engine's own words; for operators, it may name the server.</param>
public sealed record StoreOutage(DateTime Since, string Reason);
