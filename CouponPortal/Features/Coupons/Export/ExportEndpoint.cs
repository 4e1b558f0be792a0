using System.Globalization;
using System.Security.Claims;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views.Files;

namespace CouponPortal.Features.Coupons.Export;

/// <summary>GET /coupons/export?format=csv|xlsx with the list's own filters, or ids=1,2,3 of chosen rows: a download for the signed-in person.</summary>
public static class ExportEndpoint
{
    public const string Path = "/coupons/export";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, DownloadAsync).RequireAuthorization();

    private static async Task DownloadAsync(HttpContext http, CouponExport export, Actors actors)
    {
        var cancel = http.RequestAborted;
        var user = int.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
        if (await actors.OfUserAsync(user, cancel) is not { } actor)
        {
            await Results.Text("Sign in again.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(http);
            return;
        }

        var query = http.Request.Query;
        var filter = CouponQuery.Of(name => query[name].ToString()).Filter;
        var ids = query["ids"].ToString();
        if (!SnakeCase.TryParse<ExportFormat>(query["format"].ToString(), out var format) || !TryIds(ids, out var chosen))
        {
            await Results.Text($"Ask for format=csv or format=xlsx, and for at most {CouponExport.MostIds} ids.", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(http);
            return;
        }

        await AnswerAsync(http, export, await export.PrepareAsync(actor, ids.Length > 0 ? new CouponFilter(Ids: chosen) : filter, format, cancel), format);
    }

    /// <summary>The file, or in plain words why there is none.</summary>
    public static async Task AnswerAsync(HttpContext http, CouponExport export, Outcome<IAsyncEnumerable<ExportedCoupon>> outcome, ExportFormat format)
    {
        if (outcome is not Outcome<IAsyncEnumerable<ExportedCoupon>>.Done { Value: var rows })
        {
            var refusal = outcome is Outcome<IAsyncEnumerable<ExportedCoupon>>.Conflict conflict ? conflict.Message : "There is nothing to export.";
            await Results.Text(refusal, statusCode: StatusCodes.Status409Conflict).ExecuteAsync(http);
            return;
        }

        http.Response.ContentType = ExportFile.ContentType(format);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{export.FileName(format)}\"";
        await CouponExport.WriteAsync(format, http.Response.Body, rows, http.RequestAborted);
    }

    private static bool TryIds(string text, out int[] ids)
    {
        var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries);
        ids = [.. parts.Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)];
        return ids.Length <= CouponExport.MostIds;
    }
}
