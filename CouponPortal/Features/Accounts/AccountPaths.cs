using CouponPortal.Data.Identity;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts;

/// <summary>Addresses of the static account pages.</summary>
public static class AccountPaths
{
    public const string Folder = "/account";
    public const string SignIn = "/account/sign-in";
    public const string SetUp = "/account/set-up";
    public const string ChangePassword = "/account/change-password";

    /// <summary>Signing out is a POST with the form's token: a link or an image elsewhere must not do it.</summary>
    public static void MapAccounts(this WebApplication app) =>
        app.MapPost("/account/sign-out", async (HttpContext http, IAntiforgery antiforgery, SignInManager<PortalUser> people) =>
        {
            if (!await antiforgery.IsRequestValidAsync(http))
            {
                return Results.Text("This form is too old. Go back, reload the page and try again.", statusCode: StatusCodes.Status400BadRequest);
            }

            await people.SignOutAsync();
            return Results.LocalRedirect("~" + SignIn);
        }).RequireAuthorization();

    /// <summary>Only a path of this portal: anything else would make sign-in a redirector for other sites.</summary>
    public static string LocalOrHome(string? returnUrl) =>
        returnUrl is ['/', ..] && returnUrl is not ['/', '/' or '\\', ..] && returnUrl.All(c => c is > ' ' and < '\x7F') ? returnUrl : "/";
}
