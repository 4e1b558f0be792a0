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
        (_view, _attention, _basis, _isForeign) = (view, null, null, view is null);
        _reading.IsShown();
        if (RendererInfo.IsInteractive && view is not null)
        {
            _ = InvokeAsync(() => LookAsync(actor, advertiser, cancel));
        }
    }

    // After the figures: what needs attention is looked for among the orders of two weeks, and of two months by code.
    private async Task LookAsync(Actor actor, int? advertiser, CancellationToken cancel)
    {
        try
        {
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
            log.LogWarning(error, "What needs attention could not be found.");
        }
    }
}
