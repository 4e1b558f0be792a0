using CouponPortal.Components.Controls;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Connections;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Integrations;

/// <summary>One page to connect a shop, to set it up while its first event is awaited, and to see how it is doing; it goes on as the page of what was added.</summary>
public sealed partial class ConnectionPage(ConnectionList list, SaveConnection save, NameBook book, CurrentActor current, NavigationManager navigation)
{
    private readonly FormState _state = new();
    private FilterChoices _choices = new([], [], []);
    private IReadOnlyList<Choice> _offers = [];
    private ConnectionDraft? _draft;
    private ConnectionRow? _row;
    private int? _shownId;
    private string? _newSecret;
    private bool _missing;
    private bool _mayManage;

    [Parameter]
    public int? Id { get; set; }

    [SupplyParameterFromQuery(Name = "advertiser")]
    private string? AdvertiserText { get; set; }

    private NavigationManager Navigation => navigation;

    /// <summary>Advertisers to choose from, and the offers of the chosen one.</summary>
    private FilterChoices Choices => _choices with { Offers = _offers };

    protected override async Task OnParametersSetAsync()
    {
        if (_draft is not null && _shownId == Id)
        {
            return;
        }

        var actor = await current.GetAsync();
        _state.Clear();
        (_shownId, _missing, _newSecret) = (Id, false, null);
        _choices = await book.ChoicesAsync(actor, null);
        if (Id is null)
        {
            _mayManage = actor.ManagesSome;
            _row = null;
            _draft = new ConnectionDraft { AdvertiserId = _choices.Advertisers is [var only] ? only.Id : UrlValues.Id(AdvertiserText) };
            await ChooseOffersAsync();
        }
        else if (await list.OneAsync(actor, Id.Value) is { } row)
        {
            _mayManage = actor.Manages(row.Connection.AdvertiserId);
            Show(row);
            await ChooseOffersAsync();
        }
        else
        {
            _missing = true;
        }
    }

    // The row's figures change with every delivery, whichever process it came to.
    private async Task LookAsync()
    {
        if (_row is { } shown && Id == shown.Connection.Id && !_state.Busy
            && await list.OneAsync(await current.GetAsync(), shown.Connection.Id) is { } fresh && fresh.Connection.Deliveries != shown.Connection.Deliveries)
        {
            _row = fresh;
        }
    }

    private async Task ChooseOffersAsync() =>
        _offers = _draft?.AdvertiserId is { } id ? (await book.ChoicesAsync(await current.GetAsync(), id)).Offers : [];

    private async Task SaveAsync()
    {
        if (_draft is { } draft)
        {
            var isNew = Id is null;
            Take(await _state.RunAsync(async () => isNew ? await save.CreateAsync(await current.GetAsync(), draft) : await save.ChangeAsync(await current.GetAsync(), Id!.Value, draft)));
            if (isNew && _row is { } row)
            {
                navigation.NavigateTo($"connections/{row.Connection.Id}", replace: true);
            }
        }
    }

    private async Task PauseAsync()
    {
        if (_row is { } row)
        {
            var draft = ConnectionDraft.Of(row.Connection);
            draft.State = row.Connection.State == ConnectionState.Active ? ConnectionState.Paused : ConnectionState.Active;
            Take(await _state.RunAsync(async () => await save.ChangeAsync(await current.GetAsync(), row.Connection.Id, draft)));
        }
    }

    private async Task RotateAsync()
    {
        if (_row is { } row)
        {
            Take(await _state.RunAsync(async () => await save.RotateAsync(await current.GetAsync(), row.Connection.Id, row.Connection.Version)));
        }
    }

    private async Task DeleteAsync()
    {
        if (_row is { } row && await _state.RunAsync(async () => await save.DeleteAsync(await current.GetAsync(), row.Connection.Id)) is not null)
        {
            navigation.NavigateTo("connections?deleted=1");
        }
    }

    private void Take(SavedConnection? saved)
    {
        if (saved is not null)
        {
            _shownId = saved.Row.Connection.Id;
            _newSecret = saved.NewSecret ?? _newSecret;
            Show(saved.Row);
        }

        StateHasChanged();
    }

    private void Show(ConnectionRow row) => (_row, _draft) = (row, ConnectionDraft.Of(row.Connection));
}
