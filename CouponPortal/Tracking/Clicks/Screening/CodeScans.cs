using CouponPortal.Domain.Delivery;

namespace CouponPortal.Tracking.Clicks.Screening;

/// <summary>
/// Somebody tries codes: one network (/24, /48) asks for many that do not exist. Its further misses wait before they are answered, longer with each, so that a scan takes
/// years; a code that exists is answered at once, whoever asks, so that no shopper waits for a neighbour. Each code's own secrecy is its length.
/// </summary>
public sealed class CodeScans(ScreeningSettings settings)
{
    /// <summary>Misses of one network in one window that people make by mistyping.</summary>
    public const int Allowed = 30;
    private const int WindowSeconds = 600;
    private const int Buckets = 1 << 13;

    // Connections that wait cost memory; beyond these the answer comes at once.
    private const int MostWaiting = 512;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private readonly KeyedMark _marks = new();
    private readonly RecentCounts _misses = new(Buckets);
    private int _waiting;

    /// <summary>How long the answer to a miss waits. Counts it.</summary>
    public TimeSpan DelayOf(in Visit visit)
    {
        if (!settings.Enabled || visit.Address is not { } address || (!settings.LocalAddresses && VisitNetwork.IsLocal(address)))
        {
            return TimeSpan.Zero;
        }

        var tooMany = _misses.Count(_marks.Of(VisitNetwork.Of(address).Prefix, 0, 0), visit.Now, WindowSeconds) - Allowed;
        return tooMany <= 0 ? TimeSpan.Zero : Step * tooMany < Longest ? Step * tooMany : Longest;
    }

    /// <summary>On the machine's own clock.</summary>
    /// <param name="gone">When the visitor has left.</param>
    public async Task WaitAsync(TimeSpan delay, CancellationToken gone)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) <= MostWaiting)
            {
                await Task.Delay(delay, TimeProvider.System, gone);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody is there to be answered.
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    internal bool IsScanning(in VisitNetwork network, DateTime now) => _misses.Peek(_marks.Of(network.Prefix, 0, 0), now, WindowSeconds) > Allowed;
}
