using CouponPortal.Components.Layout;
using CouponPortal.Data.Identity;
using CouponPortal.Features.Accounts.OpenId;
using CouponPortal.Features.Accounts.Passkeys;
using CouponPortal.Features.Accounts.Personal;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts;

/// <summary>What the account pages ask for besides their forms. Everything is a POST with the form's token: a link or an image elsewhere must not do it.</summary>
public static class AccountEndpoints
{
    public static void MapAccounts(this WebApplication app)
    {
        app.MapPost("/account/sign-out", SignOutAsync).RequireAuthorization();
        app.MapPost("/account/appearance", AppearanceAsync).RequireAuthorization();
        app.MapPost("/account/passkeys/options", AddOptionsAsync).RequireAuthorization();
        app.MapPost("/account/passkeys/challenge", SignInOptionsAsync).AllowAnonymous();

        // A link and not a form: the page's policy lets no form lead to another site. It changes nothing here.
        app.MapGet(OpenIdSettings.StartPath, Start).AllowAnonymous();
    }

    private static IResult Start(HttpContext http, string? returnUrl) =>
        http.RequestServices.GetService<OpenIdSettings>() is null
            ? Results.NotFound()
            : Results.Challenge(new AuthenticationProperties { RedirectUri = AccountPaths.LocalOrHome(returnUrl) }, [OpenIdSettings.Scheme]);

    private static IResult TooOld() => Results.Text("This form is too old. Go back, reload the page and try again.", statusCode: StatusCodes.Status400BadRequest);

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery, SignInManager<PortalUser> people, OwnSessions own)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return TooOld();
        }

        if (OwnSessions.CurrentOf(http.User) is { } session)
        {
            await own.EndAsync(http.User, session);
        }

        await people.SignOutAsync();
        return Results.LocalRedirect("~" + AccountPaths.SignIn);
    }

    private static async Task<IResult> AppearanceAsync(HttpContext http, IAntiforgery antiforgery, SavePersonal personal)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return TooOld();
        }

        await personal.SetThemeAsync(http.User, Appearance.ThemeOf(http.Request.Form["theme"].ToString()));
        return Results.NoContent();
    }

    private static async Task<IResult> AddOptionsAsync(HttpContext http, IAntiforgery antiforgery, OwnPasskeys own) =>
        !await antiforgery.IsRequestValidAsync(http) ? TooOld()
        : await own.OptionsAsync(http.User) is { } options ? Results.Text(options, "application/json") : Results.StatusCode(StatusCodes.Status403Forbidden);

    private static async Task<IResult> SignInOptionsAsync(HttpContext http, IAntiforgery antiforgery, PasskeySignIn passkeys) =>
        !await antiforgery.IsRequestValidAsync(http) ? TooOld() : Results.Text(await passkeys.OptionsAsync(), "application/json");
}
