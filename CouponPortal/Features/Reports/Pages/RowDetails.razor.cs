using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Clicks;
using CouponPortal.Features.Views;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Reports.Pages;

/// <summary>Reads when it is opened; closing it, or choosing the other list, ends the query.</summary>
public sealed partial class RowDetails(ReportEvents events, NameBook book, CurrentActor current, Catalog catalog, ILogger<RowDetails> log) : ComponentBase, IDisposable
{
    private const int Most = 10;

    private readonly PageReading _reading = new();
    private ReportSpec? _shown;
    private IReadOnlyList<ReportOrder> _orders = [];
    private IReadOnlyList<Click> _visits = [];
    private Names _names = Names.None;
    private bool _clicks;

    /// <summary>The report's, its days named.</summary>
    [Parameter, EditorRequired]
    public ReportSpec Spec { get; set; } = new();

    [Parameter, EditorRequired]
    public ReportRow Row { get; set; } = default!;

    /// <summary>The coupon code that the report is filtered by; null = none.</summary>
    [Parameter]
    public string? Code { get; set; }

    private Catalog Catalog => catalog;

    private ReportSpec Inside => Spec.Inside(Row);

    private ReportLink Link => _clicks ? ReportLinks.Clicks(Inside, CodeOfRow) : ReportLinks.Orders(Inside, CodeOfRow);

    private string? CodeOfRow => Row.Keys.FirstOrDefault(k => k is { Dimension: ReportDimension.Coupon, Id: not null })?.Label ?? Code;

    protected override Task OnParametersSetAsync()
    {
        // Another result of the same row: other days, or what has arrived meanwhile.
        if (ReferenceEquals(_shown, Spec))
        {
            return Task.CompletedTask;
        }

        _shown = Spec;
        return ShowAsync(_clicks || Row.Figures.Conversions is null || (Row.Figures.Conversions == 0 && Row.Figures.Clicks > 0));
    }

    public void Dispose() => _reading.Dispose();

    private Task ShowAsync(bool clicks)
    {
        _clicks = clicks;
        return _reading.RunAsync(ReadAsync, log, "What is behind a row of a report");
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        var actor = await current.GetAsync(cancel);
        var inside = Inside;
        if (_clicks)
        {
            // Off the circuit's own thread: SQLite works on the thread that asks.
            var visits = await Task.Run(() => events.ClicksAsync(actor, inside, Most, cancel), cancel);
            var names = await book.OfAsync(actor, visits.Select(c => c.AdvertiserId), visits.Select(c => c.OfferId), visits.Select(c => c.PartnerId), cancel);
            cancel.ThrowIfCancellationRequested();
            (_visits, _names) = (visits, names);
        }
        else
        {
            var orders = await Task.Run(() => events.OrdersAsync(actor, inside, Most, cancel), cancel);
            var names = await book.OfAsync(actor, orders.Select(c => (int?)c.AdvertiserId), orders.Select(c => c.OfferId), orders.Select(c => c.PartnerId), cancel);
            cancel.ThrowIfCancellationRequested();
            (_orders, _names) = (orders, names);
        }
    }
}
