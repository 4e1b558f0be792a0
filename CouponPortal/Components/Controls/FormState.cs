using CouponPortal.Domain;

namespace CouponPortal.Components.Controls;

/// <summary>What a form says after it was sent: faults at the fields, a refusal above it, or that it was saved. What was typed is the form's and stays.</summary>
public sealed class FormState
{
    /// <summary>Set while a save runs, so that a second press does nothing.</summary>
    public bool Busy { get; private set; }

    public FieldErrors? Errors { get; private set; }

    /// <summary>Why the whole was refused.</summary>
    public string? Problem { get; private set; }

    public bool Saved { get; private set; }

    public IReadOnlyList<string> Notices { get; private set; } = [];

    /// <summary>The row went, or was never the actor's.</summary>
    public bool Gone { get; private set; }

    /// <summary>Counts the answers, so that each new one can be brought into view.</summary>
    public int Answers { get; private set; }

    /// <summary>Runs <paramref name="work"/> unless it runs already.</summary>
    /// <param name="conflictField">The field that a conflict's code is about; null = the whole form.</param>
    /// <returns>The saved row, else the default.</returns>
    public async Task<T?> RunAsync<T>(Func<Task<Outcome<T>>> work, Func<string, string?>? conflictField = null)
        where T : class
    {
        if (Busy)
        {
            return null;
        }

        Busy = true;
        try
        {
            return Take(await work(), conflictField);
        }
        finally
        {
            Busy = false;
        }
    }

    /// <summary>As a save that found these faults.</summary>
    public void Refuse(FieldErrors errors)
    {
        Clear();
        (Errors, Answers) = (errors, Answers + 1);
    }

    public void Clear() => (Errors, Problem, Saved, Notices, Gone) = (null, null, false, [], false);

    private T? Take<T>(Outcome<T> outcome, Func<string, string?>? conflictField)
        where T : class
    {
        Clear();
        Answers++;
        switch (outcome)
        {
            case Outcome<T>.Done done:
                (Saved, Notices) = (true, done.Notices);
                return done.Value;
            case Outcome<T>.Invalid invalid:
                Errors = invalid.Errors;
                break;
            case Outcome<T>.Conflict conflict when conflictField?.Invoke(conflict.Code) is { } field:
                Errors = new FieldErrors();
                Errors.Add(field, conflict.Message);
                break;
            case Outcome<T>.Conflict conflict:
                Problem = conflict.Message;
                break;
            case Outcome<T>.Forbidden forbidden:
                Problem = forbidden.Message;
                break;
            case Outcome<T>.NotFound:
                (Gone, Problem) = (true, "It is no longer there, or no longer yours.");
                break;
            default:
                throw new InvalidOperationException("Outcome has no other cases.");
        }

        return null;
    }
}
