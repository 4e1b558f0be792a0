using System.Text;
using AngleSharp.Dom;
using CouponPortal.Domain;

namespace CouponPortal.Features.Coupons.Descriptions;

/// <summary>Writes a parsed document anew from the allow-list. Nothing is copied as it stands: text is escaped, tags are the list's own.</summary>
/// <param name="removed">Takes what was left out, in words, each kind once.</param>
internal sealed class DescriptionWriter(List<string> removed)
{
    private const string HtmlNamespace = "http://www.w3.org/1999/xhtml";
    private const int Excerpted = 40;
    private readonly StringBuilder _out = new();
    private bool _lineDue;

    public string Write(IElement body)
    {
        WriteChildren(body, depth: 0);
        return _out.ToString();
    }

    /// <summary>As text between tags, and inside a quoted attribute. Control characters, which a character reference can spell, are left out.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\u00A0' => escaped.Append("&nbsp;"),
                '\n' or '\t' => escaped.Append((char)rune.Value),
                _ when Rune.IsControl(rune) => escaped,
                _ => escaped.Append(rune.ToString()),
            };
        }

        return escaped.ToString();
    }

    private void WriteChildren(INode parent, int depth)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (node is IText text)
            {
                WriteText(text.Data);
            }
            else if (node is IElement element)
            {
                WriteElement(element, depth);
            }
        }
    }

    private void WriteText(string text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            EndLine();
        }

        _out.Append(Escape(text));
    }

    private void WriteElement(IElement element, int depth)
    {
        var name = element.LocalName;
        if (element.NamespaceUri != HtmlNamespace || DescriptionAllowList.Dropped.Contains(name))
        {
            Remove($"<{Short(name)}> with all that it holds");
            return;
        }

        if (name == "a" && depth < DescriptionAllowList.MaxDepth)
        {
            WriteLink(element, depth);
        }
        else if (DescriptionAllowList.Kept.TryGetValue(name, out var kept) && depth < DescriptionAllowList.MaxDepth)
        {
            RemoveAttributes(element);
            WriteKept(element, kept, depth);
        }
        else
        {
            Unwrap(element, name, depth);
        }
    }

    private void WriteKept(IElement element, string tag, int depth)
    {
        if (DescriptionAllowList.Blocks.Contains(tag))
        {
            _lineDue = false;
        }

        EndLine();
        _out.Append('<').Append(tag).Append('>');
        if (DescriptionAllowList.Void.Contains(tag))
        {
            return;
        }

        WriteChildren(element, depth + 1);
        _lineDue &= !DescriptionAllowList.Blocks.Contains(tag);
        _out.Append("</").Append(tag).Append('>');
    }

    private void WriteLink(IElement element, int depth)
    {
        var written = element.GetAttribute("href");
        RemoveAttributes(element, "href", "rel", "target");
        if (DescriptionLink.Of(written) is not { } address)
        {
            Remove(written is null ? "<a> without an address" : $"the link to {Short(written)}");
            WriteChildren(element, depth);
            return;
        }

        EndLine();
        _out.Append("<a href=\"").Append(Escape(address)).Append("\" rel=\"noopener nofollow\" target=\"_blank\">");
        WriteChildren(element, depth + 1);
        _out.Append("</a>");
    }

    private void Unwrap(IElement element, string name, int depth)
    {
        Remove($"<{Short(name)}>");
        var isLine = DescriptionAllowList.Lines.Contains(name);
        _lineDue |= isLine;
        WriteChildren(element, depth);
        _lineDue |= isLine;
        if (name is "td" or "th")
        {
            _out.Append(' ');
        }
    }

    /// <summary>The line break that stands for the edge of a block that was taken away.</summary>
    private void EndLine()
    {
        if (_lineDue && _out.Length > 0)
        {
            _out.Append("<br>");
        }

        _lineDue = false;
    }

    private void RemoveAttributes(IElement element, params ReadOnlySpan<string> known)
    {
        foreach (var attribute in element.Attributes)
        {
            if (!known.Contains(attribute.Name))
            {
                Remove($"the attribute {Short(attribute.Name)}");
            }
        }
    }

    private void Remove(string what)
    {
        if (!removed.Contains(what, StringComparer.Ordinal))
        {
            removed.Add(what);
        }
    }

    private static string Short(string text) => Excerpt.Of(text, Excerpted);
}
