using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.PartnerPortal.Clicks;

/// <summary>A partner's clicks. All that it shows is in the address.</summary>
public sealed partial class OwnClicksPage(OwnClicks clicks, CurrentActor current, Catalog catalog, NavigationManager navigation)
{
    private const int PageSize = 50;

    // Those that never have more days than clicks are listed for.
    private static readonly DatePreset[] Presets =
    [
        DatePreset.Today, DatePreset.Yesterday, DatePreset.Last7Days, DatePreset.Last30Days, DatePreset.Last90Days, DatePreset.ThisWeek, DatePreset.LastWeek, DatePreset.ThisMonth,
        DatePreset.LastMonth,
    ];

    private ReportQuery _query = new(null);
    private ReportQuery _api = new(null);
    private OwnShopBook _book = OwnShopBook.None;
    private IReadOnlyList<ReportColumn> _columns = [];
    private OwnDays? _days;
    private Slice<OwnClick>? _slice;

    [SupplyParameterFromQuery(Name = "before")]
    private string? Before { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        _query = new ReportQuery(new Uri(navigation.Uri).Query);
        _columns = ReportColumn.Shown(_query.Value("columns"), OwnClickExport.Columns);
        var actor = await current.GetAsync();
        (var filter, _days, _book) = await clicks.ReadAsync(actor, _query, CancellationToken.None);
        _api = _query.Without("columns", "compare");
        _slice = _days.Errors.Any ? null : await clicks.NewestAsync(actor, filter, _days, PageSize, UrlValues.Key(Before), CancellationToken.None);
    }
}
