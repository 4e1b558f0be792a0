using System.Collections.Concurrent;
using CouponPortal.Domain.Clicks;

namespace CouponPortal.Data.Writer;

/// <summary>Look-ups by key that judging an order needs, without EF.</summary>
public sealed class EventReader(Database database) : IDisposable
{
    // As many as ever read at once: opening one costs several times what a look-up does.
    private readonly ConcurrentBag<SqliteClickReader> _idle = [];
    private readonly PostgresClickReader _postgres = new(database);

    /// <summary>Null when no click of that key is stored.</summary>
    public Task<RecordedClick?> FindClickAsync(long id, CancellationToken cancel) =>
        database.Provider == DatabaseProvider.Sqlite ? Task.FromResult(FindOnSqlite(id)) : _postgres.FindAsync(id).WaitAsync(cancel);

    public void Dispose()
    {
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    // One that failed is not used again.
    private RecordedClick? FindOnSqlite(long id)
    {
        var reader = _idle.TryTake(out var idle) ? idle : new SqliteClickReader(database);
        try
        {
            var found = reader.Find(id);
            _idle.Add(reader);
            return found;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }
}
