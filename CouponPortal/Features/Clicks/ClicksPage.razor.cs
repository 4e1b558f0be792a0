using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Clicks;

/// <summary>The Click Report. All that it shows is in the address; another address ends the query of the one before.</summary>
public sealed partial class ClicksPage(ClickList list, ClickQueries queries, NameBook book, CurrentActor current, Catalog catalog, NavigationManager navigation, ILogger<ClicksPage> log)
    : ComponentBase, IDisposable
{
    private const int PageSize = 50;

    // Those that never have more days than clicks are listed for.
    private static readonly DatePreset[] Presets =
    [
        DatePreset.Today, DatePreset.Yesterday, DatePreset.Last7Days, DatePreset.Last30Days, DatePreset.Last90Days, DatePreset.ThisWeek, DatePreset.LastWeek, DatePreset.ThisMonth,
        DatePreset.LastMonth,
    ];

    private readonly PageReading _reading = new();
    private ReportQuery _query = new(null);
    private ClickQuery? _asked;
    private FilterChoices _choices = new([], [], []);
    private Names _names = Names.None;
    private Slice<Click>? _slice;

    [SupplyParameterFromQuery(Name = "before")]
    private string? Before { get; set; }

    protected override Task OnParametersSetAsync()
    {
        _query = new ReportQuery(new Uri(navigation.Uri).Query);
        return ReloadAsync();
    }

    public void Dispose() => _reading.Dispose();

    private Task ReloadAsync() => _reading.RunAsync(ReadAsync, log, "The Click Report");

    private async Task ReadAsync(CancellationToken cancel)
    {
        var actor = await current.GetAsync(cancel);
        var asked = _asked = await queries.ReadAsync(actor, _query, cancel);
        _choices = await book.ChoicesAsync(actor, asked.Filter.AdvertiserId, cancel);
        var before = UrlValues.Key(Before);

        // Off the circuit's own thread: SQLite works on the thread that asks, and a click must get through to stop it.
        var slice = asked.Errors.Any ? null : await Task.Run(() => list.NewestAsync(actor, asked.Filter, PageSize, before, cancel), cancel);
        var rows = slice?.Rows ?? [];
        _names = await book.OfAsync(actor, rows.Select(c => c.AdvertiserId).Append(asked.Filter.AdvertiserId), rows.Select(c => c.OfferId), rows.Select(c => c.PartnerId), cancel);
        _slice = slice;
    }
}
