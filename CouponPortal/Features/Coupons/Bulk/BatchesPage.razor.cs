using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Coupons;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>All bulk changes, newest first; follows those that are worked on.</summary>
public sealed partial class BatchesPage(CouponBatchList list, CurrentActor current, TimeProvider time) : ComponentBase, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _gone = new();
    private Page<CouponBatch>? _page;
    private Dictionary<int, string> _names = [];
    private Func<int, bool> _manages = _ => false;
    private bool _severalAdvertisers;
    private bool _following;
    private string? _said;
    private string? _refusal;

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    private int? Number => CouponQuery.Integer(PageText);

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync();
        if (!_following && RendererInfo.IsInteractive && HasWork)
        {
            _following = true;
            _ = InvokeAsync(FollowAsync);
        }
    }

    private bool HasWork => _page?.Rows.Any(BatchWords.IsWorkedOn) == true;

    private async Task LoadAsync()
    {
        var actor = await current.GetAsync(_gone.Token);
        (_manages, _severalAdvertisers) = (actor.Manages, actor.IsNetworkAdmin || actor.AdvertiserIds.Count > 1);
        _page = await Paging.RowsAsync(Number, skip => list.FindAsync(actor, new PageRequest(skip), _gone.Token));
        if (_severalAdvertisers)
        {
            _names = await list.AdvertiserNamesAsync(actor, [.. _page.Rows.Select(b => b.AdvertiserId).Distinct()], _gone.Token);
        }
    }

    private async Task FollowAsync()
    {
        try
        {
            while (HasWork)
            {
                await Task.Delay(Every, time, _gone.Token);
                await LoadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left; the work goes on without it.
        }
        finally
        {
            _following = false;
        }
    }

    private async Task DoneAsync(string said)
    {
        (_said, _refusal) = (said, null);
        await OnParametersSetAsync();
    }

    private void Refuse(string refusal) => (_said, _refusal) = (null, refusal);
}
