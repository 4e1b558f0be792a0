using System.Globalization;
using System.Text.RegularExpressions;
using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Intake.Dialects.Pepperjam;

/// <summary>Items by their numbers: <c>ITEMn QTYn AMOUNTn</c> (Itemized) or <c>ITEM_IDn QUANTITYn ITEM_PRICEn CATEGORYn</c> (Dynamic). Prices are of one piece.</summary>
internal static partial class PepperjamItems
{
    private const int MaxCategory = 200;

    public static List<ItemFacts> Of(SentFields read)
    {
        var numbers = new SortedSet<int>();
        foreach (var name in read.Names)
        {
            if (ItemName().Match(name) is { Success: true } match)
            {
                numbers.Add(int.Parse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture));
            }
        }

        if (numbers.Count > ConversionItem.MaxItems)
        {
            read.Refuse("too_many_items", $"An order has at most {ConversionItem.MaxItems} items.", "ITEM");
            return [];
        }

        return [.. numbers.Select(n => One(read, n.ToString(CultureInfo.InvariantCulture)))];
    }

    private static ItemFacts One(SentFields read, string n)
    {
        var quantity = read.One("QTY" + n, "QUANTITY" + n) is { } pieces ? OrderFields.Quantity(read, pieces, "QTY" + n) : 1;
        var product = read.One("ITEM" + n, "ITEM_ID" + n) is { } id ? Excerpt.Of(id, ConversionItem.MaxProductId) : null;
        var category = read.One("CATEGORY" + n) is { } name ? Excerpt.Of(name, MaxCategory) : null;
        return new(n, product, quantity, read.One("AMOUNT" + n, "ITEM_PRICE" + n) ?? "", category);
    }

    // No leading zero: ITEM01 beside ITEM1 would be two names of one number.
    [GeneratedRegex(@"\A(ITEM|ITEM_ID|QTY|QUANTITY|AMOUNT|ITEM_PRICE|CATEGORY)(?<number>[1-9][0-9]{0,4})\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ItemName();
}
