using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CouponPortal.Data;

/// <summary>
/// What every SQLite connection is opened with. Durability is full: an answer means that the row is on disk. Checkpoints are the event writer's
/// alone, because two checkpointing connections can corrupt a WAL reset in SQLite before 3.51.3.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    public const string Sql = "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0;";

    public static void Apply(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Sql;
        command.ExecuteNonQuery();
        SqliteBusy.BePatient(connection);
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply(connection);
        return Task.CompletedTask;
    }
}
