using CouponPortal.Components.Controls;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Coupons.Suppressed;

/// <summary>The suppressed list: what counts now first, a form to add and to edit, buttons to end and to remove.</summary>
public sealed partial class SuppressedCodesPage(SuppressedCodeList list, EndSuppressedCode end, CouponChoices choices, CurrentActor current, NavigationManager navigation) : ComponentBase
{
    private static readonly IReadOnlyList<(string Value, string Text)> States = [.. Enum.GetValues<SuppressionState>().Select(s => (SnakeCase.Of(s), Words.Of(s)))];
    private Page<SuppressedCodeRow>? _page;
    private Func<int, bool> _managed = _ => false;
    private bool _mayAdd;
    private int? _only;
    private SuppressedCodeFilter _filter = new();
    private SuppressedCodeRow? _edited;
    private string? _refusal;
    private string? _said;
    private IReadOnlyList<string> _warnings = [];

    [SupplyParameterFromQuery(Name = "advertiser")]
    private string? Advertiser { get; set; }

    [SupplyParameterFromQuery(Name = "code")]
    private string? Code { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    private int? Number => CouponQuery.Integer(PageText);

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var actor = await current.GetAsync();
        _filter = new(CouponQuery.Integer(Advertiser), string.IsNullOrWhiteSpace(Code) ? null : Code.Trim(), SnakeCase.TryParse<SuppressionState>(State, out var state) ? state : null);
        (_mayAdd, _managed, _only) = (actor.ManagesSome, actor.Manages, actor.AdvertiserIds is [var one] ? one : null);
        _page = await Paging.RowsAsync(Number, skip => list.FindAsync(actor, _filter, new PageRequest(skip)));
    }

    private void ShowAdvertiser(int? id) => navigation.NavigateTo(
        navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(StringComparer.Ordinal) { ["advertiser"] = id, ["page"] = null }));

    private Task SavedAsync((SuppressedCodeRow Row, IReadOnlyList<string> Notices) saved)
    {
        var code = saved.Row.Suppressed.Code;
        (_said, _warnings, _refusal) = (_edited is null ? $"{code} is suppressed for {saved.Row.AdvertiserName}." : $"The suppression of {code} is changed.", saved.Notices, null);
        _edited = null;
        return LoadAsync();
    }

    private async Task EndAsync(SuppressedCode code) =>
        await TakeAsync(await end.EndAsync(await current.GetAsync(), code.Id), "is no longer suppressed. Orders from before stay as they were.");

    private async Task RemoveAsync(SuppressedCode code) => await TakeAsync(await end.RemoveAsync(await current.GetAsync(), code.Id), "was removed from the list.");

    private async Task TakeAsync(Outcome<string> outcome, string done)
    {
        (_refusal, _said, _warnings, _edited) = (null, null, [], null);
        _said = outcome is Outcome<string>.Done ok ? $"{ok.Value} {done}" : null;
        _refusal = outcome switch
        {
            Outcome<string>.Done => null,
            Outcome<string>.Forbidden forbidden => forbidden.Message,
            Outcome<string>.Conflict conflict => conflict.Message,
            _ => "This entry is no longer there, or no longer yours.",
        };
        await LoadAsync();
        StateHasChanged();
    }

    private async Task<IReadOnlyList<Named>> AdvertisersAsync(string? text, int? chosen) => await choices.AdvertisersAsync(await current.GetAsync(), text, chosen);

    private static Tone Look(SuppressionState state) => state switch
    {
        SuppressionState.InEffect => Tone.Warning,
        SuppressionState.Scheduled => Tone.Info,
        SuppressionState.Ended => Tone.Neutral,
    };
}
