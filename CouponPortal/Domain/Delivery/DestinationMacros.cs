namespace CouponPortal.Domain.Delivery;

/// <summary>The macros a destination may hold, for forms that explain them and for notices about misspelt ones.</summary>
public static class DestinationMacros
{
    public static IReadOnlyList<string> Names => DestinationValues.Names;

    /// <summary>Known in a partner's postback template besides <see cref="Names"/> (WIRE "Partner postbacks out").</summary>
    public static IReadOnlyList<string> PostbackNames { get; } = ["conversion_id", "order_id", "amount", "payout", "currency", "status"];

    /// <summary>What stands in braces in <paramref name="template"/> and means nothing: it is left out when the URL is used.</summary>
    public static IReadOnlyList<string> Unknown(string? template, bool postback = false)
    {
        var unknown = new List<string>();
        var rest = template.AsSpan();
        while (rest.IndexOf('{') is var open && open >= 0 && rest[open..].IndexOf('}') is var length && length > 0)
        {
            var name = rest.Slice(open + 1, length - 1).ToString();
            if (!DestinationValues.Names.Contains(name) && !(postback && PostbackNames.Contains(name)) && !unknown.Contains(name))
            {
                unknown.Add(name);
            }

            rest = rest[(open + length + 1)..];
        }

        return unknown;
    }

    /// <summary>One sentence for each unknown macro.</summary>
    public static IEnumerable<string> Notices(string? template, bool postback = false) =>
        Unknown(template, postback).Select(name => $"{{{name}}} is no macro of this portal: nothing is put in its place.");
}
