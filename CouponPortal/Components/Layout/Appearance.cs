namespace CouponPortal.Components.Layout;

/// <summary>The two looks of the portal, and the cookie that remembers a visitor's choice.</summary>
internal static class Appearance
{
    public const string Cookie = "CouponPortalTheme";
    public const string Light = "standard";
    public const string Dark = "standard-dark";

    /// <summary>A cookie is written by the visitor and becomes part of a stylesheet's address, so only known names pass.</summary>
    public static string Named(string? value) => value == Dark ? Dark : Light;
}
