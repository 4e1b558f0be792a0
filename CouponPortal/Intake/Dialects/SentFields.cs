using System.Globalization;
using CouponPortal.Domain;

namespace CouponPortal.Intake.Dialects;

/// <summary>Fields with their synonyms, each allowed once; remembers the first reason to refuse.</summary>
/// <param name="isEncoded">Whether they come from a query or form, where a semicolon may have been meant as a separator; false for JSON.</param>
internal sealed class SentFields(Parameters parameters, bool isEncoded = true)
{
    public Refusal? Why { get; private set; }

    public void Refuse(string code, string message, string field) => Why ??= Refusal.Bad(code, message, field);

    /// <summary>The field's one value, without surrounding blanks; null when absent or empty. The same value under two names is fine, two values are not.</summary>
    public string? One(params ReadOnlySpan<string> names) => One(isEncoded, names);

    /// <summary>The same of a field that may hold any text: the partner's own values.</summary>
    public string? Text(string name) => One(checksPairs: false, name);

    public int? Integer(params ReadOnlySpan<string> names)
    {
        var text = One(names);
        if (text is null)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Refuse("not_a_number", $"{names[0]} must be a whole number; “{Excerpt.Of(text, 50)}” is not.", names[0]);
        return null;
    }

    /// <summary>Names that were sent, each once however it is spelled.</summary>
    public IEnumerable<string> Names => parameters.Names.Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>All values of all synonyms, in order of the names.</summary>
    public IEnumerable<string> Many(params string[] names) => names.SelectMany(parameters.All);

    private string? One(bool checksPairs, params ReadOnlySpan<string> names)
    {
        string? found = null;
        foreach (var name in names)
        {
            var count = 0;
            foreach (var value in parameters.All(name))
            {
                var text = value.Trim(' ');
                if (checksPairs && HasPair(text))
                {
                    Refuse("separator", "Separate parameters with & and not with a semicolon.", name);
                }

                if (++count > 1 || (found is not null && text.Length > 0 && !string.Equals(found, text, StringComparison.Ordinal)))
                {
                    Refuse("repeated_parameter", $"{name} was sent more than once; which one is meant cannot be known.", name);
                    return found;
                }

                found ??= text.Length > 0 ? text : null;
            }
        }

        return found;
    }

    // oid=1;amount=5: a sender that separates so would have its amount, or its key, taken for a part of another value.
    private static bool HasPair(string text)
    {
        var at = text.IndexOf(';', StringComparison.Ordinal);
        return at >= 0 && text.AsSpan(at).Contains('=');
    }
}
