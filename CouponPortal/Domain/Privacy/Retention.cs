namespace CouponPortal.Domain.Privacy;

/// <summary>How long what may tell of a person is kept. Sums and orders' money stay: the rollups and the ledger are never shortened.</summary>
public static class Retention
{
    /// <summary>13 months: a season can be compared with the one before.</summary>
    public const int DefaultClickDays = 396;

    /// <summary>As long as requests are read again at all.</summary>
    public const int DefaultHitDays = 30;
    public const int DefaultExportDays = 90;

    /// <summary>Ten years.</summary>
    public const int MostDays = 3_660;

    /// <summary>Clicks must be there for as long as an order may name them; the longest lookback is 365 days, and a shorter one is an advertiser's own.</summary>
    public const int FewestClickDays = 30;
    public const int FewestDays = 1;

    /// <param name="days">0 = for good.</param>
    /// <returns>A sentence; null when it is right.</returns>
    public static string? Fault(int days, int fewest) =>
        days == 0 || (days >= fewest && days <= MostDays) ? null : $"Type {fewest} to {MostDays} days, or 0 to keep them for good.";

    /// <returns>What is older goes; null = nothing does.</returns>
    public static DateTime? Before(DateTime now, int days) => days == 0 ? null : now - TimeSpan.FromDays(days);
}
