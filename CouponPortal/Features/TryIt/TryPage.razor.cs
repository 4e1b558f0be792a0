using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Domain;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace CouponPortal.Features.TryIt;

/// <summary>A request that is pasted, or a file of orders, tried as its door would take it.</summary>
public sealed partial class TryPage : ComponentBase
{
    private FilterChoices _choices = new([], [], []);
    private Names _names = Names.None;
    private FieldErrors? _errors;
    private Trial? _trial;
    private long? _sent;
    private string? _problem;
    private string _raw = "";
    private string? _file;
    private string _fileName = "";
    private int _files;
    private string _door = "";
    private string _advertiser = "";
    private bool _manages = true;

    private TrialDraft Draft => new(_door.Length == 0 ? null : _door, _file ?? _raw, UrlValues.Id(_advertiser));

    protected override async Task OnInitializedAsync()
    {
        var actor = await Current.GetAsync();
        _manages = actor.ManagesSome;
        _choices = await Book.ChoicesAsync(actor, null);
    }

    private async Task TakeFileAsync(InputFileChangeEventArgs chosen)
    {
        Forget();
        if (chosen.File.Size > TrialDraft.MaxFile)
        {
            _errors = new FieldErrors();
            _errors.Add("file", $"The file has more than {TrialDraft.MaxFile / 1024} KiB. Order files show what each row of a large one would become, before any is applied.");
            _files++;
            return;
        }

        using var content = new MemoryStream();
        await using var sent = chosen.File.OpenReadStream(TrialDraft.MaxFile);
        await sent.CopyToAsync(content);
        (_file, _fileName) = (PastedRequest.OfFile(content.ToArray()), chosen.File.Name);
    }

    private void DropFile()
    {
        Forget();
        _file = null;
    }

    // What is shown belongs to the text that was tried.
    private void Forget() => (_trial, _sent, _problem, _errors) = (null, null, null, null);

    private async Task TryAsync()
    {
        Forget();
        var actor = await Current.GetAsync();
        if (Said(await Trials.RunAsync(actor, Draft, default)) is { } trial)
        {
            var row = trial.Row;
            _names = await Book.OfAsync(
                actor,
                [trial.AdvertiserId],
                [row?.OfferId, trial.Visit?.OfferId, .. trial.Trace.Select(t => t.OfferId), .. trial.Assists.Select(a => a.OfferId)],
                [row?.PartnerId, row?.CounterfactualPartnerId, row?.SuppressedPartnerId, trial.Visit?.PartnerId, .. trial.Trace.Select(t => t.PartnerId), .. trial.Assists.Select(a => (int?)a.PartnerId)]);
            _trial = trial;
        }
    }

    private async Task SendAsync()
    {
        (_sent, _problem, _errors) = (null, null, null);
        var outcome = await Sending.RunAsync(await Current.GetAsync(), Draft, default);
        _ = Said(outcome);
        _sent = outcome is Outcome<long>.Done { Value: var key } ? key : null;
    }

    private T? Said<T>(Outcome<T> outcome)
    {
        _errors = (outcome as Outcome<T>.Invalid)?.Errors;
        _problem = outcome switch
        {
            Outcome<T>.Conflict conflict => conflict.Message,
            Outcome<T>.Forbidden forbidden => forbidden.Message,
            _ => null,
        };
        return outcome is Outcome<T>.Done { Value: var value } ? value : default;
    }
}
