namespace CouponPortal.Tracking.Clicks.Screening;

/// <summary>What the operator may say of screening.</summary>
/// <param name="Enabled">False: no visit is looked at, as if every advertiser had every check off.</param>
/// <param name="LocalAddresses">
/// Whether visits from addresses of one's own network are counted by network too. They are not unless said: behind a proxy that is not trusted by setting, everybody has
/// the proxy's address.
/// </param>
public sealed record ScreeningSettings(bool Enabled = true, bool LocalAddresses = false);
