namespace CouponPortal.Tracking.Geo;

/// <summary>From where visitors' countries are known.</summary>
/// <param name="CountryHeader">A header that a proxy in front sets, and overwrites where a visitor sends it; null = none is believed.</param>
/// <param name="RegionHeader">The same for regions.</param>
public sealed record GeoSettings(string? CountryHeader = null, string? RegionHeader = null);
