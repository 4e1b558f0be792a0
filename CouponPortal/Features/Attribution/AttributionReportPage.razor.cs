using System.Data.Common;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Views;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Attribution;

/// <summary>The Attribution Report. All that it shows is in the address; another address ends the queries of the one before.</summary>
public sealed partial class AttributionReportPage(
    AttributionReport report, AttributionQueries queries, NameBook book, CurrentActor current, NavigationManager navigation, ILogger<AttributionReportPage> log) : ComponentBase, IDisposable
{
    private CancellationTokenSource _work = new();
    private ReportQuery _query = new(null);
    private AttributionQuery? _asked;
    private FilterChoices _choices = new([], [], []);
    private Names _names = Names.None;
    private Page<AttributionReportRow>? _page;
    private AttributionSums? _sums;
    private AttributionSums? _before;
    private bool _failed;
    private bool _isLoading;

    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "dir")]
    private string? Dir { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        _query = new ReportQuery(new Uri(navigation.Uri).Query);
        await ReloadAsync();
    }

    public void Dispose()
    {
        _work.Cancel();
        _work.Dispose();
    }

    private async Task ReloadAsync()
    {
        await _work.CancelAsync();
        _work.Dispose();
        _work = new CancellationTokenSource();
        var cancel = _work.Token;
        (_failed, _isLoading) = (false, true);
        try
        {
            var actor = await current.GetAsync(cancel);
            var asked = await queries.ReadAsync(actor, _query, cancel);
            _choices = await book.ChoicesAsync(actor, asked.Filter?.AdvertiserId, cancel);
            if (asked.Filter is { } filter)
            {
                await ReadAsync(actor, asked, filter, cancel);
            }

            (_asked, _isLoading) = (asked, false);
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            // Another address, or nobody looks any more: the answer to this one is of no use.
        }
        catch (DbException error)
        {
            log.LogWarning(error, "The Attribution Report could not be read.");
            (_failed, _isLoading) = (true, false);
        }
    }

    // Off the circuit's own thread: SQLite works on the thread that asks, and a click must get through to stop it.
    private async Task ReadAsync(Actor actor, AttributionQuery asked, AttributionReportFilter filter, CancellationToken cancel)
    {
        var sums = await Task.Run(() => report.SumAsync(actor, filter, asked.ComparedFilter, cancel), cancel);
        var page = await Task.Run(() => Paging.RowsAsync(UrlValues.Page(PageText), skip => FindAsync(actor, filter, skip, cancel)), cancel);
        var moves = sums?.Now.Moves ?? [];
        _names = await book.OfAsync(
            actor, [filter.AdvertiserId], page.Rows.Select(r => r.OfferId),
            page.Rows.SelectMany(r => (int?[])[r.CreditedPartnerId, r.CounterfactualPartnerId, r.SuppressedPartnerId]).Concat(moves.SelectMany(m => (int?[])[m.CreditedPartnerId, m.InsteadOfPartnerId])), cancel);
        (_page, _sums, _before) = (page, sums?.Now, sums?.Before);
    }

    private async Task<Page<AttributionReportRow>> FindAsync(Actor actor, AttributionReportFilter filter, int skip, CancellationToken cancel) =>
        await report.FindAsync(actor, filter, new PageRequest(skip, SortBy: Sort, Descending: Sort is null || Dir == "desc"), cancel) ?? new([], 0);
}
