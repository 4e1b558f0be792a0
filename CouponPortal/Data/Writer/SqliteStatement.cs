using System.Text;
using SQLitePCL;

namespace CouponPortal.Data.Writer;

/// <summary>
/// A statement prepared once, bound by position. Straight on the native calls: through the driver's parameters a click costs a fifth more.
/// </summary>
internal sealed class SqliteStatement
{
    private const int ReservedError = 0xFF;
    private const int MostOnStack = 64;
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private int _position;

    public SqliteStatement(sqlite3 db, string sql)
    {
        _db = db;
        Check(raw.sqlite3_prepare_v2(db, sql, out _statement));
    }

    public SqliteStatement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, ++_position, value));
        return this;
    }

    public SqliteStatement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    public SqliteStatement Bind(bool? value) => value is { } flag ? Bind(flag ? 1L : 0L) : BindNull();

    public SqliteStatement Bind(string? value)
    {
        if (value is null)
        {
            return BindNull();
        }

        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(_statement, ++_position, value));
            return this;
        }

        // The binding would make an array for each.
        Span<byte> utf8 = stackalloc byte[MostOnStack * 3];
        return value.Length <= MostOnStack ? BindText(utf8[..Encoding.UTF8.GetBytes(value, utf8)]) : BindText(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Text that is UTF-8 already; an empty one is null.</summary>
    public SqliteStatement BindUtf8(ReadOnlySpan<byte> value)
    {
        return value.IsEmpty ? BindNull() : BindText(value);
    }

    /// <summary>Leaves parameters as the last run had them.</summary>
    public SqliteStatement Keep(int parameters)
    {
        _position += parameters;
        return this;
    }

    /// <summary>Runs the statement; true when it stands on a row. Call <see cref="Reset"/> afterwards.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return code == raw.SQLITE_ROW;
        }

        var error = ErrorOf(code);
        Reset();
        throw error;
    }

    /// <summary>Runs a statement without rows; returns how many rows it changed.</summary>
    public int Execute()
    {
        Step();
        Reset();
        return raw.sqlite3_changes(_db);
    }

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? NullableInt64(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL ? null : Int64(column);

    public string? Text(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL ? null : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public void Reset()
    {
        // The result repeats the step's error, which was reported already.
        _ = raw.sqlite3_reset(_statement);
        _position = 0;
    }

    /// <summary>Before its connection is closed.</summary>
    public void Close() => _statement.Dispose();

    private SqliteStatement BindText(ReadOnlySpan<byte> utf8)
    {
        Check(raw.sqlite3_bind_text(_statement, ++_position, utf8));
        return this;
    }

    private SqliteStatement BindNull()
    {
        Check(raw.sqlite3_bind_null(_statement, ++_position));
        return this;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw ErrorOf(code);
        }
    }

    private Exception ErrorOf(int code)
    {
        var message = $"SQLite {code}: {raw.sqlite3_errmsg(_db).utf8_to_string()}";
        return (code & ReservedError) switch
        {
            raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new StoreUnavailableException(message, fatal: true),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_NOMEM =>
                new StoreUnavailableException(message),
            _ => new InvalidOperationException(message),
        };
    }
}
