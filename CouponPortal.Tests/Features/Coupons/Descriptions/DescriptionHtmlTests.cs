using System.Diagnostics;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using CouponPortal.Features.Coupons.Descriptions;
using FsCheck;
using FsCheck.Fluent;
using static CouponPortal.Tests.Features.Coupons.Descriptions.Payloads;

namespace CouponPortal.Tests.Features.Coupons.Descriptions;

public sealed class DescriptionHtmlTests
{
    // Said here once more and by hand, so that a name slipped into the product's list does not slip through.
    private static readonly string[] Allowed =
        ["A", "B", "STRONG", "I", "EM", "U", "S", "SMALL", "SUB", "SUP", "MARK", "CODE", "P", "BR", "HR", "UL", "OL", "LI", "BLOCKQUOTE", "H3", "H4"];

    [Fact]
    public void Corpus_leaves_nothing_but_the_allowed_elements_and_reads_the_same_again()
    {
        var faults = new List<string>();
        foreach (var payload in All)
        {
            var cleaned = Cleaned(payload);
            faults.AddRange(Faults(cleaned).Select(fault => $"{payload}\n    → {cleaned}\n    : {fault}"));
        }

        Assert.True(All.Count >= 200, $"{All.Count} payloads");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Corpus_inside_what_is_allowed_is_no_other()
    {
        string[] around = ["<p>{0}</p>", "<ul><li>{0}<li>b</ul>", "<a href=\"https://a.example/\">{0}</a>", "<b>{0}", "{0}{0}", "<table><tr><td>{0}</table>", "<svg>{0}", "<p title=\"{0}\">x", "<!--{0}"];

        var faults = All.SelectMany(payload => around.Select(a => a.Replace("{0}", payload, StringComparison.Ordinal)))
            .SelectMany(html => Faults(Cleaned(html)).Select(fault => $"{html}\n    : {fault}")).ToList();

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Any_soup_of_tags_is_cleaned_to_a_fixed_point()
    {
        string[] pieces =
        [
            "<p>", "</p>", "<b>", "</b>", "<i class=x>", "</i>", "<a href=https://a.example/?a=1&b=2>", "</a>", "<a>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>",
            "<div>", "</div>", "<button>", "</button>", "<svg>", "</svg>", "<math>", "<mtext>", "<style>", "</style>", "<form>", "</form>", "<h1>", "</h2>", "<h5>", "<blockquote>", "<br>",
            "</br>", "<hr>", "text", " ", "\n", "&lt;", "&amp;lt;", "<", ">", "\"", "'", "<!--", "-->", "<select>", "<template>", "</template>", "<noscript>", "</noscript>", "<title>", "</title>",
            "<nobr>", "<center>", "<font>", "<dd>", "<pre>\n", "</pre>", "<object>", "<marquee>", "</body>", "<body onload=x>", "<frameset>", "</html>", "<img onerror=x src=y>", "\u00a0",
        ];
        var soup = Gen.Elements(pieces).ListOf().Select(p => string.Concat(p));

        Prop.ForAll(soup.ToArbitrary(), html => Faults(Cleaned(html)).FirstOrDefault() is not { } fault ? true : throw new InvalidOperationException($"{html} → {Cleaned(html)}: {fault}"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(60));
    }

    [Theory]
    [InlineData("<p>10&nbsp;% <b>off</b> &amp; more</p>", "<p>10&nbsp;% <b>off</b> &amp; more</p>")]
    [InlineData("<h1>Sale</h1><ul><li>one<li>two</ul>", "<h3>Sale</h3><ul><li>one</li><li>two</li></ul>")]
    [InlineData("<div>one</div><div>two</div>", "one<br>two")]
    [InlineData("<table><tr><td>a<td>b<tr><td>c</table>", "a b <br>c ")]
    [InlineData("<a href='HTTPS://Shop.Example:443/a b' onclick=x>now</a>", "now")]
    [InlineData("<a href='HTTPS://Shop.Example:443/a?x=1&amp;y=2#z'>now</a>", "<a href=\"https://shop.example/a?x=1&amp;y=2#z\" rel=\"noopener nofollow\" target=\"_blank\">now</a>")]
    [InlineData("<a href='https://bücher.example/'>b</a>", "<a href=\"https://xn--bcher-kva.example/\" rel=\"noopener nofollow\" target=\"_blank\">b</a>")]
    [InlineData("<a href=mailto:Help@shop.example>mail</a>", "<a href=\"mailto:Help@shop.example\" rel=\"noopener nofollow\" target=\"_blank\">mail</a>")]
    [InlineData("<script>alert(1)</script>bold <b>text", "bold <b>text</b>")]
    [InlineData("a\u0001b&#2;c", "abc")]
    public void What_is_meant_well_stays(string html, string expected) => Assert.Equal(expected, Cleaned(html));

    [Fact]
    public void What_was_taken_out_is_said_and_a_clean_text_says_nothing()
    {
        var cleaned = DescriptionHtml.Clean("<p style=x onclick=y>a</p><script>z</script><font color=red>b</font><a href=javascript:c>d</a><a href='javascript:c'>e</a>", isPlainText: false);

        Assert.Equal(["the attribute style", "the attribute onclick", "<script> with all that it holds", "<font>", "the link to javascript:c"], cleaned.Removed);
        Assert.StartsWith("Not allowed in a description, so it was taken out: the attribute style, ", cleaned.Notice, StringComparison.Ordinal);
        Assert.Null(DescriptionHtml.Clean(cleaned.Text, isPlainText: false).Notice);
        Assert.Equal("<script>", DescriptionHtml.Clean("<script>", isPlainText: true).Text);
        Assert.Equal("a\uFFFDb", Cleaned("a\uD800b"));
    }

    [Fact]
    public void Deep_nesting_keeps_its_text_and_too_many_tags_are_refused_without_parsing()
    {
        var deep = DescriptionHtml.Clean(string.Concat(Enumerable.Repeat("<blockquote>", 400)) + "end", isPlainText: false);
        Assert.Equal(16, deep.Text.Split("<blockquote>").Length - 1);
        Assert.Contains("end", deep.Text, StringComparison.Ordinal);

        var many = DescriptionHtml.Clean(new string('<', DescriptionHtml.MaxTags + 1), isPlainText: false);
        Assert.Equal("The description has more than 500 tags. Make it simpler.", many.Fault);
    }

    [Fact]
    public void The_worst_that_fits_is_cleaned_in_less_than_two_seconds()
    {
        // Every paragraph reopens all the formatting that was never closed.
        var worst = string.Concat(Enumerable.Range(0, 250).Select(i => $"<b x={i}>")) + string.Concat(Enumerable.Repeat("<p>x", 250));

        var watch = Stopwatch.StartNew();
        var cleaned = DescriptionHtml.Clean(worst, isPlainText: false);

        Assert.Empty(Faults(cleaned.Text));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
    }

    /// <summary>What is wrong with a cleaned text, seen by the parser alone.</summary>
    private static IEnumerable<string> Faults(string cleaned)
    {
        using var document = new HtmlParser().ParseDocument("<!DOCTYPE html><body>" + cleaned);
        foreach (var element in document.Body!.QuerySelectorAll("*"))
        {
            if (!Allowed.Contains(element.TagName))
            {
                yield return $"element {element.TagName}";
            }

            var attributes = element.Attributes.Select(a => a.Name).ToArray();
            if (!attributes.SequenceEqual(element.TagName == "A" ? ["href", "rel", "target"] : Array.Empty<string>()))
            {
                yield return $"attributes {string.Join(' ', attributes)}";
            }
            else if (element.TagName == "A" && !(IsAddress(element.GetAttribute("href")!) && element.GetAttribute("rel") == "noopener nofollow" && element.GetAttribute("target") == "_blank"))
            {
                yield return $"link {element.OuterHtml}";
            }
        }

        if (document.Body.Descendants().Any(n => n is IComment) || document.Head!.ChildNodes.Length > 0)
        {
            yield return "a comment, or something outside the body";
        }

        if (Cleaned(cleaned) != cleaned)
        {
            yield return $"no fixed point: {Cleaned(cleaned)}";
        }
    }

    private static bool IsAddress(string href) =>
        href.All(c => c is > ' ' and < '\x7f')
        && (href.StartsWith("https://", StringComparison.Ordinal) || href.StartsWith("http://", StringComparison.Ordinal) || href.StartsWith("mailto:", StringComparison.Ordinal))
        && !new Uri(href).UserInfo.Contains(':', StringComparison.Ordinal)
        && (href.StartsWith("mailto:", StringComparison.Ordinal) || new Uri(href).UserInfo.Length == 0);
}
