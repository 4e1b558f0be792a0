using System.Globalization;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Coupons.Missed;

/// <summary>The missed codes: the most visited first, each made a coupon or ignored.</summary>
public sealed partial class MissedCodesPage(MissedCodeList list, JudgeMissedCode judge, CouponChoices choices, CurrentActor current) : ComponentBase
{
    private static readonly IReadOnlyList<(string Value, string Text)> States = [(SnakeCase.Of(MissedCodeState.Ignored), "Ignored"), (SnakeCase.Of(MissedCodeState.Bound), "Made a coupon")];
    private Page<MissedCodeRow>? _page;
    private IReadOnlyList<Named> _advertisers = [];
    private MissedCodeFilter _filter = new();
    private Func<MissedCode, bool> _decides = _ => false;
    private MissedCodeRow? _bound;
    private string? _said;
    private string? _refusal;
    private IReadOnlyList<string> _notices = [];

    [SupplyParameterFromQuery]
    private string? State { get; set; }

    [SupplyParameterFromQuery]
    private string? Advertiser { get; set; }

    [SupplyParameterFromQuery]
    private string? Code { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var actor = await current.GetAsync();
        _filter = new(UrlValues.Choice<MissedCodeState>(State) is var state and not MissedCodeState.Open ? state : null, UrlValues.Id(Advertiser), UrlValues.Text(Code));
        _decides = row => row.AdvertiserId is { } advertiser ? actor.Manages(advertiser) : actor.CanAdministrate;
        _advertisers = await choices.AdvertisersAsync(actor, null);
        _page = await Paging.RowsAsync(UrlValues.Id(PageText), skip => list.FindAsync(actor, _filter, new PageRequest(skip), CancellationToken.None));
    }

    private void Bind(MissedCodeRow row) => (_bound, _said, _refusal) = (row, null, null);

    private async Task IgnoreAsync(MissedCode row)
    {
        var isIgnored = row.State == MissedCodeState.Open;
        var outcome = await judge.IgnoreAsync(await current.GetAsync(), row.Id, isIgnored, CancellationToken.None);
        (_said, _notices, _refusal) = outcome switch
        {
            Outcome<MissedCode>.Done => (isIgnored ? $"{row.Code} is ignored. Its visits are counted on." : $"{row.Code} is on the list again.", [], null),
            Outcome<MissedCode>.Forbidden forbidden => (null, [], forbidden.Message),
            _ => ((string?)null, (IReadOnlyList<string>)[], "It is no longer there, or no longer yours."),
        };
        await LoadAsync();
    }

    private async Task BoundAsync((CouponRow Coupon, IReadOnlyList<string> Notices) made)
    {
        (_said, _notices, _bound) = ($"{made.Coupon.Coupon.Code} is a coupon now, and its tracking URL works.", made.Notices, null);
        await LoadAsync();
    }

    private static string From(MissedCode row) => MissedReferrers.Read(row.Referrers) is { Count: > 0 } hosts
        ? string.Join(", ", hosts.Select(h => string.Create(CultureInfo.InvariantCulture, $"{h.Host} ({h.Visits:N0})")))
        : "typed in, or the site does not say";
}
