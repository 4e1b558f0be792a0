using System.Data.Common;
using CouponPortal.Data.Writer;

namespace CouponPortal.Features.Views;

/// <summary>
/// What a page is just reading: another address ends the reading before it, and so does leaving the page. An answer that comes too late is of no use, and a store
/// that cannot be read is said on the page.
/// </summary>
public sealed class PageReading : IDisposable
{
    private CancellationTokenSource _now = new();

    /// <summary>Until the answer is there, or <see cref="IsShown"/> says that the most of it is.</summary>
    public bool IsLoading { get; private set; }

    public bool HasFailed { get; private set; }

    /// <param name="read">Looks at its token before it changes what the page shows.</param>
    /// <param name="what">For the log.</param>
    public async Task RunAsync(Func<CancellationToken, Task> read, ILogger log, string what)
    {
        // Taken over at once: whoever comes in while the former reading is being stopped must stop this one.
        var former = _now;
        _now = new CancellationTokenSource();
        var cancel = _now.Token;
        await former.CancelAsync();
        former.Dispose();
        (HasFailed, IsLoading) = (false, true);
        try
        {
            await read(cancel);
            IsLoading = false;
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            // Another address, or nobody looks any more.
        }
        catch (Exception error) when (error is DbException or StoreUnavailableException)
        {
            log.LogWarning(error, "{What} could not be read.", what);
            (HasFailed, IsLoading) = (true, false);
        }
    }

    /// <summary>The page can be read; what is still on its way comes to it.</summary>
    public void IsShown() => IsLoading = false;

    public void Dispose()
    {
        _now.Cancel();
        _now.Dispose();
    }
}
