using CouponPortal.Domain.Clicks;
using Npgsql;

namespace CouponPortal.Data.Writer;

/// <summary>
/// Reads clicks for orders that arrive together by one query: while it runs the next ones gather. A query an order would keep a server process of PostgreSQL busy for each
/// connection of the door.
/// </summary>
internal sealed class PostgresClickReader(Database database)
{
    private readonly Lock _lock = new();
    private List<Asked> _waiting = [];
    private bool _running;

    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<RecordedClick?> FindAsync(long id)
    {
        var asked = new Asked(id);
        lock (_lock)
        {
            _waiting.Add(asked);
            if (_running)
            {
                return asked.Answer.Task;
            }

            _running = true;
        }

        _ = Task.Run(RunAsync);
        return asked.Answer.Task;
    }

    private async Task RunAsync()
    {
        while (TakeAll() is { Count: > 0 } asked)
        {
            try
            {
                var found = await ReadAsync([.. asked.Select(a => a.Id).Distinct()]);
                asked.ForEach(a => a.Answer.SetResult(found.GetValueOrDefault(a.Id)));
            }
            catch (Exception error)
            {
                asked.ForEach(a => a.Answer.SetException(new StoreUnavailableException("PostgreSQL: " + error.Message, error)));
            }
        }
    }

    private List<Asked> TakeAll()
    {
        lock (_lock)
        {
            var taken = _waiting;
            _waiting = [];
            _running = taken.Count > 0;
            return taken;
        }
    }

    private async Task<Dictionary<long, RecordedClick>> ReadAsync(long[] ids)
    {
        await using var connection = await database.OpenPostgresAsync();
        await using var command = new NpgsqlCommand(EventSql.FindClicks, connection);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = ids });
        await using var row = await command.ExecuteReaderAsync();
        var found = new Dictionary<long, RecordedClick>(ids.Length);
        while (await row.ReadAsync())
        {
            found[row.GetInt64(10)] = new RecordedClick(row.GetInt64(10), Int(0), Int(1), Int(2), Text(3), [Text(4), Text(5), Text(6), Text(7), Text(8)], row.GetBoolean(9));
        }

        return found;

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);

        int? Int(int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
    }

    private sealed record Asked(long Id)
    {
        public TaskCompletionSource<RecordedClick?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
