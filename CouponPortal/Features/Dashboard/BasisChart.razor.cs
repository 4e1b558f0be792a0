using System.Globalization;
using CouponPortal.Domain.Attribution;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace CouponPortal.Features.Dashboard;

/// <summary>Stacked bars, drawn here: a chart library would need script, and its table twin would still be ours.</summary>
public sealed partial class BasisChart
{
    private const int Width = 900;
    private const int Height = 240;
    private const int Left = 36;
    private const int Bottom = 26;
    private const int Top = 8;

    private static readonly (AttributionBasis Basis, string Name)[] Bases =
    [
        (AttributionBasis.ExclusiveCode, "Exclusive code"),
        (AttributionBasis.CouponCode, "Coupon code"),
        (AttributionBasis.Click, "Click"),
        (AttributionBasis.Direct, "Direct"),
        (AttributionBasis.None, "Nobody"),
    ];

    [Parameter, EditorRequired]
    public IReadOnlyList<BasisDay> Days { get; set; } = [];

    private double Step => (Width - Left) / (double)Days.Count;

    private double BarWidth => Step * 0.72;

    /// <summary>The axis ends on a figure that divides by four.</summary>
    private int Max => Math.Max(4, (int)Math.Ceiling(Days.Max(Total) / 4.0) * 4);

    private static int Count(BasisDay day, AttributionBasis basis) => day.Orders.GetValueOrDefault(basis);

    private static int Total(BasisDay day) => day.Orders.Values.Sum();

    private static string CssOf(AttributionBasis basis) => basis switch
    {
        AttributionBasis.ExclusiveCode => "basis-exclusive",
        AttributionBasis.CouponCode => "basis-code",
        AttributionBasis.Click => "basis-click",
        AttributionBasis.Direct => "basis-direct",
        AttributionBasis.None => "basis-none",
    };

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private IEnumerable<int> Lines() => Enumerable.Range(0, 5).Select(i => Max / 4 * i);

    private double X(int index) => Left + (Step * index) + (Step * 0.14);

    private double Y(int orders) => Top + ((Height - Top - Bottom) * (1 - (orders / (double)Max)));

    // <text> is Razor's own element, so it is written by hand.
    private static RenderFragment Text(double x, double y, string anchor, string text) => builder => Write(builder, x, y, anchor, text);

    private static void Write(RenderTreeBuilder builder, double x, double y, string anchor, string text)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", N(x));
        builder.AddAttribute(2, "y", N(y));
        builder.AddAttribute(3, "text-anchor", anchor);
        builder.AddContent(4, text);
        builder.CloseElement();
    }
}
