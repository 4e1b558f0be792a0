using CouponPortal.Components.Controls;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Offers;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Offers.Delivery;

public sealed partial class OfferDeliveryPage(OfferList list, SaveOffer save, CurrentActor current, Catalog catalog, CapUse caps, TimeProvider time)
{
    private readonly FormState _state = new();
    private OfferDetail? _detail;
    private TargetingDraft? _targeting;
    private SwitchDraft _switch = new();
    private IReadOnlyList<(int Id, string Name)> _offers = [];
    private bool _missing;
    private int? _shownId;

    [Parameter]
    public int Id { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_shownId == Id)
        {
            return;
        }

        _shownId = Id;
        _state.Clear();
        var actor = await current.GetAsync();
        _detail = await list.OneAsync(actor, Id, CancellationToken.None);
        _missing = _detail is null;
        if (_detail is { Offer: var offer })
        {
            Show(offer);
            _offers = await list.NamesAsync(actor, offer.AdvertiserId, Id, CancellationToken.None);
        }
    }

    private void Show(Offer offer) => (_targeting, _switch) = (TargetingDraft.Of(offer.Targeting, _detail!.Advertiser.TimeZone), SwitchDraft.Of(offer.SmartSwitch));

    private async Task SaveAsync()
    {
        if (_detail is not { } detail || _targeting is not { } targeting)
        {
            return;
        }

        var draft = OfferDraft.Of(detail.Offer);
        (draft.Targeting, draft.SmartSwitch) = (targeting.Rules(), _switch.Rules());
        if (await _state.RunAsync(async () => await save.ChangeAsync(await current.GetAsync(), Id, draft, CancellationToken.None)) is { } row)
        {
            _detail = detail with { Offer = row };
            Show(row);
        }
    }

    // The rules as they are typed, on an offer that is otherwise as tracking knows it.
    private (IReadOnlyList<TargetVerdict> Verdicts, VisitDecision Decision)? Decide(Visit visit)
    {
        if (_detail is not { Offer: var offer } || _targeting is not { } targeting || catalog.Current.Advertiser(offer.AdvertiserId) is not { } rules)
        {
            return null;
        }

        var errors = new FieldErrors();
        var tried = new Offer { Id = offer.Id, AdvertiserId = offer.AdvertiserId, Status = offer.Status, BaseDestinationUrl = offer.BaseDestinationUrl, FallbackUrl = offer.FallbackUrl, Caps = offer.Caps };
        tried.Targeting = TargetingFields.Normal(targeting.Rules(), errors);
        tried.SmartSwitch = SmartSwitchFields.Normal(_switch.Rules(), offer.Id, _offers.Select(o => o.Id).ToHashSet(), errors);
        if (errors.Any)
        {
            _state.Refuse(errors);
            StateHasChanged();
            return null;
        }

        return (TargetingVerdicts.Of(tried.Targeting, visit), DeliveryEngine.Preview(rules, tried, visit, caps));
    }
}
