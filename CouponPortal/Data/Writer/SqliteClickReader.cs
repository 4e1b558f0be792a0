using CouponPortal.Domain.Clicks;
using SQLitePCL;

namespace CouponPortal.Data.Writer;

/// <summary>A connection that reads clicks by a statement prepared once. For one thread at a time.</summary>
internal sealed class SqliteClickReader : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly SqliteStatement _find;

    public SqliteClickReader(Database database)
    {
        _connection = SqliteHandle.Open(database);
        _find = new SqliteStatement(_connection, EventSql.FindClick);
    }

    public RecordedClick? Find(long id)
    {
        var found = _find.Bind(id).Step()
            ? new RecordedClick(id, Int(0), Int(1), Int(2), _find.Text(3), [_find.Text(4), _find.Text(5), _find.Text(6), _find.Text(7), _find.Text(8)], _find.Int64(9) != 0)
            : null;

        // Ends the read: the next one sees what is committed by then, and the log can be copied meanwhile.
        _find.Reset();
        return found;
    }

    public void Dispose()
    {
        _find.Close();
        _connection.Dispose();
    }

    private int? Int(int column) => (int?)_find.NullableInt64(column);
}
