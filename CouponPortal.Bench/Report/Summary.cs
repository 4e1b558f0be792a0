using CouponPortal.Bench.Load;

namespace CouponPortal.Bench.Report;

/// <summary>Median with least and most.</summary>
internal readonly record struct Spread(double Median, double Min, double Max)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return new(sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[0], sorted[^1]);
    }
}

/// <summary>A server's rounds of one case.</summary>
internal sealed record Summary(Spread PerSecond, Spread P50, Spread P99, Spread Cpu, double Busy)
{
    public static Summary Of(List<Round> rounds) => new(
        Spread.Of(rounds.Select(r => r.PerSecond)),
        Spread.Of(rounds.Select(r => r.P50)),
        Spread.Of(rounds.Select(r => r.P99)),
        Spread.Of(rounds.Select(r => r.Cpu)),
        rounds.Max(r => r.Busy));
}

/// <param name="Empty">The empty endpoint's rounds of the same case, which everything is a ratio to.</param>
internal sealed record Row(string Case, int Connections, string Server, Summary Own, Summary Empty);
