using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Feeds;
using CouponPortal.Features.Integrations.OrderFiles;
using CouponPortal.Intake.Dialects.Sheet;
using CouponPortal.Intake.Feeds;
using Microsoft.AspNetCore.Mvc;

namespace CouponPortal.Api;

/// <summary>/api/v1/order-files: orders as xlsx or CSV (S2); the use cases of the page.</summary>
internal static class OrderFilesApi
{
    private static readonly ApiField[] Fields = [new("file", ApiFieldKind.File), new("advertiser_id", ApiFieldKind.Integer), new("dry_run", ApiFieldKind.Flag)];

    public static void Map(IEndpointRouteBuilder api)
    {
        var files = api.MapGroup("/order-files").WithTags("Order files");
        files.MapGet("", ListAsync).Lists<OrderFileView>("Uploaded files of orders by id.", request => request.QueryInteger("advertiser_id"));
        files.MapGet("/{id:int}", OneAsync).Shows<OrderFileAnswer>("One file, with what each row became, or would become.");
        files.MapPost("", UploadAsync).WithMetadata(new RequestSizeLimitAttribute(SheetTable.MaxBytes + (64 * 1024))).Uploads<OrderFileAnswer>(
            "Adds orders from an xlsx or CSV file of up to 16 MB and 10,000 rows, each row by itself. With dry_run nothing is added. The same file again adds nothing.", Fields, "file");
        files.MapPost("/{id:int}/apply", ApplyAsync).Changes<OrderFileAnswer>("Adds the orders of a file after its dry run.", body => body.RefuseOthers());
    }

    private static async Task<IResult> ListAsync(ApiRequest request, OrderFileList list)
    {
        var advertiser = request.QueryInteger("advertiser_id");
        var (after, limit) = (request.Cursor(), request.Limit());
        request.RefuseOtherFilters();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.List(await list.SliceAsync(request.Actor, advertiser, after, limit, request.Cancel), row => OrderFileView.Of(row.File));
    }

    private static async Task<IResult> OneAsync(int id, ApiRequest request, OrderFileList list, Catalog catalog) =>
        ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is { } details ? OrderFileAnswer.Of(details, catalog.Current.Ids) : null);

    private static async Task<IResult> UploadAsync(ApiUpload upload, UploadOrderFile uploads, ApplyOrderFile apply, OrderFileList list, Catalog catalog)
    {
        if (!upload.Form.HasFile)
        {
            upload.Errors.Add("file", "Send the file as a part with a file name.");
        }

        var (advertiser, dryRun) = (upload.Integer("advertiser_id"), upload.Flag("dry_run"));
        upload.RefuseOthers(Fields.Select(f => f.Name));
        if (upload.Errors.Any)
        {
            return ApiResults.Invalid(upload.Errors);
        }

        if (new FileInfo(upload.Form.Path).Length > SheetTable.MaxBytes)
        {
            return ApiResults.Problem(StatusCodes.Status413PayloadTooLarge, "too_large", $"The file has more than {SheetTable.MaxBytes / 1024 / 1024} MB.");
        }

        var content = await File.ReadAllBytesAsync(upload.Form.Path, upload.Cancel);
        var outcome = await uploads.TakeAsync(upload.Actor, advertiser, upload.Form.FileName, content, upload.Cancel);
        if (outcome is not Outcome<OrderFile>.Done { Value: var file })
        {
            return ApiResults.Changed(outcome, taken => OrderFileView.Of(taken));
        }

        if (file.State == OrderFileState.Refused)
        {
            return ApiResults.Problem(StatusCodes.Status400BadRequest, file.FaultCode!, file.Fault!, new Dictionary<string, string[]>(StringComparer.Ordinal) { ["file"] = [file.Fault!] });
        }

        var ids = catalog.Current.Ids;
        return dryRun
            ? ApiResults.One(await list.OneAsync(upload.Actor, file.Id, upload.Cancel) is { } preview ? OrderFileAnswer.Of(preview, ids) : null)
            : ApiResults.Changed(await apply.TakeAsync(upload.Actor, file.Id, upload.Cancel), details => OrderFileAnswer.Of(details, ids));
    }

    private static async Task<IResult> ApplyAsync(int id, ApiRequest request, ApplyOrderFile apply, Catalog catalog)
    {
        request.Body.RefuseOthers();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Changed(await apply.TakeAsync(request.Actor, id, request.Cancel), details => OrderFileAnswer.Of(details, catalog.Current.Ids));
    }
}

/// <summary>A file as the list shows it.</summary>
internal sealed record OrderFileView(
    int Id, int AdvertiserId, string FileName, string Sha256, long Bytes, OrderFileState State, string? FaultCode, string? Fault, string UploadedBy, DateTime UploadedAt, DateTime? AppliedAt,
    int Rows, int Accepted, int Duplicates, int Held, int Refused)
{
    public static OrderFileView Of(OrderFile file) => new(
        file.Id, file.AdvertiserId, file.FileName, file.Hash, file.Bytes, file.State, file.FaultCode, file.Fault, file.UploadedBy, file.UploadedAt, file.AppliedAt,
        file.Rows, file.Accepted, file.Duplicates, file.Held, file.Refused);
}

/// <summary>A file with its rows.</summary>
/// <param name="Accepted">Of the rows: what was added, or before that what would be.</param>
internal sealed record OrderFileAnswer(OrderFileView File, int Accepted, int Duplicates, int Held, int Refused, IReadOnlyList<OrderFileRowView> Rows)
{
    public static OrderFileAnswer Of(OrderFileDetails details, PublicIds ids) => new(
        OrderFileView.Of(details.File), details.Count(FeedOutcome.Accepted), details.Count(FeedOutcome.Duplicate), details.Count(FeedOutcome.Held), details.Count(FeedOutcome.Refused),
        [.. details.Rows.Select(r => OrderFileRowView.Of(r, ids))]);
}

internal sealed record OrderFileRowView(
    int Row, FeedOutcome Outcome, string? OrderId, string? CouponCode, string? Amount, ConversionStatus? Status, AttributionOutcome? Credit, int? PartnerId, string? ConversionId,
    IReadOnlyList<string> Reasons, string? Message)
{
    public static OrderFileRowView Of(OrderFileRow row, PublicIds ids) => new(
        row.Row, row.Outcome, row.OrderId, row.Code, row.Amount, row.Status, row.Credit, row.PartnerId, row.ConversionId is { } key ? ids.Format(key) : null, row.Reasons, row.Message);
}
