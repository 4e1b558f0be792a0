using CouponPortal.Data.Identity;
using CouponPortal.Domain.Coupons;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>Chooses a file and sends it over HTTP; the import's own page takes over from there.</summary>
public sealed partial class ImportUploadPage(CurrentActor current, CouponChoices choices, NavigationManager navigation, IJSRuntime js) : ComponentBase, IAsyncDisposable
{
    private ElementReference _form;
    private IJSObjectReference? _module;
    private bool _may = true;
    private bool _severalAdvertisers;
    private bool _sending;
    private CouponBatchKind _mode = CouponBatchKind.Add;
    private int? _advertiserId;
    private string _encoding = "utf8";
    private IReadOnlyList<string> _faults = [];

    [SupplyParameterFromQuery(Name = "mode")]
    private string? Mode { get; set; }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the module with it.
        }
    }

    protected override async Task OnInitializedAsync()
    {
        var actor = await current.GetAsync();
        (_may, _severalAdvertisers) = (actor.ManagesSome, actor.IsNetworkAdmin || actor.AdvertiserIds.Count > 1);
        _mode = Mode == "update" ? CouponBatchKind.Update : CouponBatchKind.Add;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && _may)
        {
            _module = await js.InvokeAsync<IJSObjectReference>("import", "./import.js");
            await _module.InvokeVoidAsync("watch", _form);
        }
    }

    private async Task SendAsync()
    {
        if (_sending || _module is null)
        {
            return;
        }

        (_sending, _faults) = (true, []);
        try
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["mode"] = Domain.SnakeCase.Of(_mode), ["encoding"] = _encoding };
            if (_advertiserId is { } advertiser)
            {
                fields["advertiser_id"] = advertiser.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            // However long it takes: the default of a minute is short for a big file on a slow line.
            var answer = await _module.InvokeAsync<Answer>("send", Timeout.InfiniteTimeSpan, _form, fields);
            if (answer.Location is { } location)
            {
                navigation.NavigateTo(location);
            }

            _faults = answer.Faults ?? [];
        }
        finally
        {
            _sending = false;
        }
    }

    private async Task<IReadOnlyList<Named>> AdvertisersAsync(string? text, int? chosen) => await choices.AdvertisersAsync(await current.GetAsync(), text, chosen);

    private sealed record Answer(string? Location, IReadOnlyList<string>? Faults);
}
