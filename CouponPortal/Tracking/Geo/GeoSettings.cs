namespace CouponPortal.Tracking.Geo;

/// <summary>From where visitors' countries are known.</summary>
/// <param name="CountryHeader">A header that a proxy in front sets, and overwrites where a visitor sends it; null = none is believed.</param>
/// <param name="RegionHeader">The same for regions.</param>
/// <param name="RangesFile">A file of address ranges and their countries, or a folder of them (<see cref="CountryRangeFile"/>); asked where no header says the country.</param>
public sealed record GeoSettings(string? CountryHeader = null, string? RegionHeader = null, string? RangesFile = null);
