using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Features.Views;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.PartnerPortal.Conversions;

/// <summary>A partner's orders. All that it shows is in the address.</summary>
public sealed partial class OwnConversionsPage(OwnConversions conversions, CurrentActor current, Catalog catalog, NavigationManager navigation)
{
    private static readonly (string Value, string Text)[] Reasons =
        [.. Enum.GetValues<AttributionBasis>().Where(b => b != AttributionBasis.None).Select(b => (SnakeCase.Of(b), OwnConversionExport.Reason(b)))];

    private static readonly (string Value, string Text)[] YesNo = [("yes", "In part or whole"), ("no", "Not at all")];

    private ReportQuery _query = new(null);
    private OwnShopBook _book = OwnShopBook.None;
    private IReadOnlyList<OwnTotal> _totals = [];
    private OwnDays? _days;
    private Page<OwnConversion>? _page;

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        _query = new ReportQuery(new Uri(navigation.Uri).Query);
        var actor = await current.GetAsync();
        (var filter, var days, _book) = await conversions.ReadAsync(actor, _query, CancellationToken.None);
        if (!days.Errors.Any)
        {
            _page = await Paging.RowsAsync(UrlValues.Page(PageText), (skip, fromEnd) => conversions.FindAsync(actor, filter, days, new PageRequest(skip, FromEnd: fromEnd), CancellationToken.None));
            _totals = await conversions.SumAsync(actor, filter, days, CancellationToken.None);
        }

        _days = days;
    }
}
