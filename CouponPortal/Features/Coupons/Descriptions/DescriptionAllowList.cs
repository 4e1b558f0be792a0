using System.Collections.Frozen;

namespace CouponPortal.Features.Coupons.Descriptions;

/// <summary>
/// What a description may be made of: text, simple formatting, lists, and links to the web or to a mailbox. No attribute but a link's own three; so no
/// styles, handlers, images, frames, forms, ids or classes.
/// </summary>
internal static class DescriptionAllowList
{
    /// <summary>Deepest nesting; what lies deeper keeps its text.</summary>
    public const int MaxDepth = 16;

    /// <summary>Elements that stay, and as what: headings become those that fit below the page's own.</summary>
    public static readonly FrozenDictionary<string, string> Kept = new (string From, string To)[]
    {
        ("b", "b"), ("strong", "strong"), ("i", "i"), ("em", "em"), ("u", "u"), ("s", "s"), ("del", "s"), ("strike", "s"), ("small", "small"), ("sub", "sub"),
        ("sup", "sup"), ("mark", "mark"), ("code", "code"), ("p", "p"), ("br", "br"), ("hr", "hr"), ("ul", "ul"), ("ol", "ol"), ("li", "li"),
        ("blockquote", "blockquote"), ("h1", "h3"), ("h2", "h3"), ("h3", "h3"), ("h4", "h4"), ("h5", "h4"), ("h6", "h4"),
    }.ToFrozenDictionary(e => e.From, e => e.To, StringComparer.Ordinal);

    public static readonly FrozenSet<string> Void = FrozenSet.Create(StringComparer.Ordinal, "br", "hr");

    /// <summary>Kept elements that begin and end a line by themselves.</summary>
    public static readonly FrozenSet<string> Blocks = FrozenSet.Create(StringComparer.Ordinal, "p", "hr", "ul", "ol", "li", "blockquote", "h3", "h4", "br");

    /// <summary>Elements whose content goes with them: it is no text for people, or another language than HTML.</summary>
    public static readonly FrozenSet<string> Dropped = FrozenSet.Create(
        StringComparer.Ordinal,
        "applet", "audio", "base", "button", "canvas", "datalist", "dialog", "embed", "frame", "frameset", "head", "iframe", "input", "link", "math", "meta",
        "noembed", "noframes", "noscript", "object", "optgroup", "option", "param", "plaintext", "script", "select", "source", "style", "svg", "template", "textarea",
        "title", "track", "video", "xmp");

    /// <summary>Elements that go while their content stays, on a line of its own.</summary>
    public static readonly FrozenSet<string> Lines = FrozenSet.Create(
        StringComparer.Ordinal,
        "address", "article", "aside", "caption", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header",
        "hgroup", "legend", "listing", "main", "menu", "nav", "pre", "search", "section", "summary", "table", "tr");
}
