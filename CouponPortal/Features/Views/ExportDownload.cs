using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views.Files;

namespace CouponPortal.Features.Views;

/// <summary>
/// GET /reports/export/{page}?format=csv|xlsx with the page's own query: what the page lists, as a file, for the signed-in person. Written as it is read; whoever leaves
/// ends the query as well.
/// </summary>
public static class ExportDownload
{
    public const string Path = "/reports/export";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path + "/{**page}", DownloadAsync).RequireAuthorization();

    /// <summary>A file's name: what and when.</summary>
    public static string FileName(IExportSource source, ExportFormat format, DateTimeOffset now) => $"{source.Page.Replace('/', '-')}-{now:yyyy-MM-dd}.{SnakeCase.Of(format)}";

    private static async Task DownloadAsync(HttpContext http, string page, IEnumerable<IExportSource> sources, Actors actors, TimeProvider time)
    {
        var cancel = http.RequestAborted;
        if (await actors.OfPrincipalAsync(http.User, cancel) is not { } actor)
        {
            await RefuseAsync(http, StatusCodes.Status403Forbidden, "Sign in again.");
            return;
        }

        if (sources.FirstOrDefault(s => s.Page == page) is not { } source)
        {
            await RefuseAsync(http, StatusCodes.Status404NotFound, "There is no such report.");
            return;
        }

        if (!SnakeCase.TryParse<ExportFormat>(http.Request.Query["format"].ToString(), out var format))
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, "Ask for format=csv or format=xlsx.");
            return;
        }

        switch (await source.OpenAsync(actor, new ReportQuery(http.Request.QueryString.Value), cancel))
        {
            case Outcome<ExportTable>.Done { Value: var table }:
                http.Response.ContentType = ExportFile.ContentType(format);
                http.Response.Headers.CacheControl = "no-store";
                http.Response.Headers.ContentDisposition = $"attachment; filename=\"{FileName(source, format, time.GetUtcNow())}\"";
                await ExportFile.WriteAsync(format, http.Response.Body, source.Title, table.Header, table.Rows, cancel);
                break;
            case Outcome<ExportTable>.Invalid invalid:
                await RefuseAsync(http, StatusCodes.Status400BadRequest, invalid.Errors.ToString());
                break;
            case Outcome<ExportTable>.Conflict conflict:
                await RefuseAsync(http, StatusCodes.Status409Conflict, conflict.Message);
                break;
            case Outcome<ExportTable>.Forbidden forbidden:
                await RefuseAsync(http, StatusCodes.Status403Forbidden, forbidden.Message);
                break;
            default:
                await RefuseAsync(http, StatusCodes.Status404NotFound, "There is nothing to export.");
                break;
        }
    }

    private static Task RefuseAsync(HttpContext http, int status, string why) => Results.Text(why, statusCode: status).ExecuteAsync(http);
}
