namespace CouponPortal.Domain.Delivery;

public enum TargetMode
{
    /// <summary>Only those on the list.</summary>
    Allow,

    /// <summary>All but those on the list.</summary>
    Deny,
}

/// <summary>What happens to a visitor of whom a fact is not known.</summary>
public enum UnknownRule
{
    LetIn,
    Refuse,
}

/// <summary>Which values of one fact are let in.</summary>
/// <param name="Values">In the form in which a visit has them (<see cref="TargetingFields"/>).</param>
public sealed record TargetRule(TargetMode Mode, Values<string> Values, UnknownRule Unknown = UnknownRule.LetIn)
{
    // Not sent is none.
    public Values<string> Values { get; init; } = Values ?? [];

    public bool LetsIn(string? value) => value is null ? Unknown == UnknownRule.LetIn : Has(value) == (Mode == TargetMode.Allow);

    /// <summary>The same for hosts: a name on the list stands for its subdomains, too.</summary>
    public bool LetsInHost(string? host) => host is null ? Unknown == UnknownRule.LetIn : HasHost(host) == (Mode == TargetMode.Allow);

    private bool Has(string value)
    {
        foreach (var listed in Values.Span)
        {
            if (string.Equals(listed, value, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasHost(string host)
    {
        foreach (var listed in Values.Span)
        {
            if (host.EndsWith(listed, StringComparison.OrdinalIgnoreCase) && (host.Length == listed.Length || host[^(listed.Length + 1)] == '.'))
            {
                return true;
            }
        }

        return false;
    }
}
