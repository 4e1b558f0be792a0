using CouponPortal.Features.Accounts;
using CouponPortal.Features.Accounts.SecondFactor;
using Microsoft.AspNetCore.Authorization;

namespace CouponPortal.Hosting;

/// <summary>Where the network requires a second factor, who has none reaches the account pages alone: no other page, no download, no circuit.</summary>
internal static class SetUpFirst
{
    public static void UseSetUpFirst(this WebApplication app) => app.Use((http, next) =>
    {
        var open = !http.User.HasClaim(SecondFactorRule.MustSetUpClaim, "true")
            || http.Request.Path.StartsWithSegments(AccountPaths.Folder, StringComparison.OrdinalIgnoreCase)
            || http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        if (open)
        {
            return next(http);
        }

        if (HttpMethods.IsGet(http.Request.Method) && !http.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Redirect($"{http.Request.PathBase}{AccountPaths.SecondFactor}");
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
        }

        return Task.CompletedTask;
    });
}
