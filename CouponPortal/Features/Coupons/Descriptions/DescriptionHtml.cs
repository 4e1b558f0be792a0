using AngleSharp.Html.Parser;

namespace CouponPortal.Features.Coupons.Descriptions;

/// <summary>A description as it may be stored.</summary>
/// <param name="Text">Plain text as typed, or HTML that holds nothing but <see cref="DescriptionAllowList"/>.</param>
/// <param name="Removed">What was taken out, in words, each kind once; empty when nothing was.</param>
/// <param name="Fault">Why it cannot be stored at all, a sentence; null when it can.</param>
public sealed record CleanDescription(string Text, IReadOnlyList<string> Removed, string? Fault = null)
{
    private const int Shown = 8;

    /// <summary>What somebody who saves should know; null when nothing was taken out.</summary>
    public string? Notice => Removed.Count == 0 ? null
        : $"Not allowed in a description, so it was taken out: {string.Join(", ", Removed.Take(Shown))}{(Removed.Count > Shown ? $" and {Removed.Count - Shown} more" : "")}.";
}

/// <summary>
/// The one door for a coupon's description on its way into the store, whoever writes it: a form, the API, a CSV. HTML is parsed as a browser would parse it
/// and written anew from an allow-list, so that what the list does not name cannot be in the result, however it was spelled.
/// </summary>
public static class DescriptionHtml
{
    /// <summary>More make it no description, and a parser's work grows with their square.</summary>
    public const int MaxTags = 500;

    // Two suffice for everything seen so far; a text that still changes then is shown without any markup.
    private const int MaxPasses = 8;

    /// <summary>Cleans HTML; plain text is only shown as text and stays as it is. Cleaning a cleaned one changes nothing.</summary>
    public static CleanDescription Clean(string description, bool isPlainText)
    {
        if (isPlainText || description.Length == 0)
        {
            return new(description, []);
        }

        if (description.AsSpan().Count('<') > MaxTags)
        {
            return new(description, [], $"The description has more than {MaxTags} tags. Make it simpler.");
        }

        var removed = new List<string>();
        var text = Rebuild(description, removed);

        // What was rebuilt may be parsed into another tree than it was built from (a paragraph cannot hold a paragraph): only a text that
        // says the same when it is read again is one that a browser cannot read differently.
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            var again = Rebuild(text, []);
            if (again == text)
            {
                return new(text, removed);
            }

            text = again;
        }

        return new(DescriptionWriter.Escape(TextOf(text)), [.. removed, "all formatting"]);
    }

    private static string Rebuild(string html, List<string> removed)
    {
        using var document = new HtmlParser().ParseDocument("<!DOCTYPE html><body>" + html);
        return new DescriptionWriter(removed).Write(document.Body!);
    }

    private static string TextOf(string html)
    {
        using var document = new HtmlParser().ParseDocument("<!DOCTYPE html><body>" + html);
        return document.Body!.TextContent;
    }
}
