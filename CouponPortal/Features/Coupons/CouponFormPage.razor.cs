using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Coupons;

/// <summary>One coupon, new or stored: form or facts, tracking URL, history.</summary>
public sealed partial class CouponFormPage(CouponList list, SaveCoupon save, CurrentActor current, NavigationManager navigation) : ComponentBase
{
    private int? _loaded = -1;
    private bool _isLoaded;
    private bool _isMissing;
    private bool _mayEdit;
    private CouponRow? _row;
    private CouponDraft _draft = new();
    private IReadOnlyList<Named> _partners = [];
    private FieldErrors? _errors;
    private string? _refusal;
    private bool _isStale;
    private IReadOnlyList<string>? _notices;
    private string _done = "Saved.";
    private ElementReference _answer;
    private bool _isAnswered;

    [Parameter]
    public int? Id { get; set; }

    /// <summary>The offer that a new coupon is for.</summary>
    [SupplyParameterFromQuery(Name = "offer")]
    private string? Offer { get; set; }

    /// <summary>For a new coupon: the code that somebody sent and nobody has.</summary>
    [SupplyParameterFromQuery(Name = "code")]
    public string? Code { get; set; }

    private string Title => _row?.Coupon.Code ?? (Id is null ? "Add New Coupon" : "Coupon");

    private string Origin => navigation.BaseUri;

    protected override async Task OnParametersSetAsync()
    {
        // After the first save the address changes from /coupons/new to the coupon's own: what was just saved is on the page already.
        if (_loaded != Id)
        {
            await ReloadAsync();
        }
    }

    // The button is at the foot of a long form and the answer at its head: the focus brings it into sight.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_isAnswered)
        {
            _isAnswered = false;
            await _answer.FocusAsync();
        }
    }

    private async Task ReloadAsync()
    {
        (_loaded, _notices) = (Id, null);
        ClearRefusal();
        var actor = await current.GetAsync();
        _row = Id is { } id ? await list.OneAsync(actor, id) : null;
        _isMissing = Id is not null && _row is null;
        _mayEdit = _row is null ? actor.ManagesSome : actor.Manages(_row.Advertiser.Id);
        (_draft, _partners) = _row is null ? (new CouponDraft { Code = Code ?? "", OfferId = CouponQuery.Integer(Offer) ?? 0 }, []) : (CouponDraft.Of(_row.Coupon), _row.Partners);
        _isLoaded = true;
    }

    // What is shown beside the form; what somebody typed into it stays.
    private async Task RereadAsync() => _row = _row is null ? null : await list.OneAsync(await current.GetAsync(), _row.Coupon.Id) ?? _row;

    private async Task SaveAsync()
    {
        ClearRefusal();
        (_notices, _done) = (null, "Saved.");
        var actor = await current.GetAsync();
        Show(Id is { } id ? await save.UpdateAsync(actor, id, _draft) : await save.CreateAsync(actor, _draft));
    }

    private void Show(Outcome<CouponRow> outcome)
    {
        _isAnswered = true;
        switch (outcome)
        {
            case Outcome<CouponRow>.Done done:
                (_row, _notices) = (done.Value, done.Notices);
                (_draft, _partners) = (CouponDraft.Of(_row.Coupon), _row.Partners);
                if (Id is null)
                {
                    _loaded = _row.Coupon.Id;
                    navigation.NavigateTo($"/coupons/{_row.Coupon.Id}", replace: true);
                }

                break;
            case Outcome<CouponRow>.Invalid invalid:
                _errors = invalid.Errors;
                break;
            case Outcome<CouponRow>.Conflict { Code: "code_taken" } taken:
                _errors = new FieldErrors();
                _errors.Add("code", taken.Message);
                break;
            case Outcome<CouponRow>.Conflict conflict:
                (_refusal, _isStale) = (conflict.Message, conflict.Code == "stale");
                break;
            case Outcome<CouponRow>.Forbidden forbidden:
                _refusal = forbidden.Message;
                break;
            case Outcome<CouponRow>.NotFound:
                _refusal = "This coupon is no longer there, or no longer yours.";
                break;
        }
    }

    // The old coupon is one link away in the code's history.
    private async Task ShowSuccessorAsync((CouponRow Successor, IReadOnlyList<string> Notices) reassigned)
    {
        navigation.NavigateTo($"/coupons/{reassigned.Successor.Coupon.Id}");
        Id = reassigned.Successor.Coupon.Id;
        await ReloadAsync();
        (_done, _notices, _isAnswered) = ("Reassigned. This is the new owner's coupon.", reassigned.Notices, true);
    }

    private void ClearRefusal() => (_errors, _refusal, _isStale) = (null, null, false);
}
