using System.Globalization;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Coupons;

/// <summary>The fields of a coupon. Holds nothing of its own: the page keeps the draft, so that a refused save loses no entry.</summary>
public sealed partial class CouponForm(CouponChoices choices, CurrentActor current) : ComponentBase
{
    private OfferChoice? _offer;
    private bool _saving;

    /// <summary>The coupon as stored; null for a new one.</summary>
    [Parameter]
    public CouponRow? Stored { get; set; }

    [Parameter, EditorRequired]
    public CouponDraft Draft { get; set; } = default!;

    [Parameter]
    public EventCallback<CouponDraft> DraftChanged { get; set; }

    /// <summary>The draft's partner list by name.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Named> Partners { get; set; } = [];

    [Parameter]
    public EventCallback<IReadOnlyList<Named>> PartnersChanged { get; set; }

    [Parameter]
    public FieldErrors? Errors { get; set; }

    [Parameter]
    public string SaveText { get; set; } = "Save";

    [Parameter]
    public string CancelHref { get; set; } = "/coupons";

    [Parameter, EditorRequired]
    public EventCallback OnSave { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (Draft.OfferId != 0 && _offer?.Id != Draft.OfferId)
        {
            _offer = (await choices.OffersAsync(await current.GetAsync(), null, Draft.OfferId)).FirstOrDefault(o => o.Id == Draft.OfferId);
        }
    }

    private Task EditAsync(CouponDraft draft) => DraftChanged.InvokeAsync(draft);

    private Task ChooseOfferAsync(int? offerId) => EditAsync(Draft with { OfferId = offerId ?? 0 });

    private Task ChooseStatusAsync(ChangeEventArgs args) =>
        Enum.TryParse<CouponStatus>(args.Value as string, out var status) ? EditAsync(Draft with { Status = status }) : Task.CompletedTask;

    private async Task ChangePartnersAsync(IReadOnlyList<Named> partners)
    {
        await PartnersChanged.InvokeAsync(partners);
        await EditAsync(Draft with { PartnerIds = [.. partners.Select(p => p.Id)] });
    }

    private async Task<IReadOnlyList<Named>> OffersAsync(string? text, int? chosen) =>
        [.. (await choices.OffersAsync(await current.GetAsync(), text, chosen)).Select(o => new Named(o.Id, o.Label))];

    private async Task SaveAsync()
    {
        // A second press can be on its way before the browser hears that the button is disabled.
        if (_saving)
        {
            return;
        }

        _saving = true;
        try
        {
            await OnSave.InvokeAsync();
        }
        finally
        {
            _saving = false;
        }
    }

    private static DateOnly? Day(ChangeEventArgs args) =>
        DateOnly.TryParseExact(args.Value as string, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
