using CouponPortal.Components.Controls;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Reports;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Views.Schedules;

public sealed partial class ScheduledExportsPage(ScheduledExportList list, SaveScheduledExport save, ViewList views, CurrentActor current, TimeProvider time) : ComponentBase, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<ScheduleRow>? _rows;
    private IReadOnlyList<ViewRow>? _views;
    private IReadOnlyList<ExportRun> _runs = [];
    private (Tone Tone, string Text)? _notice;
    private string? _secret;
    private string _me = "";
    private int? _open;
    private bool _isFollowing;

    [SupplyParameterFromQuery(Name = "view")]
    private string? ViewText { get; set; }

    protected override Task OnParametersSetAsync() => ReadAsync();

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task ReadAsync()
    {
        var actor = await current.GetAsync(_gone.Token);
        _me = actor.Name;
        _rows = await list.AllAsync(actor, _gone.Token);
        _views = await views.OfPageAsync(actor, null, _gone.Token);
        _runs = _open is { } id ? await list.RunsAsync(actor, id, _gone.Token) : [];
    }

    private Task MadeAsync(ScheduledExport made)
    {
        _notice = (Tone.Success, $"Scheduled. {ScheduleWords.When(made)}.");
        _secret = made.Secret;
        return ReadAsync();
    }

    private async Task OpenAsync(int id)
    {
        _open = _open == id ? null : id;
        await ReadAsync();
    }

    private async Task SwitchAsync(ScheduledExport export)
    {
        var actor = await current.GetAsync(_gone.Token);
        Say(export.State == ScheduleState.Paused ? await save.ResumeAsync(actor, export.Id, _gone.Token) : await save.PauseAsync(actor, export.Id, _gone.Token), null);
        await ReadAsync();
    }

    private async Task RunNowAsync(int id)
    {
        var asked = time.GetUtcNow().UtcDateTime;
        Say(await save.RunNowAsync(await current.GetAsync(_gone.Token), id, _gone.Token), "It runs within seconds.");
        _open = id;
        await ReadAsync();
        if (!_isFollowing)
        {
            _ = InvokeAsync(() => FollowAsync(id, asked));
        }
    }

    private async Task RotateAsync(int id)
    {
        var outcome = await save.RotateSecretAsync(await current.GetAsync(_gone.Token), id, _gone.Token);
        Say(outcome, "The former secret counts no more.");
        _secret = outcome is Outcome<ScheduledExport>.Done done ? done.Value.Secret : null;
        await ReadAsync();
        StateHasChanged();
    }

    private async Task RemoveAsync(int id)
    {
        _secret = null;
        Say(await save.RemoveAsync(await current.GetAsync(_gone.Token), id, _gone.Token), "Deleted.");
        await ReadAsync();

        // The confirming button calls a plain function, after which only the button itself is drawn again.
        StateHasChanged();
    }

    // Until the run that was asked for is over, or nobody looks any more.
    private async Task FollowAsync(int id, DateTime since)
    {
        _isFollowing = true;
        try
        {
            do
            {
                await Task.Delay(Every, time, _gone.Token);
                await ReadAsync();
                StateHasChanged();
            }
            while (_rows?.FirstOrDefault(r => r.Export.Id == id) is { } row && (row.Last is null || row.Last.StartedAt < since || row.Last.State == ExportRunState.Running));
        }
        catch (OperationCanceledException)
        {
            // The page was left; the export goes on without it.
        }
        finally
        {
            _isFollowing = false;
        }
    }

    private void Say(Outcome<ScheduledExport> outcome, string? done) => _notice = outcome switch
    {
        Outcome<ScheduledExport>.Done => done is null ? null : (Tone.Success, done),
        Outcome<ScheduledExport>.Conflict conflict => (Tone.Warning, conflict.Message),
        _ => (Tone.Error, "It is not there any more, or no longer yours."),
    };
}
