using CouponPortal.Data.Identity;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Coupons.Actions;

/// <summary>A component that follows batches while something works on them, and stops asking when nothing does.</summary>
public abstract class BatchWatch : ComponentBase, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<int> _watched = [];

    [Inject]
    private CouponBatchList List { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    protected CurrentActor Current { get; set; } = default!;

    protected IReadOnlyList<CouponBatch> Batches { get; private set; } = [];

    protected abstract IReadOnlyList<int> Ids { get; }

    /// <summary>The state in which somebody works on a batch.</summary>
    protected abstract bool IsBusy(CouponBatch batch);

    protected bool Busy => Batches.Any(IsBusy);

    /// <summary>Nothing is worked on any more.</summary>
    protected virtual Task EndedAsync() => Task.CompletedTask;

    protected override async Task OnParametersSetAsync()
    {
        if (!_watched.SequenceEqual(Ids))
        {
            _watched = Ids;
            await WatchAsync();
        }
    }

    /// <summary>Reads the batches now, and again as long as they are busy.</summary>
    protected async Task WatchAsync()
    {
        await ReadAsync();
        if (Busy && RendererInfo.IsInteractive)
        {
            _ = InvokeAsync(FollowAsync);
        }
        else
        {
            await EndedAsync();
        }
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task FollowAsync()
    {
        try
        {
            while (Busy)
            {
                await Task.Delay(Every, Time, _gone.Token);
                await ReadAsync();
                StateHasChanged();
            }

            await EndedAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // The page was left; the batch goes on without it.
        }
    }

    private async Task ReadAsync()
    {
        var actor = await Current.GetAsync(_gone.Token);
        var found = new List<CouponBatch>();
        foreach (var id in Ids)
        {
            if (await List.OneAsync(actor, id, _gone.Token) is { } batch)
            {
                found.Add(batch);
            }
        }

        Batches = found;
    }
}
