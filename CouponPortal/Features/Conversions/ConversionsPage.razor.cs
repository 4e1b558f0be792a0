using System.Data.Common;
using CouponPortal.Components.Controls;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Views;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Conversions;

/// <summary>The Conversion Report. All that it shows is in the address; another address ends the queries of the one before.</summary>
public sealed partial class ConversionsPage(
    ConversionList list, ConversionTotals sums, ConversionQueries queries, NameBook book, CurrentActor current, Catalog catalog, NavigationManager navigation, ILogger<ConversionsPage> log)
    : ComponentBase, IDisposable
{
    /// <summary>Chosen one by one; whoever means more has the filter for it.</summary>
    private const int MostChosen = 1_000;

    private readonly HashSet<long> _chosen = [];
    private readonly PageReading _reading = new();
    private ReportQuery _query = new(null);
    private ConversionQuery? _asked;
    private FilterChoices _choices = new([], [], []);
    private Names _names = Names.None;
    private Page<Conversion>? _page;
    private IReadOnlyList<CurrencyTotal>? _totals;
    private IReadOnlyList<CurrencyTotal>? _before;
    private (Tone Tone, string Text)? _notice;
    private ConversionStatus? _act;
    private bool _everything;
    private bool _mayChange;

    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "dir")]
    private string? Direction { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    private string SortBy => Sort ?? ConversionList.SortByTime;

    private bool Descending => Direction != "asc";

    protected override async Task OnParametersSetAsync()
    {
        var query = new ReportQuery(new Uri(navigation.Uri).Query);
        if (query.Without("sort", "dir", "columns", "compare").Text != _query.Without("sort", "dir", "columns", "compare").Text)
        {
            ClearSelection();
        }

        _query = query;
        await ReloadAsync();
    }

    public void Dispose() => _reading.Dispose();

    private Task ReloadAsync() => _reading.RunAsync(ReadAsync, log, "The Conversion Report");

    private async Task ReadAsync(CancellationToken cancel)
    {
        (_totals, _before) = (null, null);
        var actor = await current.GetAsync(cancel);
        _mayChange = actor.ManagesSome;
        _asked = await queries.ReadAsync(actor, _query, cancel);
        _choices = await book.ChoicesAsync(actor, _asked.Filter.AdvertiserId, cancel);
        await ReadAsync(actor, _asked, cancel);
    }

    private async Task ReadAsync(Actor actor, ConversionQuery asked, CancellationToken cancel)
    {
        if (asked.Errors.Any)
        {
            _page = null;
            return;
        }

        // Off the circuit's own thread: SQLite works on the thread that asks, and a click must get through to stop it.
        var page = await Task.Run(() => Paging.RowsAsync(UrlValues.Page(PageText), (skip, fromEnd) => list.FindAsync(
            actor, asked.Filter, new PageRequest(skip, SortBy: SortBy, Descending: Descending, FromEnd: fromEnd), cancel)), cancel);
        _names = await book.NamesAsync(actor, page.Rows, asked.Filter.AdvertiserId, cancel);
        _page = page;
        _reading.IsShown();
        if (RendererInfo.IsInteractive && page.Total > 0)
        {
            _ = InvokeAsync(() => AddUpAsync(actor, asked, cancel));
        }
    }

    // After the rows: adding up may have to read every order that matches.
    private async Task AddUpAsync(Actor actor, ConversionQuery asked, CancellationToken cancel)
    {
        try
        {
            var totals = await Task.Run(() => sums.SumAsync(actor, asked.Filter, cancel), cancel);
            var before = asked.Compared is { } days ? await Task.Run(() => sums.SumAsync(actor, asked.Filter, days, cancel), cancel) : null;
            (_totals, _before) = (totals, before);
            StateHasChanged();
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            // As above.
        }
        catch (DbException error)
        {
            log.LogWarning(error, "The Conversion Report could not be added up.");
        }
    }

    private void Choose((IReadOnlyList<long> Ids, bool On) choice)
    {
        _act = null;
        if (_everything)
        {
            // Taking one away from everything leaves the page's others: nobody could see which of the rest were meant.
            _everything = false;
            _chosen.UnionWith(_page!.Rows.Select(r => r.Id));
        }

        if (choice.On)
        {
            _chosen.UnionWith(choice.Ids.Take(MostChosen - _chosen.Count));
        }
        else
        {
            _chosen.ExceptWith(choice.Ids);
        }
    }

    private void ClearSelection()
    {
        _chosen.Clear();
        (_everything, _act, _notice) = (false, null, null);
    }

    private async Task DoneAsync((Tone Tone, string Text) said)
    {
        ClearSelection();
        _notice = said;
        await ReloadAsync();
        StateHasChanged();
    }
}
