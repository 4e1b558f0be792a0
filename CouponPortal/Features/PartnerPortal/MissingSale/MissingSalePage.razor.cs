using CouponPortal.Components.Controls;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.PartnerPortal.MissingSale;

/// <summary>Asks for a sale, shows the answer, opens a case from it, and lists the partner's cases.</summary>
public sealed partial class MissingSalePage(AskMissingSale ask, OwnCases cases, OwnShops shops, CurrentActor current, Catalog catalog, NavigationManager navigation)
{
    private readonly FormState _state = new();
    private readonly FormState _opening = new();
    private readonly MissingSaleDraft _draft = new();
    private MissingSaleDraft _askedDraft = new();
    private OwnShopBook? _book;
    private Page<OwnCase> _cases = new([], 0);
    private AskedSale? _asked;
    private string _note = "";

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    private string ShopCurrency => _book?.Shops.FirstOrDefault(s => s.Id == _draft.AdvertiserId)?.Currency ?? "the shop's";

    protected override async Task OnParametersSetAsync()
    {
        var actor = await current.GetAsync();
        if (_book is null)
        {
            var book = await shops.ReadAsync(actor, CancellationToken.None);
            _draft.AdvertiserId = book.Shops is [var only] ? only.Id : null;
            _book = book;
        }

        await ReadCasesAsync(actor);
    }

    private async Task ReadCasesAsync(Actor actor) => _cases = await Paging.RowsAsync(UrlValues.Page(PageText), skip => cases.FindAsync(actor, new PageRequest(skip)));

    private async Task AskAsync()
    {
        _opening.Clear();
        var draft = _draft with { };
        var asked = await _state.RunAsync(async () => await ask.AskAsync(await current.GetAsync(), draft));

        // An answer stays in sight only beside the question that it answers; it takes the focus itself.
        (_asked, _askedDraft) = (asked, draft);
        if (asked is not null)
        {
            _state.Clear();
        }
    }

    private async Task OpenAsync()
    {
        if (await _opening.RunAsync(async () => await cases.OpenAsync(await current.GetAsync(), _askedDraft, _note)) is { } opened)
        {
            navigation.NavigateTo($"partner/missing-sale/cases/{opened.Id}");
        }
    }
}
