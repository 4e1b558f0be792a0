namespace CouponPortal.Bench.Load;

/// <summary>Counts of whole microseconds, so that recording allocates nothing; a second and more is one bucket.</summary>
internal sealed class Latencies
{
    private readonly int[] _counts = new int[1_000_001];

    public long Count { get; private set; }

    public void Add(TimeSpan latency)
    {
        _counts[Math.Min((long)latency.TotalMicroseconds, _counts.Length - 1)]++;
        Count++;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }

    /// <param name="share">0 to 1.</param>
    /// <returns>Milliseconds that this share of the requests did not exceed.</returns>
    public double Percentile(double share)
    {
        var rest = (long)Math.Ceiling(share * Count);
        for (var i = 0; i < _counts.Length; i++)
        {
            rest -= _counts[i];
            if (rest <= 0)
            {
                return i / 1_000.0;
            }
        }

        return (_counts.Length - 1) / 1_000.0;
    }
}
