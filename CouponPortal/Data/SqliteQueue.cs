using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CouponPortal.Data;

/// <summary>
/// Lets single writes go before a bulk act on SQLite. There the one writer's place goes to whoever asks in the right moment, and those who wait ask ever more
/// rarely: an act that takes it again at once after each chunk would keep a click or a save waiting for seconds. So who wants to write stands here until the
/// chunk under way is stored, and the act begins its next one when nobody stands here.
/// </summary>
public sealed class SqliteQueue : DbTransactionInterceptor, ISaveChangesInterceptor
{
    // Nobody waits longer for what has gone wrong elsewhere; SQLite's own lock is what keeps writers apart.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();

    // Saves that stand here. By the context and not by what it looks like afterwards: other interceptors begin transactions for a save that has none.
    private readonly ConditionalWeakTable<DbContext, object> _standing = [];
    private int _waiting;
    private bool _acting;
    private long _logGrew;
    private TaskCompletionSource _changed = New();

    /// <summary>Whether bulk acts have written so many bytes to the log since this was last true; the event writer knows of its own alone.</summary>
    public bool TakeLogGrew(long bytes)
    {
        if (Interlocked.Read(ref _logGrew) < bytes)
        {
            return false;
        }

        Interlocked.Exchange(ref _logGrew, 0);
        return true;
    }

    /// <summary>Wants to write, and waits until no chunk is under way.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            _waiting++;
            if (_acting)
            {
                Monitor.Wait(_gate, Patience);
            }
        }
    }

    public void Leave() => Change(() => _waiting = Math.Max(0, _waiting - 1));

    /// <summary>A bulk act's chunk may begin: nobody else wants to write.</summary>
    public async Task BeginChunkAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_waiting == 0 && !_acting)
                {
                    _acting = true;
                    return;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(Patience, cancel);
            }
            catch (TimeoutException)
            {
                // Somebody gave up without a word.
                Change(() => _waiting = 0);
            }
        }
    }

    /// <param name="written">Bytes that it added to the log.</param>
    public void EndChunk(long written)
    {
        Interlocked.Add(ref _logGrew, written);
        Change(() => _acting = false);
    }

    public override InterceptionResult<DbTransaction> TransactionStarting(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        if (Writes(eventData.IsolationLevel))
        {
            Enter();
        }

        return result;
    }

    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        if (Writes(eventData.IsolationLevel))
        {
            await EnterAsync(cancellationToken);
        }

        return result;
    }

    public override DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        if (Writes(result.IsolationLevel))
        {
            Leave();
        }

        return result;
    }

    public override ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        if (Writes(result.IsolationLevel))
        {
            Leave();
        }

        return new(result);
    }

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } db && !HasPlace(eventData))
        {
            _standing.AddOrUpdate(db, _gate);
            await EnterAsync(cancellationToken);
        }

        return result;
    }

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        LeaveAfter(eventData);
        return new(result);
    }

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) => SaveEndedAsync(eventData);

    public Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) => SaveEndedAsync(eventData);

    // Within a transaction the writer's place is its own already. A chunk that began to wait for it meanwhile would otherwise wait for a save that waits for the chunk.
    private static bool HasPlace(DbContextEventData save) => save.Context?.Database.CurrentTransaction is not null;

    // The level of reading transactions; they keep nobody waiting, and wait for nobody.
    private static bool Writes(IsolationLevel level) => level != IsolationLevel.ReadUncommitted;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task EnterAsync(CancellationToken cancel)
    {
        Task? changed;
        lock (_gate)
        {
            _waiting++;
            changed = _acting ? _changed.Task : null;
        }

        await (changed is null ? Task.CompletedTask : Task.WhenAny(changed.WaitAsync(cancel), Task.Delay(Patience, TimeProvider.System, cancel)));
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            (changed, _changed) = (_changed, New());
            Monitor.PulseAll(_gate);
        }

        changed.SetResult();
    }

    private void LeaveAfter(DbContextEventData save)
    {
        if (save.Context is { } db && _standing.Remove(db))
        {
            Leave();
        }
    }

    private Task SaveEndedAsync(DbContextEventData save)
    {
        LeaveAfter(save);
        return Task.CompletedTask;
    }
}
