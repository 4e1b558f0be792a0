using CouponPortal.Components.Controls;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Feeds;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Integrations.Feeds;

/// <summary>One page to add a feed and to see and change it; it goes on as the page of what was added.</summary>
public sealed partial class FeedPage(FeedList list, SaveFeed save, NameBook book, CurrentActor current, NavigationManager navigation)
{
    private readonly FormState _state = new();
    private FilterChoices _choices = new([], [], []);
    private IReadOnlyList<Choice> _offers = [];
    private FeedDraft? _draft;
    private FeedSummary? _row;
    private int? _shownId;
    private bool _missing;
    private bool _mayManage;

    [Parameter]
    public int? Id { get; set; }

    [SupplyParameterFromQuery(Name = "advertiser")]
    private string? AdvertiserText { get; set; }

    private FilterChoices Choices => _choices with { Offers = _offers };

    protected override async Task OnParametersSetAsync()
    {
        if (_draft is not null && _shownId == Id)
        {
            return;
        }

        var actor = await current.GetAsync();
        _state.Clear();
        _shownId = Id;
        _choices = await book.ChoicesAsync(actor, null);
        _row = Id is { } id ? await list.OneAsync(actor, id) : null;
        _missing = Id is not null && _row is null;
        _draft = _row is { } row ? FeedDraft.Of(row.Feed)
            : _missing ? null
            : new FeedDraft { AdvertiserId = _choices.Advertisers is [var only] ? only.Id : UrlValues.Id(AdvertiserText) };
        _mayManage = _row is { } known ? actor.Manages(known.Feed.AdvertiserId) : actor.ManagesSome;
        await ChooseOffersAsync();
    }

    private async Task ChooseOffersAsync() =>
        _offers = _draft?.AdvertiserId is { } advertiser ? (await book.ChoicesAsync(await current.GetAsync(), advertiser)).Offers : [];

    private async Task LookAsync()
    {
        if (_row is { } row && await list.OneAsync(await current.GetAsync(), row.Feed.Id) is { } now)
        {
            _row = now;
            StateHasChanged();
        }
    }

    private async Task SaveAsync()
    {
        var actor = await current.GetAsync();
        var isNew = _row is null;
        if (await _state.RunAsync(() => isNew ? save.CreateAsync(actor, _draft!) : save.ChangeAsync(actor, _row!.Feed.Id, _draft!)) is { } saved)
        {
            Show(saved);
            if (isNew)
            {
                _shownId = saved.Feed.Id;
                navigation.NavigateTo($"feeds/{saved.Feed.Id}");
            }
        }
    }

    private async Task PauseAsync()
    {
        var actor = await current.GetAsync();
        var draft = FeedDraft.Of(_row!.Feed);
        draft.State = draft.State == FeedState.Active ? FeedState.Paused : FeedState.Active;
        if (await _state.RunAsync(() => save.ChangeAsync(actor, _row.Feed.Id, draft)) is { } saved)
        {
            Show(saved);
        }
    }

    private async Task FetchAsync()
    {
        var actor = await current.GetAsync();
        if (await save.FetchAsync(actor, _row!.Feed.Id) is Outcome<FeedSummary>.Done done)
        {
            _row = done.Value;
        }
    }

    private async Task DeleteAsync()
    {
        var actor = await current.GetAsync();
        if (await _state.RunAsync(() => save.DeleteAsync(actor, _row!.Feed.Id)) is not null)
        {
            navigation.NavigateTo("feeds?deleted=1");
        }
    }

    private void Show(FeedSummary saved) => (_row, _draft) = (saved, FeedDraft.Of(saved.Feed));
}
