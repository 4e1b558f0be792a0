namespace CouponPortal.Domain;

/// <summary>
/// What a use case answers: done, or one of the refusals that are expected. Bugs are exceptions and are handled once, at the edge.
/// </summary>
public abstract record Outcome<T>
{
    private Outcome() { }

    /// <summary>The same refusal as the answer of another use case.</summary>
    /// <exception cref="InvalidOperationException">It was none.</exception>
    public Outcome<TOther> Refused<TOther>() => this switch
    {
        Invalid invalid => new Outcome<TOther>.Invalid(invalid.Errors),
        Conflict conflict => new Outcome<TOther>.Conflict(conflict.Code, conflict.Message),
        NotFound => new Outcome<TOther>.NotFound(),
        Forbidden forbidden => new Outcome<TOther>.Forbidden(forbidden.Message),
        _ => throw new InvalidOperationException("Done is no refusal."),
    };

    /// <summary>Done. <paramref name="Notices"/> are sentences that the page and the API show beside the result.</summary>
    public sealed record Done(T Value, IReadOnlyList<string> Notices) : Outcome<T>;

    /// <summary>Bad input: every fault, by the field's API name (snake_case).</summary>
    public sealed record Invalid(FieldErrors Errors) : Outcome<T>;

    /// <summary>Good input that something already stored stands in the way of.</summary>
    public sealed record Conflict(string Code, string Message) : Outcome<T>;

    /// <summary>Not there, or not the actor's: the two are the same on purpose.</summary>
    public sealed record NotFound : Outcome<T>;

    /// <summary>The actor sees the thing but may not do this to it.</summary>
    public sealed record Forbidden(string Message) : Outcome<T>;
}

public static class Outcome
{
    public static Outcome<T> Done<T>(T value, params IReadOnlyList<string> notices) => new Outcome<T>.Done(value, notices);
}

/// <summary>Faults of an input, by field name as the API spells it. The order of insertion is the order shown.</summary>
public sealed class FieldErrors
{
    // Of a million good rows none needs one.
    private Dictionary<string, List<string>>? _byField;

    public bool Any => _byField is not null;

    public IReadOnlyDictionary<string, string[]> ByField => (_byField ?? []).ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal);

    public void Add(string field, string message)
    {
        _byField ??= new(StringComparer.Ordinal);
        if (!_byField.TryGetValue(field, out var messages))
        {
            _byField[field] = messages = [];
        }

        messages.Add(message);
    }

    public IReadOnlyList<string> For(string field) => _byField?.TryGetValue(field, out var messages) == true ? messages : [];

    public override string ToString() => string.Join(" ", (_byField ?? []).SelectMany(e => e.Value));
}
