using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace CouponPortal.Data.RowSecurity;

/// <summary>Tells each connection that a context opens on whose behalf it is.</summary>
internal sealed class RowScopeInterceptor : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (RowScope.Current is { } scope)
        {
            using var command = CommandOf(connection, scope);
            command.ExecuteNonQuery();
        }
    }

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) => EnterAsync(connection, cancellationToken);

    /// <summary>For SQL without a context.</summary>
    public static async Task EnterAsync(DbConnection connection, CancellationToken cancel)
    {
        if (RowScope.Current is { } scope)
        {
            await using var command = CommandOf(connection, scope);
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

#pragma warning disable CA2100 // Two numbers and the role's name.
    private static NpgsqlCommand CommandOf(DbConnection connection, RowScope scope) => new(scope.Sql, (NpgsqlConnection)connection);
#pragma warning restore CA2100
}
