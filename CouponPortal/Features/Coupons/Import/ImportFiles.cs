using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Features.Coupons.Import.Files;
using CsvHelper;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>What the import pages send and fetch besides their circuit, for the signed-in person: the file itself, templates, refused rows.</summary>
public static class ImportFiles
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ImportPaths.Post, UploadAsync).RequireAuthorization().WithMetadata(new RequestSizeLimitAttribute(FileLimits.MaxBytes + (1024 * 1024)));
        routes.MapGet(ImportPaths.AddTemplate, http => TemplateAsync(http, ImportTemplates.Add)).RequireAuthorization();
        routes.MapGet(ImportPaths.UpdateTemplate, http => TemplateAsync(http, ImportTemplates.Update)).RequireAuthorization();
        routes.MapGet("/coupons/import/{id:int}/refused.csv", RefusedAsync).RequireAuthorization();
    }

    /// <summary>Answers <c>{"location"}</c> of the import, or <c>{"faults"}</c>, sentences for the page.</summary>
    private static async Task<IResult> UploadAsync(
        HttpContext http, IAntiforgery antiforgery, IOptions<AntiforgeryOptions> options, Actors actors, ImportFolder folder, UploadImport uploads, RunImport run)
    {
        // In a header: to look for the token in the form would read the whole file into memory first.
        if (!http.Request.Headers.ContainsKey(options.Value.HeaderName!) || !await antiforgery.IsRequestValidAsync(http))
        {
            return Refused(StatusCodes.Status400BadRequest, "This page is too old. Reload it and upload the file again.");
        }

        if (await actors.OfPrincipalAsync(http.User, http.RequestAborted) is not { } actor)
        {
            return Refused(StatusCodes.Status403Forbidden, "Sign in again: this account is no longer active.");
        }

        try
        {
            using var form = await UploadForm.ReadAsync(http.Request, folder, http.RequestAborted);
            return form.HasFile ? await TakeAsync(actor, form, uploads, run, http.RequestAborted) : Refused(StatusCodes.Status400BadRequest, "Choose a file.");
        }
        catch (FileFaultException error)
        {
            return Refused(error.Fault.Code == "too_large" ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest, error.Message);
        }
    }

    private static async Task<IResult> TakeAsync(Actor actor, UploadForm form, UploadImport uploads, RunImport run, CancellationToken cancel)
    {
        var order = new UploadOrder(
            form.Text("mode") == SnakeCase.Of(CouponBatchKind.Update) ? CouponBatchKind.Update : CouponBatchKind.Add,
            CouponQuery.Integer(form.Text("advertiser_id")),
            AsWindows1252: form.Text("encoding") == SnakeCase.Of(FileEncoding.Windows1252),
            AsksColumns: true);
        switch (await uploads.TakeAsync(actor, order, form.Path, form.FileName, cancel))
        {
            case Outcome<UploadTaken>.Done { Value: { Batch: { } batch } taken }:
                if (!taken.NeedsColumns && batch.State == CouponBatchState.Reading)
                {
                    await run.JudgeAsync(actor, batch.Id, cancel);
                }

                return Results.Json(new { location = ImportPaths.Of(batch.Id).TrimStart('/') });
            case Outcome<UploadTaken>.Done done:
                return Refused(StatusCodes.Status400BadRequest, [.. done.Value.Faults.Select(f => f.Message)]);
            case Outcome<UploadTaken>.Invalid invalid:
                return Refused(StatusCodes.Status400BadRequest, [.. invalid.Errors.ByField.SelectMany(e => e.Value)]);
            case Outcome<UploadTaken>.Forbidden forbidden:
                return Refused(StatusCodes.Status403Forbidden, forbidden.Message);
            default:
                return Refused(StatusCodes.Status404NotFound, "There is no such advertiser.");
        }
    }

    private static IResult Refused(int status, params string[] faults) => Results.Json(new { faults }, statusCode: status);

    private static async Task TemplateAsync(HttpContext http, IReadOnlyList<string> header)
    {
        Attach(http, header == ImportTemplates.Add ? "add-coupons.csv" : "update-coupons.csv");
        await using var csv = CsvWriter.Create(http.Response.Body, new CsvWriterOptions(), leaveOpen: true);
        await csv.WriteRecordAsync((string[])[.. header], http.RequestAborted);
    }

    /// <summary>The refused rows as they came, with their reasons in a column that a later upload does not read.</summary>
    private static async Task RefusedAsync(int id, HttpContext http, Actors actors, ImportList list)
    {
        var cancel = http.RequestAborted;
        if (await actors.OfPrincipalAsync(http.User, cancel) is not { } actor || await list.OneAsync(actor, id, cancel) is not { HasRows: true } import)
        {
            await Results.NotFound().ExecuteAsync(http);
            return;
        }

        Attach(http, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"refused-rows-{id}.csv"));
        await using var csv = CsvWriter.Create(http.Response.Body, new CsvWriterOptions { WriteByteOrderMark = true, Separator = import.Settings.Separator }, leaveOpen: true);
        var names = import.Settings.Columns.Select(c => c.Name).ToList();
        var errors = names.FindIndex(n => Columns.ImportFields.Normal(n) == "errors");
        await csv.WriteRecordAsync([.. names.Where((_, i) => i != errors).Select(SpreadsheetCell.Guard), "errors"], cancel);
        Slice<ImportRowView> rows;
        var after = 0L;
        do
        {
            rows = await list.SliceAsync(import, EntryOutcome.Refused, after, 1_000, cancel);
            foreach (var row in rows.Rows)
            {
                var reasons = string.Join(" ", row.Detail.Errors.Select(e => $"{e.Key}: {string.Join(" ", e.Value)}"));
                await csv.WriteRecordAsync([.. row.Cells.Where((_, i) => i != errors).Select(SpreadsheetCell.Guard), SpreadsheetCell.Guard(reasons)], cancel);
            }

            after = rows.NextAfter ?? 0;
        }
        while (rows.NextAfter is not null);
    }

    private static void Attach(HttpContext http, string name)
    {
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
    }
}
