using System.Text.Json;
using CouponPortal.Domain;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Api;

/// <summary>Fields that hold fields.</summary>
public sealed partial class ApiBody
{
    /// <summary>Rules as <see cref="RuleText"/> writes them; null clears. A fault is told at its place, e.g. <c>targeting.country.mode</c>.</summary>
    public T Rules<T>(string name, T otherwise)
        where T : class, new()
    {
        if (!TryGet([name], ApiFieldKind.Rules, out var value, out _, typeof(T)))
        {
            return otherwise;
        }

        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Null => new T(),
                JsonValueKind.Object => value.Deserialize<T>(Strict) ?? new T(),
                _ => Fault<T>(name, "Send an object.") ?? otherwise,
            };
        }
        catch (JsonException error)
        {
            return Fault<T>(name + (error.Path is { Length: > 1 } path ? path[1..] : ""), "This is no value of it, or no such field.") ?? otherwise;
        }
    }

    /// <summary>Fields within a field, read as a body of their own: a part that is absent keeps what was there, null gives <paramref name="empty"/>.</summary>
    /// <param name="read">Asks for the fields inside; its faults are reported as <c>name.field</c>.</param>
    public T Parts<T>(string name, T otherwise, T empty, Func<ApiBody, T, T> read)
    {
        var isSent = TryGet([name], ApiFieldKind.Parts, out var value, out _);
        var faults = new FieldErrors();
        var part = isSent && value.ValueKind == JsonValueKind.Object ? new ApiBody(value, faults) : Empty();
        var result = read(part, otherwise);
        _asked[name] = new ApiField(name, ApiFieldKind.Parts) { Parts = [.. part.Asked] };
        if (!isSent)
        {
            return otherwise;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return value.ValueKind == JsonValueKind.Null ? empty : Fault<T>(name, "Send an object.") ?? otherwise;
        }

        part.RefuseOthers();
        Tell(name, faults);
        return result;
    }

    /// <summary>A list of objects; faults are named by place and field, e.g. <c>caps.0.limit</c>. Null is an empty list.</summary>
    /// <param name="read">Reads one object.</param>
    public IReadOnlyList<T> Objects<T>(string name, IReadOnlyList<T> otherwise, Func<ApiBody, T> read)
    {
        var isSent = TryGet([name], ApiFieldKind.Objects, out var value, out _);
        var described = Empty();
        read(described);
        _asked[name] = new ApiField(name, ApiFieldKind.Objects) { Fields = [.. described.Asked] };
        if (!isSent || value.ValueKind == JsonValueKind.Null)
        {
            return isSent ? [] : otherwise;
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(i => i.ValueKind != JsonValueKind.Object))
        {
            return Fault<IReadOnlyList<T>>(name, "Send a list of objects.") ?? [];
        }

        var items = new List<T>();
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            var faults = new FieldErrors();
            var body = new ApiBody(item, faults);
            items.Add(read(body));
            body.RefuseOthers();
            Tell(FormattableString.Invariant($"{name}.{index}"), faults);
        }

        return items;
    }

    // A fault is told at its place, e.g. caps.0.limit.
    private void Tell(string place, FieldErrors faults)
    {
        foreach (var (field, messages) in faults.ByField)
        {
            Array.ForEach(messages, message => _errors.Add($"{place}.{field}", message));
        }
    }
}
