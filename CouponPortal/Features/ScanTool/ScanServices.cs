using CouponPortal.Features.ScanTool.Following;

namespace CouponPortal.Features.ScanTool;

/// <summary>The Scan Tool's use cases.</summary>
internal static class ScanServices
{
    /// <param name="http">Makes the guarded client that follows redirects.</param>
    public static void AddScanTool(this IServiceCollection services, Func<IServiceProvider, ScanSettings> settings, Func<IServiceProvider, FollowRedirects> http) =>
        services.AddSingleton(settings).AddSingleton<RunScan>().AddSingleton<FollowLimit>().AddSingleton(http);
}
