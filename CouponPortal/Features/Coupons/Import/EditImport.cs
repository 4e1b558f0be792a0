using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Import.Columns;
using CouponPortal.Features.Coupons.Import.Files;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>What a person changes of an import before it is applied: the columns' meaning, single cells, single rows.</summary>
public sealed class EditImport(IDbContextFactory<PortalDbContext> contexts, ImportList list, ImportFolder folder, RunImport run)
{
    private const string Gone = "This import is being applied or is over, so its rows stay as they are.";
    private const int MaxCell = 12_000;

    /// <summary>Names the columns by hand and judges the rows anew, in the background.</summary>
    /// <param name="fields">One for each column of the file; null = not used.</param>
    public async Task<Outcome<ImportView>> NameColumnsAsync(Actor actor, int id, IReadOnlyList<ImportField?> fields, int? offerId, CancellationToken cancel = default)
    {
        if (await RefusalAsync(actor, id, cancel) is { } refusal)
        {
            return refusal;
        }

        var import = (await list.OneAsync(actor, id, cancel))!;
        var columns = import.Settings.Columns.Select((column, i) => column.Field == fields[i] && column.Fit != ColumnFit.Unknown ? column : column with { Field = fields[i], Fit = ColumnFit.Chosen });
        var settings = import.Settings with { Columns = [.. columns], OfferId = offerId };
        var faults = settings.Match.Faults(import.Batch.Kind, offerId is not null);
        var errors = new FieldErrors();
        foreach (var fault in faults)
        {
            errors.Add("columns", fault.Message);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (offerId is { } offer && !await db.Offers.AnyAsync(o => o.Id == offer && o.AdvertiserId == import.Batch.AdvertiserId, cancel))
        {
            errors.Add("offer_id", $"Offer {offer} was not found at this advertiser.");
        }

        if (errors.Any)
        {
            return new Outcome<ImportView>.Invalid(errors);
        }

        var json = settings.ToJson();
        var changed = await db.CouponBatches.Where(b => b.Id == id && (b.State == CouponBatchState.Reading || b.State == CouponBatchState.Ready)).ExecuteUpdateAsync(
            set => set.SetProperty(b => b.Settings, json).SetProperty(b => b.State, CouponBatchState.Reading), cancel);
        if (changed == 0)
        {
            return new Outcome<ImportView>.Conflict("not_ready", Gone);
        }

        return await run.JudgeAsync(actor, id, cancel) switch
        {
            Outcome<CouponBatch>.Conflict conflict => new Outcome<ImportView>.Conflict(conflict.Code, conflict.Message),
            _ => Outcome.Done((await list.OneAsync(actor, id, cancel))!),
        };
    }

    /// <summary>Changes cells of a row and judges it and all rows of its old and its new code.</summary>
    /// <param name="cells">One for each column of the file.</param>
    public Task<Outcome<ImportView>> ChangeRowAsync(Actor actor, int id, int line, IReadOnlyList<string> cells, CancellationToken cancel = default) =>
        EditAsync(actor, id, line, (bench, row) =>
        {
            for (var i = 0; i < row.Cells.Count; i++)
            {
                if (!string.Equals(row.Cells[i], cells[i], StringComparison.Ordinal))
                {
                    bench.Change(line, i, cells[i].Length > MaxCell ? cells[i][..MaxCell] : cells[i]);
                }
            }
        }, cancel);

    public Task<Outcome<ImportView>> DeleteRowAsync(Actor actor, int id, int line, CancellationToken cancel = default) =>
        EditAsync(actor, id, line, (bench, _) => bench.Remove(line), cancel);

    private async Task<Outcome<ImportView>> EditAsync(Actor actor, int id, int line, Action<Workbench, WorkbenchRow> change, CancellationToken cancel)
    {
        using var held = await run.HoldAsync(id, cancel);
        if (await RefusalAsync(actor, id, cancel) is { } refusal)
        {
            return refusal;
        }

        var import = (await list.OneAsync(actor, id, cancel))!;
        if (import.Batch.State != CouponBatchState.Ready)
        {
            return new Outcome<ImportView>.Conflict("not_ready", "The rows are still being checked.");
        }

        var keys = new List<string>();
        using (var bench = Workbench.Open(folder.BenchOf(id), import.Settings.Columns.Count))
        {
            if (bench.Row(line) is not { } before)
            {
                return new Outcome<ImportView>.NotFound();
            }

            change(bench, before);
            var column = import.Settings.Match.IndexOf(ImportField.CouponCode)!.Value;
            keys.AddRange(new[] { before, bench.Row(line) }.OfType<WorkbenchRow>().Select(r => Workbench.SortKey(r.Cells[column])));
        }

        await run.JudgeAgainAsync(import.Batch, keys, cancel);
        return Outcome.Done((await list.OneAsync(actor, id, cancel))!);
    }

    private async Task<Outcome<ImportView>?> RefusalAsync(Actor actor, int id, CancellationToken cancel) => await list.OneAsync(actor, id, cancel) switch
    {
        null => new Outcome<ImportView>.NotFound(),
        var import when !actor.Manages(import.Batch.AdvertiserId) => new Outcome<ImportView>.Forbidden(SaveCoupon.ReadOnlySentence),
        { HasRows: false } => new Outcome<ImportView>.Conflict("rows_gone", "The rows of this import are no longer kept here. Upload the file again."),
        { Batch.State: CouponBatchState.Reading or CouponBatchState.Ready } => null,
        _ => new Outcome<ImportView>.Conflict("not_ready", Gone),
    };
}
