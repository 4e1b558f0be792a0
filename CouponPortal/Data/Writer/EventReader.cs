using System.Collections.Concurrent;
using CouponPortal.Domain.Clicks;

namespace CouponPortal.Data.Writer;

/// <summary>Look-ups by key that judging an order needs, without EF.</summary>
public sealed class EventReader(Database database) : IDisposable
{
    // As many as ever read at once: opening one costs several times what a look-up does.
    private readonly ConcurrentBag<SqliteClickReader> _idle = [];

    /// <summary>Null when no click of that key is stored.</summary>
    public Task<RecordedClick?> FindClickAsync(long id, CancellationToken cancel) =>
        database.Provider == DatabaseProvider.Sqlite ? Task.FromResult(FindOnSqlite(id)) : FindOnPostgresAsync(id, cancel);

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

    private async Task<RecordedClick?> FindOnPostgresAsync(long id, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = EventSql.FindClick + "@id";
        var parameter = command.CreateParameter();
        parameter.ParameterName = "id";
        parameter.Value = id;
        command.Parameters.Add(parameter);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new RecordedClick(id, Int(0), Int(1), Int(2), Text(3), [Text(4), Text(5), Text(6), Text(7), Text(8)])
            : null;

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);

        int? Int(int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
    }
}
