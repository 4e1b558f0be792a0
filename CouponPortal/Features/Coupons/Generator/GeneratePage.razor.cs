using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Coupons.Generator;

public sealed partial class GeneratePage(GenerateCoupons generate, CouponChoices choices, CurrentActor current) : ComponentBase
{
    private CouponDraft _terms = new();
    private IReadOnlyList<Named> _partners = [];
    private string _pattern = "SUMMER{8 random}";
    private int _count = 100;
    private GeneratePreview? _preview;
    private FieldErrors? _errors;
    private string? _refusal;
    private int? _batch;
    private bool _mayMake;
    private bool _loaded;
    private bool _working;
    private bool _isAnswered;
    private ElementReference _answer;

    private GenerateOrder Order => new(_pattern, _count, [.. _partners.Select(p => p.Id)], _terms);

    private long Total => Math.Max(0, Order.Total);

    protected override async Task OnInitializedAsync() => (_mayMake, _loaded) = ((await current.GetAsync()).ManagesSome, true);

    // The button is at the foot of a long form and the answer at its head: the focus brings it into sight.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_isAnswered)
        {
            _isAnswered = false;
            await _answer.FocusAsync();
        }
    }

    private async Task<IReadOnlyList<Named>> OffersAsync(string? text, int? chosen) =>
        [.. (await choices.OffersAsync(await current.GetAsync(), text, chosen)).Select(o => new Named(o.Id, o.Label))];

    private Task EditAsync(CouponDraft terms)
    {
        _terms = terms;
        return PreviewAsync();
    }

    private Task PartnersAsync(IReadOnlyList<Named> partners)
    {
        _partners = partners;
        return PreviewAsync();
    }

    private Task PatternAsync(string pattern)
    {
        _pattern = pattern;
        return PreviewAsync();
    }

    private Task CountAsync(string? text)
    {
        _count = CouponQuery.Integer(text) ?? 0;
        return PreviewAsync();
    }

    /// <summary>Faults are told once there is an offer: before, everything is still to be filled in.</summary>
    private async Task PreviewAsync()
    {
        (_errors, _preview) = (null, null);
        if (_terms.OfferId == 0)
        {
            return;
        }

        switch (await generate.PreviewAsync(await current.GetAsync(), Order))
        {
            case Outcome<GeneratePreview>.Done done:
                _preview = done.Value;
                break;
            case Outcome<GeneratePreview>.Invalid invalid:
                _errors = invalid.Errors;
                break;
        }
    }

    private async Task GenerateAsync()
    {
        // A second press can be on its way before the browser hears that the button is disabled.
        if (_working)
        {
            return;
        }

        (_working, _errors, _refusal, _batch) = (true, null, null, null);
        try
        {
            Show(await generate.GenerateAsync(await current.GetAsync(), Order));
        }
        finally
        {
            (_working, _isAnswered) = (false, true);
        }
    }

    private void Show(Outcome<CouponBatch> outcome)
    {
        switch (outcome)
        {
            case Outcome<CouponBatch>.Done done:
                _batch = done.Value.Id;
                break;
            case Outcome<CouponBatch>.Invalid invalid:
                _errors = invalid.Errors;
                break;
            case Outcome<CouponBatch>.Conflict conflict:
                _refusal = conflict.Message;
                break;
            case Outcome<CouponBatch>.Forbidden forbidden:
                _refusal = forbidden.Message;
                break;
            default:
                _refusal = "The offer is no longer there, or no longer yours.";
                break;
        }
    }
}
