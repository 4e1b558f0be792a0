using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CouponPortal.Data;

/// <summary>
/// Notices that the disk refused a read or a write of EF's. The log is one for all connections: what the event writer commits next would stand behind what was lost,
/// and SQLite would not say so.
/// </summary>
internal sealed class SqliteDiskFault(Action<Exception> onFault) : DbCommandInterceptor, IDbTransactionInterceptor
{
    // SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB.
    private static readonly int[] Codes = [10, 11, 26];

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Look(eventData.Exception);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Look(eventData.Exception);
        return Task.CompletedTask;
    }

    public void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData) => Look(eventData.Exception);

    public Task TransactionFailedAsync(DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Look(eventData.Exception);
        return Task.CompletedTask;
    }

    private void Look(Exception error)
    {
        if (error is SqliteException sqlite && Array.IndexOf(Codes, sqlite.SqliteErrorCode) >= 0)
        {
            onFault(error);
        }
    }
}
