using System.Globalization;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Feeds;
using CouponPortal.Intake.Dialects.Sheet;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace CouponPortal.Features.Integrations.OrderFiles;

/// <summary>What the page of order files sends and fetches besides its circuit: a plain form with the file, and the template.</summary>
public static class OrderFileUploads
{
    private const int Beside = 64 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(OrderFileWords.Post, UploadAsync).RequireAuthorization().WithMetadata(new RequestSizeLimitAttribute(SheetTable.MaxBytes + Beside));
        routes.MapGet(OrderFileWords.Template, http =>
        {
            http.Response.ContentType = "text/csv; charset=utf-8";
            http.Response.Headers.ContentDisposition = "attachment; filename=\"orders.csv\"";
            return http.Response.WriteAsync(string.Join(',', SheetColumns.Names) + "\r\n", http.RequestAborted);
        }).RequireAuthorization();
    }

    /// <summary>Sends the browser on to the file's page, or back with the reason.</summary>
    private static async Task<IResult> UploadAsync(HttpContext http, IAntiforgery antiforgery, Actors actors, UploadOrderFile uploads)
    {
        var cancel = http.RequestAborted;
        try
        {
            if (!http.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(http))
            {
                return Back("old");
            }

            var form = await http.Request.ReadFormAsync(cancel);
            if (form.Files.GetFile("file") is not { Length: > 0 } file)
            {
                return Back("no_file");
            }

            if (file.Length > SheetTable.MaxBytes)
            {
                return Back("too_large");
            }

            if (await actors.OfPrincipalAsync(http.User, cancel) is not { } actor)
            {
                return Back("forbidden");
            }

            var content = new byte[file.Length];
            await using (var stream = file.OpenReadStream())
            {
                await stream.ReadExactlyAsync(content, cancel);
            }

            int? advertiser = int.TryParse(form["advertiser_id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
            return await uploads.TakeAsync(actor, advertiser, file.FileName, content, cancel) switch
            {
                Outcome<OrderFile>.Done done => Results.Redirect(string.Create(CultureInfo.InvariantCulture, $"{http.Request.PathBase}{OrderFileWords.Page}/{done.Value.Id}{(done.Notices.Count > 0 ? "?again=1" : "")}")),
                Outcome<OrderFile>.Forbidden => Back("forbidden"),
                _ => Back("advertiser"),
            };
        }
        catch (Exception error) when (error is BadHttpRequestException or InvalidDataException)
        {
            return Back(error is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } ? "too_large" : "unreadable");
        }

        IResult Back(string fault) => Results.Redirect($"{http.Request.PathBase}{OrderFileWords.Page}?fault={fault}");
    }
}
