using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Features.Coupons.Import.Columns;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>One import: how its file was read, what each row does, apply, cancel, undo. While it runs the page asks again and again how far it is.</summary>
public sealed partial class ImportPage(ImportList list, EditImport edit, RunImport run, ImportNames naming, UndoBatch undo, ImportFolder folder, CouponChoices choices, CurrentActor current, NavigationManager navigation)
    : ComponentBase
{
    private ImportView? _import;
    private Page<ImportRowView>? _page;
    private IReadOnlyList<ImportRowView> _samples = [];
    private ImportNaming _names = ImportNaming.None;
    private EntryOutcome? _kind;
    private bool _manages;
    private string? _refusal;
    private FieldErrors? _columnErrors;

    [Parameter]
    public int Id { get; set; }

    [SupplyParameterFromQuery(Name = "show")]
    private string? Show { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    private int? Number => CouponQuery.Integer(PageText);

    private string Title => _import!.Batch.FileName.Length > 0 ? _import.Batch.FileName : $"Import {Id}";

    private string Subtitle => string.Create(CultureInfo.InvariantCulture, $"{(_import!.Batch.Kind == CouponBatchKind.Add ? "Adds" : "Updates")} coupons of {_import.AdvertiserName}. Uploaded by {_import.Batch.MadeBy}, {_import.Batch.MadeAt:d MMM yyyy, HH:mm} UTC.");

    private bool IsOpen => _import!.Batch.State is CouponBatchState.Reading or CouponBatchState.Ready;

    private bool IsRunning => _import is { NeedsColumns: false, Batch.State: CouponBatchState.Reading or CouponBatchState.Applying or CouponBatchState.Undoing };

    private IEnumerable<(EntryOutcome? Kind, string Text, int Count)> Tabs =>
    [
        (null, "All", _import!.Batch.Total),
        (EntryOutcome.Created, "New", _import.Batch.Created),
        (EntryOutcome.Updated, "Changed", _import.Batch.Updated),
        (EntryOutcome.Unchanged, "Unchanged", _import.Batch.Unchanged),
        (EntryOutcome.Refused, "Refused", _import.Batch.Refused),
    ];

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var actor = await current.GetAsync();
        _kind = SnakeCase.TryParse<EntryOutcome>(Show, out var kind) ? kind : null;
        _import = await list.OneAsync(actor, Id);
        _manages = _import is not null && actor.Manages(_import.Batch.AdvertiserId);
        _page = null;
        if (_import is { HasRows: true } import)
        {
            _samples = _samples.Count > 0 ? _samples : await list.PageAsync(import, null, 0, 3);
            if (!import.NeedsColumns && import.Batch.State != CouponBatchState.Reading)
            {
                var total = Tabs.Single(t => t.Kind == _kind).Count;
                _page = await Paging.RowsAsync(Number, async skip => new Page<ImportRowView>(await list.PageAsync(import, _kind, skip, PageRequest.DefaultTake), total));
                _names = await naming.OfAsync(import, _page.Rows);
            }
        }
    }

    private string HrefOf(EntryOutcome? kind) => navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["show"] = kind is { } chosen ? SnakeCase.Of(chosen) : null,
        ["page"] = null,
    });

    private async Task ApplyAsync(bool allOrNothing) => await SayAsync(await run.ApplyAsync(await current.GetAsync(), Id, allOrNothing));

    private async Task CancelAsync()
    {
        var outcome = await undo.CancelAsync(await current.GetAsync(), Id);
        if (outcome is Outcome<CouponBatch>.Done { Value.State: CouponBatchState.Cancelled })
        {
            folder.Delete(Id);
        }

        await SayAsync(outcome);
    }

    private async Task UndoAsync() => await SayAsync(await undo.UndoAsync(await current.GetAsync(), Id));

    private async Task UndoRowAsync(int couponId) => await SayAsync(await undo.UndoOneAsync(await current.GetAsync(), Id, couponId));

    private async Task NameColumnsAsync((IReadOnlyList<ImportField?> Fields, int? OfferId) named)
    {
        var outcome = await edit.NameColumnsAsync(await current.GetAsync(), Id, named.Fields, named.OfferId);
        _columnErrors = outcome is Outcome<ImportView>.Invalid invalid ? invalid.Errors : null;
        await SayAsync(outcome);
    }

    private async Task ChangeRowAsync((int Line, IReadOnlyList<string> Cells) row) => await SayAsync(await edit.ChangeRowAsync(await current.GetAsync(), Id, row.Line, row.Cells));

    private async Task DeleteRowAsync(int line) => await SayAsync(await edit.DeleteRowAsync(await current.GetAsync(), Id, line));

    private async Task SayAsync<T>(Outcome<T> outcome)
    {
        _refusal = outcome switch
        {
            Outcome<T>.Done or Outcome<T>.Invalid => null,
            Outcome<T>.Conflict conflict => conflict.Message,
            Outcome<T>.Forbidden forbidden => forbidden.Message,
            _ => "This import, or this row, is no longer there.",
        };
        await LoadAsync();
        StateHasChanged();
    }

    private async Task<IReadOnlyList<Named>> OffersAsync(string? text, int? chosen)
    {
        var found = await choices.OffersAsync(await current.GetAsync(), text, chosen);
        return [.. found.Where(o => o.AdvertiserId == _import!.Batch.AdvertiserId).Select(o => new Named(o.Id, $"{o.Name} ({o.Id})"))];
    }
}
