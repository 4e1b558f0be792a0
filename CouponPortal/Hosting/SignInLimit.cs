using System.Threading.RateLimiting;
using CouponPortal.Features.Accounts;
using Microsoft.AspNetCore.RateLimiting;

namespace CouponPortal.Hosting;

/// <summary>Each try of a password costs a fifth of a second of processor time: one address gets sixty a minute.</summary>
internal static class SignInLimit
{
    private static readonly FixedWindowRateLimiterOptions PerAddress = new() { PermitLimit = 60, Window = TimeSpan.FromMinutes(1) };

    public static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
            HttpMethods.IsPost(http.Request.Method) && http.Request.Path.StartsWithSegments(AccountPaths.Folder, StringComparison.OrdinalIgnoreCase)
                ? RateLimitPartition.GetFixedWindowLimiter(http.Connection.RemoteIpAddress?.ToString() ?? "", _ => PerAddress)
                : RateLimitPartition.GetNoLimiter(""));
    }
}
