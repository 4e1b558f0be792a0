using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Features.Coupons.Import;
using CouponPortal.Features.Coupons.Import.Columns;

namespace CouponPortal.Api;

/// <summary>What becomes of a row; before the import is applied, what would.</summary>
public enum ImportRowOutcome
{
    Created,
    Updated,
    Unchanged,
    Rejected,
}

/// <param name="Line">Where the row begins in the file, from 1.</param>
/// <param name="Errors">By column.</param>
/// <param name="Changes">Of an updated row: every field with its old and new value.</param>
internal sealed record ImportRowAnswer(
    int Line, ImportRowOutcome? Outcome, string? CouponCode, IReadOnlyDictionary<string, string[]> Errors, int? CouponId, IReadOnlyList<FieldChange> Changes, IReadOnlyList<string> Notices)
{
    public static ImportRowAnswer Of(ImportRowView row, ImportView import) => new(
        row.Line,
        row.Kind is { } kind ? OutcomeOf(kind) : null,
        import.Settings.Match.IndexOf(ImportField.CouponCode) is { } column ? row.Cells[column] : null,
        row.Detail.Errors,
        row.CouponId,
        row.Detail.Changes,
        row.Detail.Notices);

    public static ImportRowOutcome OutcomeOf(EntryOutcome kind) => kind switch
    {
        EntryOutcome.Created => ImportRowOutcome.Created,
        EntryOutcome.Updated => ImportRowOutcome.Updated,
        EntryOutcome.Unchanged => ImportRowOutcome.Unchanged,
        EntryOutcome.Refused => ImportRowOutcome.Rejected,
    };
}

/// <summary>An import as /api/v1 shows it: what was done, or after a dry run what would be.</summary>
/// <param name="Applied">Whether anything was written.</param>
/// <param name="Rows">The first of them, rejected ones before all others.</param>
/// <param name="RowsUrl">All of them; null once they are no longer kept.</param>
internal sealed record ImportAnswer(
    int ImportId,
    CouponBatchState State,
    CouponBatchKind Mode,
    int AdvertiserId,
    bool Applied,
    int Total,
    int Created,
    int Updated,
    int Unchanged,
    int Rejected,
    IReadOnlyList<ImportRowAnswer> Rows,
    string? RowsUrl,
    string FileName,
    string Separator,
    string Message,
    string MadeBy,
    DateTime MadeAt,
    DateTime? AppliedAt)
{
    /// <summary>Rows of one answer; a file may have a million.</summary>
    public const int MostRows = 1_000;
}

/// <summary>Runs an import to its end and answers with it: a script wants the result, not a promise.</summary>
internal sealed record ImportCalls(RunImport Run, ImportList List, CouponBatches Batches)
{
    private static readonly EntryOutcome[] Order = [EntryOutcome.Refused, EntryOutcome.Updated, EntryOutcome.Created, EntryOutcome.Unchanged];

    /// <param name="allOrNothing">Null: the dry run.</param>
    public async Task<IResult> FirstAsync(Actor actor, int id, bool? allOrNothing, CancellationToken cancel)
    {
        if (allOrNothing == false)
        {
            return await ApplyAsync(actor, id, all: false, cancel);
        }

        // Every reason is told, and not the first row's alone.
        var judged = await Run.JudgeAsync(actor, id, cancel);
        await Batches.WaitAsync(id, cancel);
        return judged is not Outcome<CouponBatch>.Done ? ApiResults.Changed(judged, batch => batch)
            : allOrNothing is null || await List.OneAsync(actor, id, cancel) is { Batch.Refused: > 0 } ? await AnswerAsync(actor, id, cancel)
            : await ApplyAsync(actor, id, all: true, cancel);
    }

    public async Task<IResult> ApplyAsync(Actor actor, int id, bool all, CancellationToken cancel)
    {
        var begun = await Run.ApplyAsync(actor, id, all, cancel);
        if (begun is not Outcome<CouponBatch>.Done)
        {
            return ApiResults.Changed(begun, batch => batch);
        }

        await Batches.WaitAsync(id, cancel);
        return await AnswerAsync(actor, id, cancel);
    }

    public async Task<IResult> AnswerAsync(Actor actor, int id, CancellationToken cancel)
    {
        if (await List.OneAsync(actor, id, cancel) is not { } import)
        {
            return ApiResults.NotFound();
        }

        var rows = await List.FirstAsync(import, Order, ImportAnswer.MostRows, cancel);
        return ApiResults.One(Of(import, [.. rows.Select(r => ImportRowAnswer.Of(r, import))]));
    }

    private static ImportAnswer Of(ImportView import, IReadOnlyList<ImportRowAnswer> rows)
    {
        var batch = import.Batch;
        return new(
            batch.Id, batch.State, batch.Kind, batch.AdvertiserId, batch.State == CouponBatchState.Applied, batch.Total, batch.Created, batch.Updated, batch.Unchanged, batch.Refused,
            rows, import.HasRows ? $"{ApiEndpoints.Prefix}/imports/{batch.Id}/rows" : null, batch.FileName, $"{import.Settings.Separator}", batch.Message, batch.MadeBy, batch.MadeAt, batch.AppliedAt);
    }
}
