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
    private readonly PageReading _reading = new();
    private ReportQuery _query = new(null);
    private AttributionQuery? _asked;
    private FilterChoices _choices = new([], [], []);
    private Names _names = Names.None;
    private Page<AttributionReportRow>? _page;
    private AttributionSums? _sums;
    private AttributionSums? _before;

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

    public void Dispose() => _reading.Dispose();

    private Task ReloadAsync() => _reading.RunAsync(ReadAsync, log, "The Attribution Report");

    private async Task ReadAsync(CancellationToken cancel)
    {
        var actor = await current.GetAsync(cancel);
        var asked = await queries.ReadAsync(actor, _query, cancel);
        _choices = await book.ChoicesAsync(actor, asked.Filter?.AdvertiserId, cancel);
        if (asked.Filter is { } filter)
        {
            await ReadAsync(actor, asked, filter, cancel);
        }

        cancel.ThrowIfCancellationRequested();
        _asked = asked;
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
