using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CouponPortal.Data;

/// <summary>
/// Lets single writes go before a bulk act on SQLite. The one writer's place goes to whoever asks in the right moment, and those who wait ask ever more rarely:
/// an act that takes it again at once after each chunk would keep a click or a save waiting for seconds. So who wants to write stands here, and the act
/// begins its next chunk when nobody does.
/// </summary>
public sealed class SqliteQueue : DbTransactionInterceptor, ISaveChangesInterceptor
{
    // A writer that gave up without a word must not stop the acts for good.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly Lock _lock = new();
    private int _waiting;
    private int _logGrew;
    private TaskCompletionSource? _nobody;

    /// <summary>Whether a bulk act committed since this was last asked: its log is longer than the event writer knows.</summary>
    public bool TakeLogGrew() => Interlocked.Exchange(ref _logGrew, 0) == 1;

    public void LogGrew() => Volatile.Write(ref _logGrew, 1);

    public void Enter()
    {
        lock (_lock)
        {
            _waiting++;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (_waiting > 0 && --_waiting == 0)
            {
                _nobody?.TrySetResult();
                _nobody = null;
            }
        }
    }

    /// <summary>Returns once nobody waits to write.</summary>
    public async Task LetOthersAsync(CancellationToken cancel)
    {
        Task nobody;
        lock (_lock)
        {
            if (_waiting == 0)
            {
                return;
            }

            nobody = (_nobody ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        try
        {
            await nobody.WaitAsync(Patience, cancel);
        }
        catch (TimeoutException)
        {
            lock (_lock)
            {
                _waiting = 0;
                _nobody = null;
            }
        }
    }

    public override InterceptionResult<DbTransaction> TransactionStarting(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        Enter();
        return result;
    }

    public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        Enter();
        return new(result);
    }

    public override DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        Leave();
        return result;
    }

    public override ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        Leave();
        return new(result);
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Enter();
        return new(result);
    }

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Leave();
        return new(result);
    }

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) => LeftAsync();

    public Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) => LeftAsync();

    private Task LeftAsync()
    {
        Leave();
        return Task.CompletedTask;
    }
}
