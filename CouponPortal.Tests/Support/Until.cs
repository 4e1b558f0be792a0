using System.Diagnostics;

namespace CouponPortal.Tests.Support;

/// <summary>Waits for a condition instead of for a time.</summary>
public static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> condition)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); await Task.Delay(20))
        {
            Assert.True(waited.Elapsed < Patience, "The condition did not come true in time.");
        }
    }
}
