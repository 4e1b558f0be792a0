using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace CouponPortal.Features.Coupons;

public sealed partial class PartnerListEditor : ComponentBase
{
    private bool _open;
    private string _text = "";
    private bool _enter;
    private int _searches;
    private IReadOnlyList<PartnerChoice> _found = [];

    [Parameter, EditorRequired]
    public IReadOnlyList<Named> Value { get; set; } = [];

    [Parameter]
    public EventCallback<IReadOnlyList<Named>> ValueChanged { get; set; }

    [Parameter]
    public CouponVisibility Visibility { get; set; }

    [Parameter]
    public FieldErrors? Errors { get; set; }

    private bool IsFull => Visibility == CouponVisibility.Exclusive && Value.Count > 0;

    private async Task ToggleAsync()
    {
        _open = !_open;
        await FindAsync("");
    }

    private Task SearchAsync(ChangeEventArgs args) => FindAsync(args.Value as string ?? "");

    private async Task FindAsync(string text)
    {
        (_text, var mine) = (text, ++_searches);
        var found = await Choices.PartnersAsync(await Current.GetAsync(), text);

        // A slow answer to an earlier letter must not replace a later one.
        if (mine == _searches)
        {
            _found = found;
        }
    }

    // Enter in a search box means "take it", not "save the coupon".
    private Task AddFirstAsync(KeyboardEventArgs args)
    {
        _enter = args.Key == "Enter";
        return _enter && _found.FirstOrDefault(f => Value.All(p => p.Id != f.Id)) is { } first && _found.Count == 1 ? AddAsync(first) : Task.CompletedTask;
    }

    private Task AddAsync(PartnerChoice partner) => IsFull || Value.Any(p => p.Id == partner.Id)
        ? Task.CompletedTask
        : ValueChanged.InvokeAsync([.. Value, new Named(partner.Id, partner.Name)]);

    private Task RemoveAsync(Named partner) => ValueChanged.InvokeAsync([.. Value.Where(p => p.Id != partner.Id)]);
}
