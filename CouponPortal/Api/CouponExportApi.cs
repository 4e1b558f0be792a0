using CouponPortal.Domain;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Coupons.Export;
using CouponPortal.Features.Views.Files;

namespace CouponPortal.Api;

/// <summary>/api/v1/coupons/export: the list as a file that a bulk update reads back.</summary>
internal static class CouponExportApi
{
    public static void Map(RouteGroupBuilder coupons) => coupons.MapGet("/export", GetAsync).Downloads(
        "The coupons of the list's filters as a file, format csv (default) or xlsx: the columns of a bulk update.",
        request => Read(request),
        ExportFile.ContentType(ExportFormat.Csv),
        ExportFile.ContentType(ExportFormat.Xlsx));

    private static (Features.Coupons.CouponFilter Filter, ExportFormat Format) Read(ApiRequest request) =>
        (CouponsApi.FilterOf(request), request.QueryChoice<ExportFormat>("format") ?? ExportFormat.Csv);

    private static async Task<IResult> GetAsync(ApiRequest request, CouponExport export)
    {
        var (filter, format) = Read(request);
        request.RefuseOtherFilters();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        return await export.PrepareAsync(request.Actor, filter, format, request.Cancel) switch
        {
            Outcome<IAsyncEnumerable<ExportedCoupon>>.Done { Value: var rows } => Results.Stream(
                stream => CouponExport.WriteAsync(format, stream, rows, request.Cancel), ExportFile.ContentType(format), export.FileName(format)),
            Outcome<IAsyncEnumerable<ExportedCoupon>>.Conflict conflict => ApiResults.Problem(StatusCodes.Status409Conflict, conflict.Code, conflict.Message),
            _ => throw new InvalidOperationException("An export is done or too large."),
        };
    }
}
