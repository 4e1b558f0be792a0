using CouponPortal.Components.Controls;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution.Rehearsals;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Components.Rehearsal;

/// <summary>Runs a rehearsal with progress and a way to give up, and shows what came of it until what it was about is edited.</summary>
public sealed partial class RehearsalPanel : ComponentBase, IDisposable
{
    private CancellationTokenSource? _running;
    private RehearsalProgress _progress;
    private RehearsalResult? _result;
    private int _days = 30;
    private string? _said;
    private Tone _tone;
    private IReadOnlyList<string> _faults = [];
    private object? _about;

    /// <summary>Tells several panels of one page apart.</summary>
    [Parameter]
    public string Id { get; set; } = "rehearse-days";

    /// <summary>Replays the orders of so many days.</summary>
    [Parameter, EditorRequired]
    public Func<int, IProgress<RehearsalProgress>, CancellationToken, Task<Outcome<RehearsalResult>>> Run { get; set; } = default!;

    /// <summary>What is rehearsed, compared by value: when it is another, the result no longer belongs to it.</summary>
    [Parameter]
    public object? About { get; set; }

    /// <summary>Why nothing can be rehearsed now; null when it can.</summary>
    [Parameter]
    public string? Obstacle { get; set; }

    private bool IsRunning => _running is not null;

    protected override void OnParametersSet()
    {
        if (!Equals(_about, About))
        {
            _about = About;
            Cancel();
            Forget();
        }
    }

    public void Dispose() => Cancel();

    private void Forget() => (_result, _said, _faults) = (null, null, []);

    private void Cancel() => _running?.Cancel();

    private async Task RunAsync()
    {
        if (IsRunning)
        {
            return;
        }

        Forget();
        using var running = new CancellationTokenSource();
        (_running, _progress) = (running, default);
        try
        {
            Take(await Run(_days, new Reporter(this), running.Token));
        }
        catch (OperationCanceledException) when (running.IsCancellationRequested)
        {
            (_tone, _said) = (Tone.Info, "Cancelled. Nothing was saved.");
        }
        finally
        {
            _running = null;
        }
    }

    private void Take(Outcome<RehearsalResult> outcome)
    {
        _result = (outcome as Outcome<RehearsalResult>.Done)?.Value;
        (_tone, _said, _faults) = outcome switch
        {
            Outcome<RehearsalResult>.Done => (Tone.Info, (string?)null, (IReadOnlyList<string>)[]),
            Outcome<RehearsalResult>.Invalid invalid => (Tone.Error, "This cannot be rehearsed yet.", [.. invalid.Errors.ByField.SelectMany(e => e.Value)]),
            Outcome<RehearsalResult>.Conflict conflict => (Tone.Error, conflict.Message, []),
            Outcome<RehearsalResult>.Forbidden forbidden => (Tone.Error, forbidden.Message, []),
            _ => (Tone.Error, "It is no longer there, or no longer yours.", []),
        };
    }

    // Told from the thread that replays.
    private sealed class Reporter(RehearsalPanel panel) : IProgress<RehearsalProgress>
    {
        public void Report(RehearsalProgress value) => _ = panel.InvokeAsync(() =>
        {
            panel._progress = value;
            panel.StateHasChanged();
        });
    }
}
