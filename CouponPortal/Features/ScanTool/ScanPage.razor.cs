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

    [SupplyParameterFromQuery(Name = "url")]
    private string? Url { get; set; }

    [SupplyParameterFromQuery(Name = "visitor")]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "user_agent")]
    private string? Agent { get; set; }

    [SupplyParameterFromQuery(Name = "country")]
    private string? Country { get; set; }

    [SupplyParameterFromQuery(Name = "region")]
    private string? Region { get; set; }

    [SupplyParameterFromQuery(Name = "language")]
    private string? Language { get; set; }

    [SupplyParameterFromQuery(Name = "referrer")]
    private string? Referrer { get; set; }

    [SupplyParameterFromQuery(Name = "visited")]
    private string? Before { get; set; }

    [SupplyParameterFromQuery(Name = "time")]
    private string? Time { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        var actor = await current.GetAsync();
        (_isForeign, _mayFollow) = (!actor.IsStaff, actor.ManagesSome);
        _asked = new()
        {
            Url = Url ?? "",
            Visitor = Kind is { Length: > 0 } kind ? kind : Visitor.Usual.Key,
            UserAgent = Agent ?? "",
            Country = Country ?? "",
            Region = Region ?? "",
            Language = Language ?? "",
            Referrer = Referrer ?? "",
            Visited = Before ?? "",
            Time = Time ?? "",
        };
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
