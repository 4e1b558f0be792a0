namespace CouponPortal.Components.Layout;

/// <summary>What the shell calls itself: the network's name, and its logo where it has one. Read by every page, so it is kept at hand.</summary>
public sealed class Branding
{
    public const string ProductName = "CouponPortal";

    /// <summary>Where the logo is served, below the base.</summary>
    public const string LogoPath = "network/logo";

    private volatile Look _look = new(ProductName, 0, false);

    public string Name => _look.Name;

    /// <summary>The product's own picture without a logo. The version makes browsers fetch a new one.</summary>
    public string Picture => _look.HasLogo ? $"{LogoPath}?v={_look.Version}" : "favicon.svg";

    public void Show(string name, int version, bool hasLogo) => _look = new(name.Length > 0 ? name : ProductName, version, hasLogo);

    private sealed record Look(string Name, int Version, bool HasLogo);
}
