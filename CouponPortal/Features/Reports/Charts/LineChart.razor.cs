using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace CouponPortal.Features.Reports.Charts;

/// <summary>Lines, drawn here: a chart library would need script. Each line has its own dashes beside its colour.</summary>
public sealed partial class LineChart
{
    private const int Width = 900;
    private const int Height = 260;
    private const int Left = 64;
    private const int Right = 8;
    private const int Bottom = 26;
    private const int Top = 10;
    private const int MostLabels = 12;

    [Parameter, EditorRequired]
    public ReportChart Chart { get; set; } = default!;

    private int LabelStep => Math.Max(1, (int)Math.Ceiling(Chart.Labels.Count / (double)MostLabels));

    private decimal Most => Chart.Series.SelectMany(s => s.Values).Max() ?? 0;

    private decimal Least => Math.Min(0, Chart.Series.SelectMany(s => s.Values).Min() ?? 0);

    // 1, 2 or 5 times a power of ten, so that the axis has figures that can be said.
    private decimal Step
    {
        get
        {
            const int Steps = 4;
            var raw = (double)(Most - Least) / Steps;
            if (raw <= 0)
            {
                return 1;
            }

            var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
            var whole = (raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };

            // There is no half an order.
            return Math.Max((decimal)(whole * power), Pages.MeasureColumns.IsShare(Chart.Measure.Measure) || ReportFigures.IsMoney(Chart.Measure.Measure) ? 0.0001m : 1);
        }
    }

    private decimal Ceiling => Math.Max(Step, Math.Ceiling(Most / Step) * Step);

    private decimal Floor => Math.Floor(Least / Step) * Step;

    private IEnumerable<decimal> Ticks
    {
        get
        {
            for (var tick = Floor; tick <= Ceiling; tick += Step)
            {
                yield return tick;
            }
        }
    }

    private double X(int index) => Left + (Chart.Labels.Count < 2 ? 0 : (Width - Left - Right) * index / (double)(Chart.Labels.Count - 1));

    private double Y(decimal value) => Top + ((Height - Top - Bottom) * (1 - (double)((value - Floor) / (Ceiling - Floor))));

    // Where there is no value the line breaks.
    private string PathOf(ChartSeries series)
    {
        var path = new StringBuilder();
        var isDrawing = false;
        foreach (var (index, value) in series.Values.Index())
        {
            if (value is { } known)
            {
                path.Append(isDrawing ? 'L' : 'M').Append(N(X(index))).Append(' ').Append(N(Y(known)));
            }

            isDrawing = value is not null;
        }

        return path.ToString();
    }

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

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
