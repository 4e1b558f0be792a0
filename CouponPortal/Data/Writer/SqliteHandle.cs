using SQLitePCL;

namespace CouponPortal.Data.Writer;

/// <summary>
/// Connections without the driver: its own handle type belongs to the binding's version that the driver was built against (eng/SqliteBinding.props).
/// </summary>
internal static class SqliteHandle
{
    /// <exception cref="StoreUnavailableException">The file cannot be opened.</exception>
    public static sqlite3 Open(Database database)
    {
        var opened = raw.sqlite3_open_v2(database.SqliteFile, out var connection, raw.SQLITE_OPEN_READWRITE, null);
        if (opened == raw.SQLITE_OK)
        {
            // Before the first statement: it reads the file, which another connection may just be closing.
            SqliteBusy.BePatient(connection);
            if (raw.sqlite3_exec(connection, SqlitePragmas.Sql) == raw.SQLITE_OK)
            {
                return connection;
            }
        }

        throw new StoreUnavailableException($"{database.SqliteFile}: {raw.sqlite3_errmsg(connection).utf8_to_string()}");
    }
}
