using CouponPortal.Components.Controls;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.ApiKeys;

/// <summary>Lists, makes, rotates and revokes keys; a new key's text is shown until it is dismissed or the page is left, and never again.</summary>
public sealed partial class ApiKeyPanel(ApiKeyList list, SaveApiKey save, NameBook book, CurrentActor current) : ComponentBase
{
    private readonly FormState _state = new();
    private ApiKeyDraft? _draft;
    private Page<ApiKeyRow>? _page;
    private NewApiKey? _made;
    private IReadOnlyList<Choice> _advertisers = [];
    private IReadOnlyList<Choice>? _partners = [];
    private string? _refusal;
    private string _said = "";
    private bool _withEnded;
    private bool _isAdmin;
    private bool _isPartner;

    [SupplyParameterFromQuery(Name = "page")]
    private string? Number { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        var actor = await current.GetAsync();
        (_refusal, _isAdmin, _isPartner) = (ApiKeyList.Refusal(actor), actor.IsNetworkAdmin, actor.Role == Role.Partner);
        _draft ??= ApiKeyDraft.For(actor);
        var choices = await book.ChoicesAsync(actor, null);
        (_advertisers, _partners) = (choices.Advertisers, choices.Partners);
        await ReloadAsync(actor);
    }

    private async Task ShowAsync(bool withEnded)
    {
        _withEnded = withEnded;
        await ReloadAsync(await current.GetAsync());
    }

    private async Task ReloadAsync(Actor actor) =>
        _page = await Paging.RowsAsync(UrlValues.Page(Number), skip => list.PageAsync(actor, _withEnded, new PageRequest(skip), CancellationToken.None));

    private async Task CreateAsync()
    {
        if (_draft is { } draft && await RunAsync("The key was made.", actor => save.CreateAsync(actor, draft)) is { } made)
        {
            (_made, _draft) = (made, ApiKeyDraft.For(await current.GetAsync()));
        }
    }

    private async Task RotateAsync((ApiKeyRow Row, int Hours) asked)
    {
        if (await RunAsync("The key was rotated.", actor => save.RotateAsync(actor, asked.Row.Key.Id, asked.Hours)) is { } made)
        {
            _made = made;
        }
    }

    private async Task RevokeAsync(ApiKeyRow row)
    {
        if (await RunAsync($"The key {row.Key.Name} was revoked: it opens nothing any more.", actor => save.RevokeAsync(actor, row.Key.Id)) is not null && _made?.Row.Key.Id == row.Key.Id)
        {
            _made = null;
        }
    }

    private async Task<T?> RunAsync<T>(string said, Func<Actor, Task<Outcome<T>>> work)
        where T : class
    {
        _said = said;
        var actor = await current.GetAsync();
        var done = await _state.RunAsync(() => work(actor));
        await ReloadAsync(actor);
        return done;
    }
}
