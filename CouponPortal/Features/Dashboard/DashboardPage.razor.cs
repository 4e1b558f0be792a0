using System.Data.Common;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Payouts;
using CouponPortal.Features.Views;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Dashboard;

/// <summary>The first page. Advertiser and currency are in the address; another choice ends the queries of the one before.</summary>
public sealed partial class DashboardPage(DashboardFigures figures, DashboardAttention attention, NameBook book, CurrentActor current, ILogger<DashboardPage> log) : ComponentBase, IDisposable
{
    private readonly PageReading _reading = new();
    private DashboardView? _view;
    private DashboardTops? _tops;
    private AttentionView? _attention;
    private IReadOnlyList<BasisDay>? _basis;
    private IReadOnlyList<Choice> _choices = [];
    private bool _isForeign;
    private bool _staff;

    [SupplyParameterFromQuery(Name = "advertiser_id")]
    private string? AdvertiserText { get; set; }

    [SupplyParameterFromQuery(Name = "currency")]
    private string? CurrencyText { get; set; }

    private string? Subtitle => _view?.Scope switch
    {
        null => null,
        { HasSeveralZones: true } => "Today in UTC, since these advertisers have several time zones; the days of charts and lists are each advertiser's own",
        var scope => $"Days in {scope.Zone}",
    };

    protected override Task OnParametersSetAsync() => ReloadAsync();

    public void Dispose() => _reading.Dispose();

    private Task ReloadAsync() => _reading.RunAsync(ReadAsync, log, "The dashboard");

    private async Task ReadAsync(CancellationToken cancel)
    {
        var actor = await current.GetAsync(cancel);
        _staff = actor.IsStaff;
        _choices = (await book.ChoicesAsync(actor, null, cancel)).Advertisers;
        await ReadAsync(actor, cancel);
    }

    // Off the circuit's own thread: SQLite works on the thread that asks.
    private async Task ReadAsync(Actor actor, CancellationToken cancel)
    {
        var advertiser = UrlValues.Id(AdvertiserText);
        var currency = Currencies.TryParse(CurrencyText, out var code) ? code : null;
        var view = await Task.Run(() => figures.GetAsync(actor, advertiser, currency, cancel), cancel);
        (_view, _tops, _attention, _basis, _isForeign) = (view, null, null, null, view is null);
        _reading.IsShown();
        if (RendererInfo.IsInteractive && view is not null)
        {
            _ = InvokeAsync(() => LookAsync(actor, view, advertiser, cancel));
        }
    }

    // After the figures of the day: to rank, and to look for what needs attention, means to go through orders of one and of two months.
    private async Task LookAsync(Actor actor, DashboardView view, int? advertiser, CancellationToken cancel)
    {
        try
        {
            _tops = view.Currency is { } currency ? await Task.Run(() => figures.TopsAsync(actor, currency, advertiser, cancel), cancel) : null;
            StateHasChanged();
            _basis = await Task.Run(() => figures.BasisAsync(actor, advertiser, cancel), cancel);
            StateHasChanged();
            _attention = await Task.Run(() => attention.GetAsync(actor, advertiser, cancel), cancel);
            StateHasChanged();
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            // As above.
        }
        catch (DbException error)
        {
            log.LogWarning(error, "What stands below the figures of the day could not be read.");
        }
    }
}
