namespace CouponPortal.Data.Writer;

/// <summary>The engine's side of the event writer: one transaction a group. Used by one thread.</summary>
public abstract class EventStore : IDisposable
{
    /// <summary>Makes the group durable and fills the orders' receipts; on any exception nothing of it is stored.</summary>
    /// <exception cref="StoreUnavailableException">The engine cannot be reached or written: every other group would fail as well.</exception>
    public abstract void Commit(EventGroup group);

    /// <summary>After a failure: whether the store takes a write again.</summary>
    /// <exception cref="StoreUnavailableException">It does not.</exception>
    public virtual void Probe()
    {
        // A store that cannot tell is tried with the next group.
    }

    /// <summary>Called between groups, and at least every second when there are none.</summary>
    public abstract void Maintain();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}

/// <summary>The store is down or full; the caller may try again later.</summary>
/// <param name="fatal">What was promised may be lost if the process goes on (SQLite forgets a failed fsync): it must stop.</param>
public sealed class StoreUnavailableException(string message, Exception? inner = null, bool fatal = false) : Exception(message, inner)
{
    public bool Fatal => fatal;
}
