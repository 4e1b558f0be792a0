using System.Globalization;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Reports;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.WebUtilities;

namespace CouponPortal.Features.Views;

/// <summary>A view is known by its id in the address, else by having just these filters.</summary>
public sealed partial class SavedViews(ViewList list, SaveView save, NameBook book, CurrentActor current, NavigationManager navigation) : ComponentBase
{
    private const string Network = "network";

    private IReadOnlyList<ViewRow> _rows = [];
    private IReadOnlyList<(string Value, string Text)> _audiences = [];
    private ViewRow? _current;
    private FieldErrors? _errors;
    private string? _problem;
    private string _name = "";
    private bool _open;

    /// <summary>Of the report's export source.</summary>
    [Parameter, EditorRequired]
    public string Page { get; set; } = "";

    /// <summary>What the page shows now.</summary>
    [Parameter, EditorRequired]
    public ReportQuery Query { get; set; } = new(null);

    private bool IsChanged => _current is { } row && row.View.Query != Query.Text;

    private string Title => _current is { } row ? row.View.Name + (IsChanged ? " (changed)" : "") : Query.Text.Length == 0 ? "Standard" : "not saved";

    protected override Task OnParametersSetAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        _rows = await list.OfPageAsync(await current.GetAsync(), Page);
        var named = QueryHelpers.ParseQuery(new Uri(navigation.Uri).Query).TryGetValue("view", out var text) ? UrlValues.Id(text.ToString()) : null;
        _current = _rows.FirstOrDefault(r => r.View.Id == named) ?? _rows.FirstOrDefault(r => r.View.Query == Query.Text && Query.Text.Length > 0);
    }

    private async Task ToggleAsync()
    {
        _open = !_open;
        (_errors, _problem, _name) = (null, null, _current is { IsOwn: true } own ? own.View.Name : "");
        if (!_open)
        {
            return;
        }

        var actor = await current.GetAsync();
        var mine = (await book.ChoicesAsync(actor, null)).Advertisers.Where(a => actor.Manages(a.Id));
        _audiences = [.. mine.Select(a => (a.Id.ToString(CultureInfo.InvariantCulture), $"The staff of {a.Name}"))];
        _audiences = actor.CanAdministrate ? [(Network, "The network admins"), .. _audiences] : _audiences;
    }

    private static string Shared(SavedView view) => !view.IsShared ? "" : view.AdvertiserId?.ToString(CultureInfo.InvariantCulture) ?? Network;

    private async Task SubmitAsync()
    {
        if (await TakeAsync(await save.CreateAsync(await current.GetAsync(), Page, Query, _name)) is { } view)
        {
            _open = false;
            navigation.NavigateTo(new ViewRow(view, "", IsOwn: true).Href);
        }
    }

    private async Task ChangeAsync(ViewChange change)
    {
        if (_current is { } row)
        {
            await TakeAsync(await save.ChangeAsync(await current.GetAsync(), row.View.Id, change));
        }
    }

    private Task ShareAsync(ChangeEventArgs args) => ChangeAsync(args.Value?.ToString() switch
    {
        null or "" => new ViewChange(IsShared: false),
        Network => new ViewChange(IsShared: true),
        var id => new ViewChange(IsShared: true, AdvertiserId: UrlValues.Id(id)),
    });

    private async Task RemoveAsync()
    {
        if (_current is { } row && await TakeAsync(await save.RemoveAsync(await current.GetAsync(), row.View.Id)) is not null)
        {
            _open = false;
            navigation.NavigateTo($"{Page}?{Query.Text}");
        }
    }

    private async Task<SavedView?> TakeAsync(Outcome<SavedView> outcome)
    {
        _errors = (outcome as Outcome<SavedView>.Invalid)?.Errors;
        _problem = outcome switch
        {
            Outcome<SavedView>.Conflict conflict => conflict.Message,
            Outcome<SavedView>.Forbidden forbidden => forbidden.Message,
            Outcome<SavedView>.NotFound => "The view is not there any more.",
            Outcome<SavedView>.Invalid invalid when invalid.Errors.For("name").Count == 0 => invalid.Errors.ToString(),
            _ => null,
        };
        await ReadAsync();

        // The confirming button calls a plain function, after which only the button itself is drawn again.
        StateHasChanged();
        return (outcome as Outcome<SavedView>.Done)?.Value;
    }

    private void Key(KeyboardEventArgs args) => _open = _open && args.Key != "Escape";
}
