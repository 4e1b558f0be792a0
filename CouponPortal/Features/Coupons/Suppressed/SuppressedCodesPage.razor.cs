using CouponPortal.Components.Controls;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Coupons.Suppressed;

/// <summary>The suppressed list: what counts now first, a form to add, a button to end.</summary>
public sealed partial class SuppressedCodesPage(SuppressedCodeList list, SaveSuppressedCode save, CouponChoices choices, CurrentActor current, NavigationManager navigation) : ComponentBase
{
    private Page<SuppressedCodeRow>? _page;
    private Func<int, bool> _managed = _ => false;
    private bool _mayAdd;
    private int? _only;
    private int? _applied;
    private int? _advertiserId;
    private string? _code;
    private DateOnly? _start;
    private DateOnly? _end;
    private bool _saving;
    private FieldErrors? _errors;
    private string? _refusal;
    private string? _said;

    [SupplyParameterFromQuery(Name = "advertiser")]
    private string? Advertiser { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    private int? Number => CouponQuery.Integer(PageText);

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var actor = await current.GetAsync();
        _applied = CouponQuery.Integer(Advertiser);
        (_mayAdd, _managed, _only) = (actor.ManagesSome, actor.Manages, actor.AdvertiserIds is [var one] ? one : null);
        _page = await Paging.RowsAsync(Number, skip => list.FindAsync(actor, new SuppressedCodeFilter(_applied), new PageRequest(skip)));
    }

    private void ShowAdvertiser(int? id) => navigation.NavigateTo(
        navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(StringComparer.Ordinal) { ["advertiser"] = id, ["page"] = null }));

    private async Task AddAsync()
    {
        if (_saving)
        {
            return;
        }

        (_saving, _errors, _refusal, _said) = (true, null, null, null);
        try
        {
            var draft = new SuppressedCodeDraft(_only ?? _advertiserId ?? 0, _code ?? "", _start, _end);
            switch (await save.CreateAsync(await current.GetAsync(), draft))
            {
                case Outcome<SuppressedCodeRow>.Done done:
                    (_code, _start, _end, _said) = (null, null, null, $"{done.Value.Suppressed.Code} is suppressed for {done.Value.AdvertiserName}.");
                    await LoadAsync();
                    break;
                case Outcome<SuppressedCodeRow>.Invalid invalid:
                    _errors = invalid.Errors;
                    break;
                case Outcome<SuppressedCodeRow>.Conflict conflict:
                    _errors = new FieldErrors();
                    _errors.Add("code", conflict.Message);
                    break;
                case Outcome<SuppressedCodeRow>.Forbidden forbidden:
                    _refusal = forbidden.Message;
                    break;
            }
        }
        finally
        {
            _saving = false;
        }
    }

    private async Task EndAsync(SuppressedCode code)
    {
        (_errors, _refusal, _said) = (null, null, null);
        switch (await save.EndAsync(await current.GetAsync(), code.Id))
        {
            case Outcome<string>.Done done:
                _said = $"{done.Value} is no longer suppressed. Orders from before stay as they were.";
                break;
            case Outcome<string>.Forbidden forbidden:
                _refusal = forbidden.Message;
                break;
            default:
                _refusal = "This entry is no longer there, or no longer yours.";
                break;
        }

        await LoadAsync();
        StateHasChanged();
    }

    private async Task<IReadOnlyList<Named>> AdvertisersAsync(string? text, int? chosen) => await choices.AdvertisersAsync(await current.GetAsync(), text, chosen);

    private static string Said(SuppressionState state) => state switch
    {
        SuppressionState.InEffect => "In effect",
        SuppressionState.Scheduled => "Scheduled",
        SuppressionState.Ended => "Ended",
    };

    private static Tone Look(SuppressionState state) => state switch
    {
        SuppressionState.InEffect => Tone.Warning,
        SuppressionState.Scheduled => Tone.Info,
        SuppressionState.Ended => Tone.Neutral,
    };
}
