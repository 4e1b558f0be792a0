using System.Globalization;
using System.Text;
using CouponPortal.Bench.Report;

namespace CouponPortal.Bench.Coupons;

/// <summary>The catalog's table.</summary>
internal static class CatalogReport
{
    public const string Mark = "bench catalog";
    private const double Mebi = 1024 * 1024;

    public static string Of(IReadOnlyList<CatalogFigures> all, string load)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, commit {Machine.Commit()}, {Machine.Description()}. Load average before the start: {load}.").AppendLine();
        text.AppendLine("| store | coupons | start to ready s | process MiB then (most) | catalog read s | bytes a code | look-up ns, found | not found | bytes allocated | one change shows after ms | a change of all after s (the bench's own MiB at most) |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var f in all)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {f.Engine} | {f.Coupons:N0} | {f.Ready.TotalSeconds:F1} | {f.Memory.Now / Mebi:F0} ({f.Memory.Peak / Mebi:F0}) | {f.Load.TotalSeconds:F2} | {f.BytesACode:F0} | {Of(f.Hit)} | {Of(f.Miss)} | {f.Allocated:F0} | {f.Change.Median:F1} ({f.Change.Min:F1}–{f.Change.Max:F1}) | {f.Bulk.TotalSeconds:F2} ({f.Peak / Mebi:F0}) |");
        }

        return text.ToString();
    }

    private static string Of(Spread spread) => string.Create(CultureInfo.InvariantCulture, $"{spread.Median:F0} ({spread.Min:F0}–{spread.Max:F0})");
}
