using CouponPortal.Domain.Accounts;

namespace CouponPortal.Components.Layout;

/// <summary>The looks of the portal, and the cookie that remembers a visitor's choice.</summary>
internal static class Appearance
{
    public const string Cookie = "CouponPortalTheme";
    public const string Light = "standard";
    public const string Dark = "standard-dark";

    /// <summary>As the visitor's computer: both stylesheets are named, and the browser takes one.</summary>
    public const string System = "system";

    /// <summary>A cookie is written by the visitor and becomes part of a stylesheet's address, so only known names pass.</summary>
    public static string Named(string? value) => value is Dark or Light ? value : System;

    public static string NameOf(Theme theme) => theme switch
    {
        Theme.System => System,
        Theme.Light => Light,
        Theme.Dark => Dark,
    };

    public static Theme ThemeOf(string name) => name switch
    {
        Dark => Theme.Dark,
        Light => Theme.Light,
        _ => Theme.System,
    };
}
