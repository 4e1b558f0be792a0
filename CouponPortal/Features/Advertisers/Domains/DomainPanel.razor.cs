using CouponPortal.Components.Controls;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Advertisers.Domains;

/// <summary>The tracking domains of one advertiser.</summary>
public sealed partial class DomainPanel(DomainList list, SaveDomain save, CurrentActor current, NavigationManager navigation, TimeProvider time) : IDisposable
{
    private const int MostShown = SaveDomain.MostOfOne;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly FormState _state = new();

    // Domains that somebody asked to be checked, and when.
    private readonly Dictionary<int, DateTime> _awaited = [];
    private Page<DomainRow>? _rows;
    private string? _default;
    private bool _left;
    private string _typed = "";
    private string _saved = "";

    [Parameter, EditorRequired]
    public int AdvertiserId { get; set; }

    /// <summary>May have one checked.</summary>
    [Parameter]
    public bool MayCheck { get; set; }

    /// <summary>May add, choose and remove.</summary>
    [Parameter]
    public bool IsAdmin { get; set; }

    /// <summary>The advertiser's chosen domain may have changed.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    public void Dispose() => _left = true;

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _rows = await list.FindAsync(await current.GetAsync(), AdvertiserId, new PageRequest(Take: MostShown));
        _default = await list.DefaultAsync();
    }

    private Task AddAsync() => ActAsync(actor => save.AddAsync(actor, AdvertiserId, _typed, new Uri(navigation.BaseUri).Host), row =>
    {
        _typed = "";
        _ = WatchAsync(row.Domain.Id);
        return $"{row.Domain.Host} was added and is being checked.";
    });

    private Task UseAsync(DomainRow row) => ActAsync(
        actor => save.UseAsync(actor, row.Domain.Id), used => used.Domain.State == DomainState.Unverified ? $"Links use {used.Domain.Host} as soon as it is verified." : $"Links use {used.Domain.Host} now.");

    private Task RemoveAsync(DomainRow row) => ActAsync(actor => save.RemoveAsync(actor, row.Domain.Id), host => $"{host} was removed.");

    private Task CheckAsync(DomainRow row) => ActAsync(actor => save.CheckAsync(actor, row.Domain.Id), asked =>
    {
        _ = WatchAsync(asked.Domain.Id);
        return $"{asked.Domain.Host} is being checked.";
    });

    private async Task ActAsync<T>(Func<Actor, Task<Outcome<T>>> act, Func<T, string> said)
        where T : class
    {
        if (await _state.RunAsync(async () => await act(await current.GetAsync()), code => code == "tracking_domain_taken" ? "host" : null) is { } done)
        {
            _saved = said(done);
            await LoadAsync();
            await OnChanged.InvokeAsync();
        }
    }

    // The check runs in the background, on whichever node: the page looks until it has happened.
    private async Task WatchAsync(int id)
    {
        var start = time.GetUtcNow().UtcDateTime;
        _awaited[id] = start;
        using var timer = new PeriodicTimer(Look, time);
        while (!_left && time.GetUtcNow().UtcDateTime - start < Patience && await timer.WaitForNextTickAsync())
        {
            if (!_left && (await list.OneAsync(await current.GetAsync(), id) is not { } now || now.Domain.CheckedAt >= start))
            {
                break;
            }
        }

        _awaited.Remove(id);
        if (!_left)
        {
            await LoadAsync();
            StateHasChanged();
        }
    }
}
