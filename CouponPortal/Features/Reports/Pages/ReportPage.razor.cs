using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Features.Views;
using Microsoft.AspNetCore.Components;
using ViewQuery = CouponPortal.Features.Views.ReportQuery;

namespace CouponPortal.Features.Reports.Pages;

/// <summary>Every report of clicks and orders added up. All that it shows is in its address; another address ends the queries of the one before.</summary>
public sealed partial class ReportPage(ReportReading reading, ReportAddresses addresses, NameBook book, CurrentActor current, NavigationManager navigation, ILogger<ReportPage> log) : ComponentBase, IDisposable
{
    private static readonly string[] DayFields = [UrlRange.RangeName, ReportQuery.From, ReportQuery.To, ReportQuery.CompareFrom, ReportQuery.CompareTo];

    private readonly PageReading _reading = new();
    private ReportPreset _preset = ReportPreset.All[0];
    private ViewQuery _query = new(null);
    private AskedReport? _asked;
    private FilterChoices _choices = new([], [], []);
    private ShownReport? _shown;
    private bool _isForeign;

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    protected override Task OnParametersSetAsync()
    {
        if (ReportPreset.Of(navigation.ToBaseRelativePath(navigation.Uri)) is not { } preset)
        {
            // On the way to another page.
            return Task.CompletedTask;
        }

        if (preset != _preset)
        {
            (_preset, _asked, _shown) = (preset, null, null);
        }

        _query = new ViewQuery(new Uri(navigation.Uri).Query);
        return ReloadAsync();
    }

    public void Dispose() => _reading.Dispose();

    private Task ReloadAsync() => _reading.RunAsync(ReadAsync, log, _preset.Title);

    private async Task ReadAsync(CancellationToken cancel)
    {
        var actor = await current.GetAsync(cancel);
        if (!actor.IsStaff)
        {
            _isForeign = true;
            return;
        }

        var asked = await addresses.ReadAsync(actor, _preset, _query, UrlValues.Page(PageText), cancel);
        var choices = await book.ChoicesAsync(actor, asked.Spec.AdvertiserId, cancel);
        cancel.ThrowIfCancellationRequested();
        (_asked, _choices) = (asked, choices);
        StateHasChanged();
        var shown = asked.Errors.Any ? null : await Task.Run(() => reading.ReadAsync(actor, asked, cancel), cancel);
        cancel.ThrowIfCancellationRequested();
        _shown = shown;
    }

    private static string ApiNote(AskedReport asked) =>
        "The days are named: for others change from and to. page and page_size lead on."
        + (asked.Across is null ? "" : " The API gives each combination as a row.")
        + (asked.OtherCoupons.Count == 0 ? "" : $" The code is several coupons': add coupon_id={string.Join(" and coupon_id=", asked.OtherCoupons)} for all of them.");
}
