using System.Globalization;
using CouponPortal.Domain.Payouts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace CouponPortal.Features.Dashboard;

/// <summary>Bars of the amount with the payout as a part of each, on one axis: what is paid is a share of what is sold.</summary>
public sealed partial class TrendChart
{
    private const int Width = 900;
    private const int Height = 220;
    private const int Left = 56;
    private const int Bottom = 26;
    private const int Top = 8;

    [Parameter, EditorRequired]
    public IReadOnlyList<TrendDay> Days { get; set; } = [];

    [Parameter, EditorRequired]
    public string Currency { get; set; } = "";

    private double Step => (Width - Left) / (double)Days.Count;

    private double BarWidth => Step * 0.72;

    /// <summary>The axis ends on 1, 2, 4 or 8 of a power of ten, which quarters divide.</summary>
    private decimal Max
    {
        get
        {
            var most = Math.Max(4m, Days.Max(d => Math.Max(d.Amount, d.Payout)));
            var power = (decimal)Math.Pow(10, Math.Floor(Math.Log10((double)most)));
            return ((decimal[])[1, 2, 4, 8, 10]).First(step => step * power >= most) * power;
        }
    }

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private IEnumerable<decimal> Lines() => Enumerable.Range(0, 5).Select(i => Max / 4 * i);

    private double X(int index) => Left + (Step * index) + (Step * 0.14);

    // A day that reversals or a correction made negative has no bar.
    private double Y(decimal minor) => Top + ((Height - Top - Bottom) * (1 - (double)(Math.Max(0, minor) / Max)));

    private string Short(decimal minor)
    {
        for (var i = 0; i < Currencies.Exponent(Currency); i++)
        {
            minor /= 10;
        }

        return minor switch
        {
            >= 1_000_000 => (minor / 1_000_000).ToString("0.##", CultureInfo.InvariantCulture) + " M",
            >= 10_000 => (minor / 1_000).ToString("0.##", CultureInfo.InvariantCulture) + " k",
            _ => minor.ToString("#,0.##", CultureInfo.InvariantCulture),
        };
    }

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
