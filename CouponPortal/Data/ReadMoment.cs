using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CouponPortal.Data;

public static class ReadMoment
{
    /// <summary>Until it is disposed, all that the context reads is of one moment, and no writer waits for it.</summary>
    public static async Task<IAsyncDisposable> BeginReadAsync(this PortalDbContext db, CancellationToken cancel)
    {
        if (db.Database.GetDbConnection() is not SqliteConnection connection)
        {
            return await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        }

        // The driver's own begins by asking to write, and would wait for every writer.
        await db.Database.OpenConnectionAsync(cancel);
#pragma warning disable CA1849 // There is no other that is deferred; it begins at once.
        var transaction = connection.BeginTransaction(deferred: true);
#pragma warning restore CA1849
        return new Both((await db.Database.UseTransactionAsync(transaction, cancel))!, transaction);
    }

    private sealed class Both(IDbContextTransaction used, SqliteTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await used.DisposeAsync();
            await transaction.DisposeAsync();
        }
    }
}
