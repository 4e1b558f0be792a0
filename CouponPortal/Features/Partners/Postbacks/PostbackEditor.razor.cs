using CouponPortal.Components.Controls;
using CouponPortal.Data;
using CouponPortal.Domain.Partners;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Partners.Postbacks;

/// <summary>Where a partner is told of its orders, a form for one more, and the log of what was sent.</summary>
public sealed partial class PostbackEditor
{
    private const int Most = 200;
    private readonly FormState _state = new();
    private IReadOnlyList<PartnerPostback> _rows = [];
    private PostbackDraft _draft = new();
    private int? _editing;
    private string? _newSecret;
    private PostbackLog? _log;

    [Parameter, EditorRequired]
    public int PartnerId { get; set; }

    /// <summary>Those that a postback may be for alone.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Choice> Offers { get; set; } = [];

    /// <summary>Where an order is shown to this reader.</summary>
    [Parameter]
    public string OrderPage { get; set; } = "conversions";

    /// <summary>What stands above the postbacks.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_draft.PartnerId != PartnerId)
        {
            _draft = New();
        }

        await ReadAsync();
    }

    private PostbackDraft New() => new() { PartnerId = PartnerId };

    private async Task ReadAsync() => _rows = (await List.SliceAsync(await Current.GetAsync(), new(PartnerId), null, Most)).Rows;

    private void Edit(PartnerPostback? row)
    {
        _state.Clear();
        (_editing, _draft) = (row?.Id, row is null ? New() : PostbackDraft.Of(row));
    }

    private async Task SaveAsync()
    {
        var saved = await _state.RunAsync(async () => _editing is { } id ? await Save.ChangeAsync(await Current.GetAsync(), id, _draft) : await Save.CreateAsync(await Current.GetAsync(), _draft));
        if (saved is not null)
        {
            await ShowAsync(saved.NewSecret);
        }
    }

    private async Task RotateAsync(PartnerPostback row)
    {
        if (await _state.RunAsync(async () => await Save.ChangeAsync(await Current.GetAsync(), row.Id, PostbackDraft.Of(row), rotateSecret: true)) is { } saved)
        {
            await ShowAsync(saved.NewSecret);
        }
    }

    private async Task TryAsync(PartnerPostback row)
    {
        if (await _state.RunAsync(async () => await Save.TryAsync(await Current.GetAsync(), row.Id)) is not null && _log is not null)
        {
            _state.Clear();
            await _log.ReadAsync();
        }
    }

    private async Task DeleteAsync(PartnerPostback row)
    {
        if (await _state.RunAsync(async () => await Save.DeleteAsync(await Current.GetAsync(), row.Id)) is not null)
        {
            await ShowAsync(null);
        }
    }

    private async Task ShowAsync(string? secret)
    {
        (_editing, _draft, _newSecret) = (null, New(), secret);
        await ReadAsync();
        StateHasChanged();
    }
}
