using CouponPortal.Data.Identity;
using CouponPortal.Features.Views.Files;

namespace CouponPortal.Features.Views.Schedules;

/// <summary>GET /reports/scheduled/{run}: the file of a run, for its owner and the network admin.</summary>
public static class ExportFiles
{
    public const string Path = "/reports/scheduled";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path + "/{run:int}", DownloadAsync).RequireAuthorization();

    private static async Task<IResult> DownloadAsync(HttpContext http, int run, ScheduledExportList list, ExportFolder folder, Actors actors)
    {
        if (await actors.OfPrincipalAsync(http.User, http.RequestAborted) is not { } actor)
        {
            return Results.Text("Sign in again.", statusCode: StatusCodes.Status403Forbidden);
        }

        if (await list.FileAsync(actor, run, http.RequestAborted) is not { } found || folder.Open(run) is not { } file)
        {
            return Results.Text("There is no such file, or it was kept long enough.", statusCode: StatusCodes.Status404NotFound);
        }

        http.Response.Headers.CacheControl = "no-store";
        return Results.Stream(file, ExportFile.ContentType(found.Format), found.Run.FileName);
    }
}
