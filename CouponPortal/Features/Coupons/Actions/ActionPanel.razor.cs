using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Coupons.Actions;

public sealed partial class ActionPanel(ActOnCoupons acts, UndoBatch undo, CurrentActor current) : ComponentBase
{
    private ElementReference _panel;
    private CouponStatus _status = CouponStatus.Paused;
    private IReadOnlyList<Named> _partners = [];
    private int _each = 1;
    private EndMode _mode;
    private DateOnly? _day;
    private int _days = 30;
    private bool _working;
    private FieldErrors? _errors;
    private string? _refusal;
    private PreparedAct? _prepared;

    [Parameter, EditorRequired]
    public CouponBatchKind Kind { get; set; }

    /// <summary>The selection.</summary>
    [Parameter, EditorRequired]
    public CouponFilter Filter { get; set; } = new();

    /// <summary>The selection in words, e.g. “3 coupons”.</summary>
    [Parameter, EditorRequired]
    public string Selected { get; set; } = "";

    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Applied, or applying: the batches.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<CouponBatch>> OnDone { get; set; }

    private string Title => Kind switch
    {
        CouponBatchKind.Status => $"Change status of {Selected}",
        CouponBatchKind.Assign => $"Assign {Selected}",
        _ => $"Change the end of {Selected}",
    };

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _panel.FocusAsync();
        }
    }

    private CouponAct Act => Kind switch
    {
        CouponBatchKind.Status => new CouponAct.Status(_status),
        CouponBatchKind.Assign => new CouponAct.Assign([.. _partners.Select(p => p.Id)], _partners.Count > 1 ? _each : null),
        _ => _mode switch
        {
            EndMode.Extend => new CouponAct.End(null, _days),
            EndMode.Day => new CouponAct.End(_day, null),
            EndMode.Never => new CouponAct.End(null, null),
        },
    };

    private async Task PrepareAsync()
    {
        // A second press can be on its way before the browser hears that the button is disabled.
        if (_working)
        {
            return;
        }

        (_errors, _refusal) = (null, null);
        if (Kind == CouponBatchKind.Dates && _mode == EndMode.Day && _day is null)
        {
            _errors = new FieldErrors();
            _errors.Add("day", "Choose the last day.");
            return;
        }

        _working = true;
        try
        {
            Show(await acts.PrepareAsync(await current.GetAsync(), Filter, Act), prepared => _prepared = prepared);
        }
        finally
        {
            _working = false;
        }
    }

    private async Task ApplyAsync()
    {
        IReadOnlyList<CouponBatch>? begun = null;
        Show(await acts.ApplyAsync(await current.GetAsync(), _prepared!), batches => begun = batches);
        if (begun is not null)
        {
            await OnDone.InvokeAsync(begun);
        }
    }

    /// <summary>What was only tried does not stay among the bulk changes.</summary>
    private async Task DropAsync()
    {
        var (actor, dropped) = (await current.GetAsync(), _prepared!);
        _prepared = null;
        foreach (var batch in dropped.Batches)
        {
            await undo.CancelAsync(actor, batch.Id);
        }
    }

    private async Task CloseAsync()
    {
        await DropAsync();
        await OnClose.InvokeAsync();
    }

    private void Show<T>(Outcome<T> outcome, Action<T> done)
    {
        switch (outcome)
        {
            case Outcome<T>.Done { Value: var value }:
                done(value);
                break;
            case Outcome<T>.Invalid invalid:
                _errors = invalid.Errors;
                break;
            case Outcome<T>.Conflict conflict:
                _refusal = conflict.Message;
                break;
            case Outcome<T>.Forbidden forbidden:
                _refusal = forbidden.Message;
                break;
            default:
                _refusal = "These coupons are no longer there, or no longer yours.";
                break;
        }
    }
}

/// <summary>How a last day is changed.</summary>
public enum EndMode
{
    Extend,
    Day,
    Never,
}
