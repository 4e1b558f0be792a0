using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.ScanTool;

/// <summary>A link is scanned as its address says, so that a scan can be passed on.</summary>
public sealed partial class ScanPage(RunScan scans, NameBook book, CurrentActor current, NavigationManager navigation) : ComponentBase
{
    private ScanAsked _asked = new();
    private FieldErrors? _errors;
    private Scan? _scan;
    private Names _names = Names.None;
    private bool _isForeign;
    private bool _mayFollow;

    protected override async Task OnParametersSetAsync()
    {
        var actor = await current.GetAsync();
        (_isForeign, _mayFollow) = (!actor.IsStaff, actor.ManagesSome);
        _asked = ScanAsked.Of(new Uri(navigation.Uri).Query);
        (_errors, _scan) = (null, null);
        if (_isForeign || _asked.Url.Length == 0)
        {
            return;
        }

        var outcome = scans.Run(actor, _asked.Draft, new Uri(navigation.BaseUri).Host);
        _errors = (outcome as Outcome<Scan>.Invalid)?.Errors;
        if (outcome is Outcome<Scan>.Done { Value: var scan })
        {
            _names = await book.OfAsync(actor, [scan.AdvertiserId], [scan.OfferId, scan.Coupon?.OfferId, .. scan.Chain.Select(c => c.OfferId)], [scan.PartnerId, scan.Coupon?.OwnerId]);
            _scan = scan;
        }
    }

    private void Ask(ScanAsked asked) => navigation.NavigateTo("scan" + asked.Query);
}
