namespace CouponPortal.Components.Layout;

/// <param name="Href">Relative to the base, so that the portal also works under a path.</param>
/// <param name="Icon">A name of the icon font.</param>
public sealed record NavItem(string Text, string Href, string Icon);

/// <summary>A part of the menu.</summary>
public sealed record NavGroup(string? Title, params NavItem[] Items);
