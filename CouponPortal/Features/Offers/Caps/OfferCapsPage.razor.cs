using CouponPortal.Components.Controls;
using CouponPortal.Data;
using CouponPortal.Data.Caps;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Offers;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Offers.Caps;

/// <summary>How much of an offer's caps is used now, and the caps themselves.</summary>
public sealed partial class OfferCapsPage(OfferList list, SaveOffer save, CapLines lines, CapSubjects subjects, NameBook book, CurrentActor current)
{
    private readonly FormState _state = new();
    private OfferDetail? _detail;
    private bool _missing;
    private IReadOnlyList<CapLine> _lines = [];
    private List<CapDraft> _drafts = [];
    private IReadOnlyList<PartnerName> _partners = [];
    private IReadOnlyDictionary<int, string> _codes = new Dictionary<int, string>();
    private Names _names = Names.None;

    [Parameter]
    public int Id { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_detail?.Offer.Id != Id)
        {
            await LoadAsync(await current.GetAsync());
        }
    }

    private async Task LoadAsync(Actor actor)
    {
        _detail = await list.OneAsync(actor, Id, CancellationToken.None);
        _missing = _detail is null;
        if (_detail is not { Offer: var offer })
        {
            return;
        }

        _lines = lines.OfOffer(Id);
        _codes = await subjects.CodesAsync(actor, [.. Subjects(CapScope.Coupon), .. offer.Caps.Limits.Where(l => l.Scope == CapScope.Coupon).Select(l => l.SubjectId ?? 0)], CancellationToken.None);
        _names = await book.OfAsync(actor, [], [], Subjects(CapScope.Partner).Select(id => (int?)id));
        _partners = _detail.MayManage ? await subjects.PartnersAsync(actor, Id, CancellationToken.None) : [];
        _drafts = [.. CapDraft.Of(offer.Caps, offer.Currency)];
        foreach (var draft in _drafts.Where(d => d.CouponId is not null))
        {
            draft.Subject = _codes.GetValueOrDefault(draft.CouponId!.Value, "");
        }
    }

    private IEnumerable<int> Subjects(CapScope scope) => _lines.Where(l => l.Limit.Scope == scope && l.SubjectId is not null).Select(l => l.SubjectId!.Value);

    private string NameOf(CapLine line) => (line.Limit.Scope, line.SubjectId) switch
    {
        (CapScope.Offer, _) => "The offer",
        (CapScope.Partner, null) => "Each partner",
        (CapScope.Coupon, null) => "Each coupon",
        (CapScope.Partner, var id) => _names.Partner(id),
        (CapScope.Coupon, { } id) => _codes.GetValueOrDefault(id, $"Coupon {id}"),
    };

    private async Task SaveAsync()
    {
        if (_detail is not { } detail)
        {
            return;
        }

        // What is typed as a code is looked for anew: the coupon may be another one than the row was loaded with.
        _drafts.Where(d => d.Scope != CapScope.Coupon || d.Subject.Trim().Length == 0).ToList().ForEach(d => d.CouponId = null);
        var row = await _state.RunAsync(async () => await save.ChangeAsync(await current.GetAsync(), Id, OfferDraft.Of(detail.Offer) with { Caps = _drafts }, CancellationToken.None));
        if (row is Offer)
        {
            await LoadAsync(await current.GetAsync());
        }
    }
}
