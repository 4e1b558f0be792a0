using CouponPortal.Data;
using CouponPortal.Data.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace CouponPortal.Features.Coupons;

/// <summary>The list: filters, sort and page are in the address, and the store does the work.</summary>
public sealed partial class CouponsPage(CouponList list, CurrentActor current, NavigationManager navigation) : ComponentBase
{
    private CouponQuery _query = new();
    private Page<CouponRow>? _page;
    private bool _mayAdd;
    private bool _severalAdvertisers;

    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "dir")]
    private string? Direction { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    private int? Number => CouponQuery.Integer(PageText);

    private bool Descending => Direction == "desc";

    private string Origin => navigation.BaseUri;

    protected override async Task OnParametersSetAsync()
    {
        var address = QueryHelpers.ParseQuery(new Uri(navigation.Uri).Query);
        _query = CouponQuery.Of(name => address.TryGetValue(name, out var value) ? value.ToString() : null);
        var actor = await current.GetAsync();
        (_mayAdd, _severalAdvertisers) = (actor.ManagesSome, actor.IsNetworkAdmin || actor.AdvertiserIds.Count > 1);
        _page = await Paging.RowsAsync(Number, (skip, fromEnd) => list.FindAsync(actor, _query.Filter, new PageRequest(skip, SortBy: Sort, Descending: Descending, FromEnd: fromEnd)));
    }
}
