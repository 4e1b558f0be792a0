using System.Data.Common;
using CouponPortal.Data;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>
/// The right to work on one batch: nobody else in this process and, on PostgreSQL, on no other node has it meanwhile. There it is a lock of a connection, so that
/// it ends with the process, however that ends.
/// </summary>
internal sealed class BatchClaim(int batchId, DbConnection? connection, Action<int> release) : IAsyncDisposable
{
    private const int BatchLocks = 7_303;
    private const int TurnLocks = 7_304;

    public int BatchId => batchId;

    /// <returns>Null when another node has it.</returns>
    public static async Task<BatchClaim?> TryTakeAsync(Database database, int batchId, Action<int> release, CancellationToken cancel)
    {
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            return new(batchId, null, release);
        }

        var connection = await database.OpenAsync(cancel);
        if (await AskAsync(connection, $"SELECT pg_try_advisory_lock({BatchLocks}, {batchId})", cancel) is true)
        {
            return new(batchId, connection, release);
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Waits until no other node writes a batch of the advertiser; the turn ends with the claim.</summary>
    public Task TakeTurnAsync(int advertiserId, CancellationToken cancel) =>
        connection is null ? Task.CompletedTask : AskAsync(connection, $"SELECT pg_advisory_lock({TurnLocks}, {advertiserId})", cancel);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (connection is not null)
            {
                await AskAsync(connection, "SELECT pg_advisory_unlock_all()", CancellationToken.None);
            }
        }
        catch (DbException)
        {
            // The connection is gone, and its locks with it.
        }
        finally
        {
            await (connection?.DisposeAsync() ?? default);
            release(batchId);
        }
    }

    private static async Task<object?> AskAsync(DbConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();

        // Numbers of this class and its callers; others may have the turn for as long as a million rows take.
#pragma warning disable CA2100
        (command.CommandText, command.CommandTimeout) = (sql, 0);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancel);
    }
}
