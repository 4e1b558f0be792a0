using CouponPortal.Components.Layout;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Settings;

/// <summary>The logo over HTTP: its upload, by a plain form, and the picture itself.</summary>
public static class NetworkLogo
{
    internal const string UploadPath = "/settings/network/logo";
    private const int MaxForm = PictureType.MaxBytes + (64 * 1024);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(UploadPath, UploadAsync).RequireAuthorization().DisableAntiforgery();

        // Also beside the sign-in form.
        routes.MapGet("/" + Branding.LogoPath, ShowAsync).AllowAnonymous();
    }

    private static async Task<IResult> UploadAsync(HttpContext http, IAntiforgery antiforgery, Actors actors, NetworkSettings settings)
    {
        if (http.Request.ContentLength is null or > MaxForm)
        {
            return Back(http, PictureType.Of(new byte[PictureType.MaxBytes + 1]).Fault!);
        }

        try
        {
            if (!await antiforgery.IsRequestValidAsync(http))
            {
                return Back(http, "This page was too old. Choose the picture again.");
            }
        }
        catch (InvalidDataException)
        {
            return Back(http, "The form did not arrive whole. Choose the picture again.");
        }

        if (await actors.OfPrincipalAsync(http.User, http.RequestAborted) is not { } actor)
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        using var picture = new MemoryStream();
        if (form.ContainsKey("remove"))
        {
            picture.SetLength(0);
        }
        else if (form.Files.GetFile("logo") is { Length: > 0 } file)
        {
            await file.CopyToAsync(picture, http.RequestAborted);
        }
        else
        {
            return Back(http, "Choose a picture first.");
        }

        return await settings.SetLogoAsync(actor, picture.ToArray(), http.RequestAborted) switch
        {
            Outcome<NetworkState>.Done => Back(http, null),
            Outcome<NetworkState>.Invalid invalid => Back(http, invalid.Errors.ToString()),
            Outcome<NetworkState>.Forbidden => Results.StatusCode(StatusCodes.Status403Forbidden),
            _ => Back(http, "Somebody saved the settings meanwhile. Choose the picture again."),
        };
    }

    private static async Task<IResult> ShowAsync(HttpContext http, IDbContextFactory<PortalDbContext> contexts)
    {
        await using var db = await contexts.CreateDbContextAsync(http.RequestAborted);
        var logo = await db.NetworkStates.Where(n => n.LogoType != null).Select(n => new { n.Logo, n.LogoType }).FirstOrDefaultAsync(http.RequestAborted);
        if (logo is null)
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "public, max-age=3600";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Bytes(logo.Logo, logo.LogoType);
    }

    // Relative: behind a proxy this process does not know the address that people see.
    private static IResult Back(HttpContext http, string? fault) =>
        Results.Redirect($"{http.Request.PathBase}/settings/network{(fault is null ? "?logo=saved" : "?logo_fault=" + Uri.EscapeDataString(fault))}");
}
