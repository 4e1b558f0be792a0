using System.Globalization;
using System.Text;
using CouponPortal.Bench.Servers;

namespace CouponPortal.Bench.Report;

/// <summary>The table, and its place in a document.</summary>
internal static class MarkdownReport
{
    /// <summary>Names the lines between which the table stands.</summary>
    public const string Mark = "bench";

    public static string Of(IReadOnlyList<Row> rows, BenchOptions options, string load)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, commit {Machine.Commit()}, {Machine.Description()}. Load average before the start: {load}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"{options.Rounds} rounds of {options.Seconds} s each, by turns; median (least–most). {options.Codes:N0} codes.");
        text.AppendLine(Cores.Pinned ? "Servers, and PostgreSQL with them, share one core; the generator has another." : "Nothing is pinned to a core: generator and servers disturb each other.");
        text.AppendLine(Ceiling(rows)).AppendLine();
        text.AppendLine("| case | connections | what answers | requests/s | ratio | p50 ms | p99 ms | CPU µs |");
        text.AppendLine("| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var row in rows)
        {
            var (own, empty) = (row.Own, row.Empty);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {row.Case} | {row.Connections} | {row.Server} | {Range(own.PerSecond, "N0")} | **{own.PerSecond.Median / empty.PerSecond.Median:0.00#}** | {Times(own.P50, empty.P50)} | {Times(own.P99, empty.P99)} | {own.Cpu.Median:F1} |");
        }

        return text.ToString();
    }

    /// <exception cref="InvalidOperationException">The file lacks the markers.</exception>
    public static void WriteInto(string file, string report, string mark)
    {
        var (first, last) = ($"<!-- {mark}: begin (written by CouponPortal.Bench --out) -->", $"<!-- {mark}: end -->");
        var document = File.ReadAllText(file);
        var (begin, end) = (document.IndexOf(first, StringComparison.Ordinal), document.IndexOf(last, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            throw new InvalidOperationException($"{file} has no lines {first} and {last} to write between.");
        }

        File.WriteAllText(file, document[..(begin + first.Length)] + "\n\n" + report.ReplaceLineEndings("\n") + "\n" + document[end..]);
    }

    private static string Ceiling(IReadOnlyList<Row> rows)
    {
        var fastest = rows.MaxBy(r => r.Empty.PerSecond.Median)!.Empty;
        return string.Create(CultureInfo.InvariantCulture,
            $"The generator drove the empty endpoint at {fastest.PerSecond.Median:N0} requests/s while it was busy for {fastest.Busy:P0} of the time: its own ceiling is about {fastest.PerSecond.Median / fastest.Busy:N0}.");
    }

    private static string Range(Spread spread, string format) => string.Create(
        CultureInfo.InvariantCulture, $"{spread.Median.ToString(format, CultureInfo.InvariantCulture)} ({spread.Min.ToString(format, CultureInfo.InvariantCulture)}–{spread.Max.ToString(format, CultureInfo.InvariantCulture)})");

    private static string Times(Spread own, Spread empty) => string.Create(CultureInfo.InvariantCulture, $"{Range(own, "F2")}, ×{own.Median / empty.Median:F1}");
}
