using System.Reflection;

namespace CouponPortal.Hosting;

/// <summary>Which build this is.</summary>
internal static class ProductVersion
{
    /// <summary>e.g. 1.0.0, or 1.0.0+abc… where the build knew its commit.</summary>
    public static string Text { get; } = typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
