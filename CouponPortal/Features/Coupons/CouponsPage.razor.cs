using System.Globalization;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Export;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace CouponPortal.Features.Coupons;

/// <summary>The list: filters, sort and page are in the address, and the store does the work. What is chosen stays chosen from page to page.</summary>
public sealed partial class CouponsPage(CouponList list, CurrentActor current, NavigationManager navigation) : ComponentBase
{
    private readonly HashSet<int> _chosen = [];
    private CouponQuery _query = new();
    private Page<CouponRow>? _page;
    private bool _mayAdd;
    private bool _severalAdvertisers;
    private bool _everything;
    private CouponBatchKind? _act;
    private IReadOnlyList<int>? _done;
    private int _reads;

    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "dir")]
    private string? Direction { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    private int? Number => UrlValues.Page(PageText);

    private bool Descending => Direction == "desc";

    private string Origin => navigation.BaseUri;

    /// <summary>The chosen rows, or everything that the filters match.</summary>
    private CouponFilter Selected => _everything ? _query.Filter : new CouponFilter(Ids: [.. _chosen]);

    private int SelectedCount => _everything ? _page?.Total ?? 0 : _chosen.Count;

    /// <summary>The selection for the export; without one, the whole list.</summary>
    private string ExportQuery => _chosen.Count > 0 && !_everything
        ? "ids=" + string.Join(',', _chosen.Order().Select(id => id.ToString(CultureInfo.InvariantCulture)))
        : QueryHelpers.AddQueryString("", _query.Parameters().Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Key, Convert.ToString(p.Value, CultureInfo.InvariantCulture)))).TrimStart('?');

    protected override async Task OnParametersSetAsync()
    {
        var address = QueryHelpers.ParseQuery(new Uri(navigation.Uri).Query);
        var asked = CouponQuery.Of(name => address.TryGetValue(name, out var value) ? value.ToString() : null);
        if (asked != _query)
        {
            ClearSelection();
        }

        _query = asked;
        await ReloadAsync();
    }

    private async Task ReloadAsync()
    {
        var actor = await current.GetAsync();
        (_mayAdd, _severalAdvertisers) = (actor.ManagesSome, actor.IsNetworkAdmin || actor.AdvertiserIds.Count > 1);
        _page = await Paging.RowsAsync(Number, (skip, fromEnd) => list.FindAsync(actor, _query.Filter, new PageRequest(skip, SortBy: Sort, Descending: Descending, FromEnd: fromEnd)));
        _reads++;
    }

    private void Choose((IReadOnlyList<int> Ids, bool On) choice)
    {
        // What was tried on the old selection must not be applied under the new one's name.
        _act = null;
        if (_everything)
        {
            // Taking one away from everything leaves the page's others: nobody could see which of the rest were meant.
            _everything = false;
            _chosen.UnionWith(_page!.Rows.Select(r => r.Coupon.Id));
        }

        if (choice.On)
        {
            // More would not fit in an address; whoever means more has the filter.
            _chosen.UnionWith(choice.Ids.Take(CouponExport.MostIds - _chosen.Count));
        }
        else
        {
            _chosen.ExceptWith(choice.Ids);
        }
    }

    private void ClearSelection()
    {
        _chosen.Clear();
        (_everything, _act) = (false, null);
    }

    private async Task DoneAsync(IReadOnlyList<CouponBatch> batches)
    {
        _done = [.. batches.Select(b => b.Id)];
        ClearSelection();
        await ReloadAsync();
    }

    private string Counted(int count) => count == 1 ? "1 coupon" : $"{count:N0} coupons";
}
