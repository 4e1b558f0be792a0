using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace CouponPortal.Data;

/// <summary>Ends a query whose answer nobody waits for any more.</summary>
public static class StopOn
{
    // By name, as the handle's type belongs to the binding's version that the driver was built against (eng/SqliteBinding.props).
    private static readonly PropertyInfo Handle = typeof(SqliteConnection).GetProperty("Handle")!;

    /// <summary>
    /// Until it is disposed, a cancelled token also ends the query that SQLite is working on: its driver looks at the token between two statements alone. PostgreSQL's
    /// driver tells the server by itself. The interrupted query ends with the driver's error; look at the token.
    /// </summary>
    public static async Task<IDisposable> StopOnAsync(this PortalDbContext db, CancellationToken cancel)
    {
        if (!cancel.CanBeCanceled || db.Database.GetDbConnection() is not SqliteConnection connection)
        {
            return default(CancellationTokenRegistration);
        }

        // Kept open: the handle must be the one that works on the queries to come.
        await db.Database.OpenConnectionAsync(cancel);
        var handle = (sqlite3)Handle.GetValue(connection)!;
        return cancel.Register(() => raw.sqlite3_interrupt(handle));
    }
}
