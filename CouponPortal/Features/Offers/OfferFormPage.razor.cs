using CouponPortal.Components.Controls;
using CouponPortal.Components.DataTable;
using CouponPortal.Data.Identity;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Offers;

public sealed partial class OfferFormPage(OfferList list, SaveOffer save, CurrentActor current, NavigationManager navigation)
{
    private readonly FormState _state = new();
    private OfferDraft? _draft;
    private IReadOnlyList<AdvertiserChoice> _advertisers = [];
    private string _name = "";
    private int? _shownId;
    private bool _missing;
    private string? _refused;
    private bool _needsAdvertiser;

    [Parameter]
    public int? Id { get; set; }

    /// <summary>Chosen beforehand where the page was opened from an advertiser.</summary>
    [SupplyParameterFromQuery(Name = "advertiser")]
    public string? AdvertiserText { get; set; }

    private string BackHref => Id is null ? "offers" : $"offers/{Id}";

    protected override async Task OnParametersSetAsync()
    {
        if (_draft is not null && _shownId == Id)
        {
            return;
        }

        var actor = await current.GetAsync();
        var all = await list.AdvertisersAsync(actor, CancellationToken.None);
        _advertisers = [.. all.Where(a => actor.Manages(a.Id))];
        _state.Clear();
        (_shownId, _missing, _refused) = (Id, false, null);
        if (Id is not { } id)
        {
            _needsAdvertiser = _advertisers.Count == 0 && actor.CanAdministrate;
            _refused = _advertisers.Count > 0 || _needsAdvertiser ? null : "You manage no advertiser. Ask your network administrator.";
            _draft = new OfferDraft { AdvertiserId = UrlValues.Id(AdvertiserText) ?? (_advertisers.Count == 1 ? _advertisers[0].Id : null) };
            TakeCurrency();
        }
        else if (await list.OneAsync(actor, id, CancellationToken.None) is { } detail)
        {
            _refused = detail.MayManage ? null : "You may read this offer, not change it. Ask one of the advertiser's managers.";
            (_draft, _name) = (OfferDraft.Of(detail.Offer), detail.Offer.Name);
        }
        else
        {
            _missing = true;
        }
    }

    // Until somebody chooses another one, an offer pays in its advertiser's currency.
    private void TakeCurrency() => _draft!.Currency = _advertisers.FirstOrDefault(a => a.Id == _draft.AdvertiserId)?.Currency ?? _draft.Currency;

    private async Task SaveAsync()
    {
        if (_draft is not { } draft)
        {
            return;
        }

        var row = await _state.RunAsync(async () =>
        {
            var actor = await current.GetAsync();
            return Id is { } id ? await save.ChangeAsync(actor, id, draft, CancellationToken.None) : await save.CreateAsync(actor, draft, null, CancellationToken.None);
        });
        if (row is null)
        {
            return;
        }

        if (_state.Notices.Count == 0)
        {
            navigation.NavigateTo($"offers/{row.Id}?saved=true");
            return;
        }

        // Something was saved that deserves a look: the form stays, with what is to be noticed.
        (_draft, _name, _shownId) = (OfferDraft.Of(row), row.Name, row.Id);
        if (Id is null)
        {
            navigation.NavigateTo($"offers/{row.Id}/edit", replace: true);
        }
    }
}
