using CouponPortal.Features.Coupons.Descriptions;

namespace CouponPortal.Tests.Features.Coupons.Descriptions;

/// <summary>Well-known attacks by families, one a line; a line that begins with "# " names the family.</summary>
internal static class Payloads
{
    public static IReadOnlyList<string> All { get; } = Read();

    private static List<string> Read()
    {
        using var stream = typeof(Payloads).Assembly.GetManifestResourceStream("xss-payloads.txt") ?? throw new InvalidOperationException("The list of payloads is not embedded.");
        using var reader = new StreamReader(stream);
        var payloads = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith("# ", StringComparison.Ordinal) && line.Length > 0)
            {
                payloads.Add(line);
            }
        }

        return payloads;
    }

    public static string Cleaned(string html) => DescriptionHtml.Clean(html, isPlainText: false).Text;
}
