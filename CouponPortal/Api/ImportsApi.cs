using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Features.Coupons.Import;
using CouponPortal.Features.Coupons.Import.Files;
using Microsoft.AspNetCore.Mvc;

namespace CouponPortal.Api;

/// <summary>/api/v1/coupons/bulk and imports: coupons from a CSV file (WIRE), the use cases of the import page.</summary>
internal static class ImportsApi
{
    private static readonly ApiField[] Fields =
    [
        new("file", ApiFieldKind.File), new("mode", ApiFieldKind.Choice, typeof(ImportMode)), new("dry_run", ApiFieldKind.Flag), new("all_or_nothing", ApiFieldKind.Flag),
        new("advertiser_id", ApiFieldKind.Integer), new("offer_id", ApiFieldKind.Integer), new("encoding", ApiFieldKind.Choice, typeof(ImportEncoding)), new("ignore_unknown_columns", ApiFieldKind.Flag),
    ];

    private enum ImportMode
    {
        Add,
        Update,
    }

    private enum ImportEncoding
    {
        Unicode,
        Windows1252,
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/coupons/bulk", BulkAsync).WithTags("Imports").WithMetadata(new RequestSizeLimitAttribute(FileLimits.MaxBytes + (1024 * 1024))).Uploads<ImportAnswer>(
            $"Adds or updates coupons from a CSV file of up to 256 MB and 1,000,000 rows. With dry_run nothing is written. rows has the first {ImportAnswer.MostRows}, rejected ones first; rows_url has all.",
            Fields, "file", "mode");
        var imports = api.MapGroup("/imports").WithTags("Imports");
        imports.MapGet("/{id:int}", OneAsync).Shows<ImportAnswer>("One import, and its first rows.");
        imports.MapGet("/{id:int}/rows", RowsAsync).Lists<ImportRowAnswer>("Rows of an import in the file's order, until a day after it was applied.", request => OutcomeOf(request));
        imports.MapPost("/{id:int}/apply", ApplyAsync).Changes<ImportAnswer>("Applies an import after its dry run; ends when it is done.", body => AllOrNothing(body));
    }

    private static async Task<IResult> BulkAsync(ApiUpload upload, UploadImport uploads, [AsParameters] ImportCalls calls)
    {
        var (order, dryRun, all) = Read(upload);
        if (upload.Errors.Any)
        {
            return ApiResults.Invalid(upload.Errors);
        }

        return await uploads.TakeAsync(upload.Actor, order, upload.Form.Path, upload.Form.FileName, upload.Cancel) switch
        {
            Outcome<UploadTaken>.Done { Value: { Batch: { } batch } } => await calls.FirstAsync(upload.Actor, batch.Id, dryRun ? null : all, upload.Cancel),
            Outcome<UploadTaken>.Done done => Faults(done.Value.Faults),
            var refused => ApiResults.Changed(refused, taken => taken),
        };
    }

    private static (UploadOrder Order, bool DryRun, bool AllOrNothing) Read(ApiUpload upload)
    {
        var (mode, encoding) = (Choice<ImportMode>(upload, "mode"), Choice<ImportEncoding>(upload, "encoding"));
        if (mode is null && upload.Errors.For("mode").Count == 0)
        {
            upload.Errors.Add("mode", "Send add or update.");
        }

        if (!upload.Form.HasFile)
        {
            upload.Errors.Add("file", "Send the CSV as a part with a file name.");
        }

        var order = new UploadOrder(
            mode == ImportMode.Update ? CouponBatchKind.Update : CouponBatchKind.Add,
            upload.Integer("advertiser_id"),
            upload.Integer("offer_id"),
            AsWindows1252: encoding == ImportEncoding.Windows1252,
            IgnoresUnknown: upload.Flag("ignore_unknown_columns"));
        var (dryRun, all) = (upload.Flag("dry_run"), upload.Flag("all_or_nothing"));
        upload.RefuseOthers(Fields.Select(f => f.Name));
        return (order, dryRun, all);
    }

    private static TEnum? Choice<TEnum>(ApiUpload upload, string name)
        where TEnum : struct, Enum
    {
        if (upload.Text(name) is not { } text)
        {
            return null;
        }

        if (SnakeCase.TryParse<TEnum>(text, out var value))
        {
            return value;
        }

        upload.Errors.Add(name, ApiBody.Choices<TEnum>());
        return null;
    }

    private static IResult Faults(IReadOnlyList<FileFault> faults)
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["code"] = faults[0].Code,
            ["errors"] = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["file"] = [.. faults.Select(f => f.Message)] },
            ["line"] = faults[0].Line,
            ["column"] = faults[0].Column,
        };
        return Results.Problem(string.Join(" ", faults.Select(f => f.Message)), statusCode: StatusCodes.Status400BadRequest, title: faults[0].Code.Replace('_', ' '), extensions: extensions);
    }

    private static async Task<IResult> OneAsync(int id, ApiRequest request, [AsParameters] ImportCalls calls) => await calls.AnswerAsync(request.Actor, id, request.Cancel);

    private static EntryOutcome? OutcomeOf(ApiRequest request) => request.QueryChoice<EntryOutcome>("outcome", ("rejected", EntryOutcome.Refused));

    private static async Task<IResult> RowsAsync(int id, ApiRequest request, ImportList list)
    {
        var (outcome, after, limit) = (OutcomeOf(request), request.Cursor(), request.Limit());
        request.RefuseOtherFilters();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        return await list.OneAsync(request.Actor, id, request.Cancel) is { } import
            ? ApiResults.List(await list.SliceAsync(import, outcome, after, limit, request.Cancel), row => ImportRowAnswer.Of(row, import))
            : ApiResults.NotFound();
    }

    private static bool AllOrNothing(ApiBody body)
    {
        var all = body.Flag("all_or_nothing", otherwise: false);
        body.RefuseOthers();
        return all;
    }

    private static async Task<IResult> ApplyAsync(int id, ApiRequest request, [AsParameters] ImportCalls calls)
    {
        var all = AllOrNothing(request.Body);
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : await calls.ApplyAsync(request.Actor, id, all, request.Cancel);
    }
}
