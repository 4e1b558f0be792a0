using CouponPortal.Components.Controls;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Advertisers;

/// <summary>One page to add, read and change an advertiser; after adding it goes on as the page of the new one.</summary>
public sealed partial class AdvertiserFormPage(AdvertiserList list, SaveAdvertiser save, RotatePostbackSecret rotate, NetworkContact contact, CurrentActor current, NavigationManager navigation)
{
    private readonly FormState _state = new();
    private AdvertiserDraft? _draft;
    private string _name = "";
    private Advertiser? _saved;
    private int? _shownId;
    private bool _missing;
    private bool _mayManage;
    private bool _isAdmin;
    private string? _adminEmail;

    [Parameter]
    public int? Id { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_draft is not null && _shownId == Id)
        {
            return;
        }

        var actor = await current.GetAsync();
        _isAdmin = actor.CanAdministrate;
        _adminEmail = await contact.AdminEmailAsync(CancellationToken.None);
        _state.Clear();
        _shownId = Id;
        if (Id is not { } id)
        {
            (_draft, _saved, _mayManage, _missing) = (new AdvertiserDraft(), null, actor.CanAdministrate, false);
        }
        else if (await list.OneAsync(actor, id, CancellationToken.None) is { } row)
        {
            (_mayManage, _missing) = (actor.Manages(id), false);
            Show(row);
        }
        else
        {
            _missing = true;
        }
    }

    private async Task SaveAsync()
    {
        if (_draft is not { } draft)
        {
            return;
        }

        var row = await _state.RunAsync(
            async () =>
            {
                var actor = await current.GetAsync();
                draft.OpenedAt = new Uri(navigation.BaseUri).Host;
                return Id is { } id ? await save.ChangeAsync(actor, id, draft, CancellationToken.None) : await save.CreateAsync(actor, draft, null, CancellationToken.None);
            },
            code => code == "tracking_domain_taken" ? "tracking_domain" : null);
        if (row is not null)
        {
            Show(row);
            _shownId = row.Id;
            if (Id is null)
            {
                navigation.NavigateTo($"advertisers/{row.Id}", replace: true);
            }
        }
    }

    private Task RotateAsync(int days) => ChangeSecretAsync((actor, id, version) => rotate.RunAsync(actor, id, version, days, CancellationToken.None));

    private Task EndFormerAsync() => ChangeSecretAsync((actor, id, version) => rotate.EndAsync(actor, id, version, CancellationToken.None));

    private async Task ChangeSecretAsync(Func<Actor, int, int, Task<Outcome<Advertiser>>> change)
    {
        if (_draft is { } draft && Id is { } id && await _state.RunAsync(async () => await change(await current.GetAsync(), id, draft.Version)) is { } row)
        {
            // What was typed in other fields and not saved yet stays.
            (draft.PostbackKey, draft.SigningSecret, draft.Version, _saved) = (row.PostbackKey, row.SigningSecret, row.Version, row);
        }
    }

    private async Task TakeDomainAsync()
    {
        if (_draft is { } draft && Id is { } id && await list.OneAsync(await current.GetAsync(), id, CancellationToken.None) is { } row)
        {
            // What was typed in other fields and not saved yet stays.
            (draft.TrackingDomain, draft.Version, _saved) = (row.TrackingDomain, row.Version, row);
        }
    }

    private void Show(Advertiser row)
    {
        (_draft, _name, _saved) = (AdvertiserDraft.Of(row), row.Name, row);
        if (!_mayManage)
        {
            (_draft.PostbackKey, _draft.SigningSecret) = (null, null);
        }
    }
}
