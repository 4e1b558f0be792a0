using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Inbox.Codes;

/// <summary>One code that nobody is credited for: say what is meant, see what would happen, have it judged again.</summary>
public sealed partial class CodePage(CodeGroups groups, Reattribute reattribute, NameBook book, Catalog catalog, CurrentActor current) : ComponentBase
{
    private CodeGroup? _group;
    private Names _names = Names.None;
    private bool _loaded;
    private bool _mayChange;
    private bool _busy;
    private IReadOnlyList<Meaning> _choices = [];
    private Meaning? _choice;
    private string _reason = "";
    private FieldErrors? _errors;
    private string? _refusal;
    private string? _placedAs;
    private string _other = "";
    private string? _unknown;
    private IReadOnlyList<NearCoupon> _looked = [];
    private ReattributionResult? _preview;
    private ReattributionResult? _done;

    [SupplyParameterFromQuery(Name = "advertiser_id")]
    public string? AdvertiserId { get; set; }

    [SupplyParameterFromQuery(Name = "outcome")]
    public string? Outcome { get; set; }

    [SupplyParameterFromQuery(Name = "code")]
    public string? Code { get; set; }

    /// <summary>Public id of the only order that is meant; null = all of the code.</summary>
    [SupplyParameterFromQuery(Name = "conversion")]
    public string? Conversion { get; set; }

    private long? OnlyId => Conversion is null ? null : catalog.Current.Ids.TryParse(Conversion, out var id) ? id : 0;

    private AttributionOutcome Wanted => UrlValues.Choice<AttributionOutcome>(Outcome) ?? AttributionOutcome.Unattributed;

    protected override async Task OnParametersSetAsync()
    {
        var actor = await current.GetAsync();
        var advertiser = UrlValues.Id(AdvertiserId);
        _group = advertiser is null || UrlValues.Text(Code) is not { } code ? null : (await groups.FindAsync(actor, advertiser, Wanted, code, default, OnlyId)).FirstOrDefault();
        _names = await book.OfAsync(actor, [advertiser], [], []);
        _mayChange = _group is not null && actor.Manages(_group.AdvertiserId);
        _choices = _group is null ? [] : [.. MeaningsOf(_group), .. MeaningsOf(_looked)];
        _choice = _choices.FirstOrDefault(c => c == _choice) ?? _choices.FirstOrDefault();
        _loaded = true;
    }

    private static IEnumerable<Meaning> MeaningsOf(CodeGroup group)
    {
        foreach (var own in group.Own)
        {
            yield return new(own.CouponId, own.OfferId, group.Own.Count > 1 ? $"The coupon on {own.Offer}, of {OwnerOf(own)}" : $"The coupon {own.Code} itself, of {OwnerOf(own)} on {own.Offer}", own.Code);
        }

        foreach (var near in MeaningsOf(group.Nearest))
        {
            yield return near;
        }
    }

    private static IEnumerable<Meaning> MeaningsOf(IEnumerable<NearCoupon> coupons) => coupons.Select(c => new Meaning(c.CouponId, null, $"{c.Code}, of {OwnerOf(c)} on {c.Offer}", c.Code));

    private async Task LookUpAsync()
    {
        var found = _group is null ? [] : await groups.CouponsAsync(await current.GetAsync(), _group.AdvertiserId, _other, default);
        _unknown = found.Count == 0 ? "No coupon of this advertiser has that code." : null;
        _looked = [.. found.Where(c => _choices.All(known => known.CouponId != c.CouponId)), .. _looked];
        _choices = [.. _choices, .. MeaningsOf(_looked).Except(_choices)];
        if (found.Count > 0)
        {
            Choose(_choices.First(c => c.CouponId == found[0].CouponId));
        }

        StateHasChanged();
    }

    private static string OwnerOf(NearCoupon coupon) => coupon.Partner ?? "no single partner";

    // What was announced belongs to what was asked.
    private void Choose(Meaning choice) => (_choice, _preview, _errors) = (choice, null, null);

    private Task PreviewAsync() => RunAsync(reattribute.PreviewAsync, result => _preview = result);

    private Task ApplyAsync() => RunAsync(reattribute.ApplyAsync, result =>
    {
        (_done, _preview, _reason, _placedAs) = (result, null, "", _choice?.Code);
    });

    private async Task RunAsync(Func<Domain.Accounts.Actor, ReattributionDraft, CancellationToken, Task<Outcome<ReattributionResult>>> work, Action<ReattributionResult> use)
    {
        if (_group is null || _choice is null || _busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var draft = new ReattributionDraft { AdvertiserId = _group.AdvertiserId, Code = _group.Code, Outcome = _group.Outcome, ConversionId = OnlyId, CouponId = _choice.CouponId, OfferId = _choice.OfferId, Reason = _reason };
            var outcome = await work(await current.GetAsync(), draft, default);
            _errors = (outcome as Outcome<ReattributionResult>.Invalid)?.Errors;
            _refusal = outcome switch
            {
                Outcome<ReattributionResult>.Forbidden forbidden => forbidden.Message,
                Outcome<ReattributionResult>.NotFound => "No such order waits any more: somebody may have placed them meanwhile.",
                _ => null,
            };
            if (outcome is Outcome<ReattributionResult>.Done done)
            {
                use(done.Value);
            }
        }
        finally
        {
            _busy = false;
        }

        await OnParametersSetAsync();
        StateHasChanged();
    }

    private sealed record Meaning(int CouponId, int? OfferId, string Text, string Code);
}
