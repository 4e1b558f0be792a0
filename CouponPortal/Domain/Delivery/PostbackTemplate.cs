using System.Text;

namespace CouponPortal.Domain.Delivery;

/// <summary>A partner's postback URL with its macros filled in, each value encoded. Unlike a destination it gets nothing that it does not ask for.</summary>
public static class PostbackTemplate
{
    /// <param name="values">By macro name; an absent one is empty.</param>
    public static string Fill(string template, IReadOnlyDictionary<string, string?> values)
    {
        var url = new StringBuilder(template.Length + 64);
        var rest = template.AsSpan();
        while (rest.IndexOf('{') is var open && open >= 0 && rest[open..].IndexOf('}') is var length && length > 0)
        {
            url.Append(rest[..open]).Append(Uri.EscapeDataString(values.GetValueOrDefault(rest.Slice(open + 1, length - 1).ToString()) ?? ""));
            rest = rest[(open + length + 1)..];
        }

        return url.Append(rest).ToString();
    }
}
