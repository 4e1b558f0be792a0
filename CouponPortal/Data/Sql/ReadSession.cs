using System.Data;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CouponPortal.Data.RowSecurity;
using CouponPortal.Data.Writer;
using Npgsql;
using SQLitePCL;

namespace CouponPortal.Data.Sql;

/// <summary>A row of a <see cref="ReadSession"/>; valid until the next one.</summary>
internal abstract class SqlRow
{
    public abstract long Int64(int column);

    /// <summary>Null is empty.</summary>
    public abstract string Text(int column);
}

/// <summary>Reads of one moment that keep no writer waiting and end at once when they are cancelled: the driver of SQLite would run them to their end.</summary>
internal abstract class ReadSession : IAsyncDisposable
{
    public static async Task<ReadSession> OpenAsync(Database database, CancellationToken cancel)
    {
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            return new SqliteReadSession(database);
        }

        var connection = await database.OpenPostgresForReportsAsync(cancel);
        try
        {
            await RowScopeInterceptor.EnterAsync(connection, cancel);
            return new PostgresReadSession(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Rows as they are consumed. On SQLite each step works on the caller's thread.</summary>
    /// <exception cref="OperationCanceledException">The engine has stopped working on it.</exception>
    public abstract IAsyncEnumerable<SqlRow> ReadAsync(SqlText sql, CancellationToken cancel);

    public abstract ValueTask DisposeAsync();

    /// <summary>Every row at once, with the least effort a row; on SQLite alone.</summary>
    public virtual void Scan(SqlText sql, Action<SqlRow> each, CancellationToken cancel) => throw new NotSupportedException("PostgreSQL sums better by itself.");

    /// <summary>Fills a table of this session's own; on SQLite alone.</summary>
    /// <param name="rows">A number or a text for each column.</param>
    public virtual void Fill(string create, string insert, IEnumerable<IEnumerable<object>> rows) => throw new NotSupportedException("PostgreSQL sums better by itself.");

    private sealed class SqliteReadSession : ReadSession
    {
        // Some milliseconds' work.
        private const int StepsBetweenLooks = 50_000;
        private readonly sqlite3 _connection;

        public SqliteReadSession(Database database)
        {
            _connection = SqliteHandle.Open(database);
            _ = raw.sqlite3_exec(_connection, "PRAGMA temp_store=MEMORY; BEGIN");
        }

        public override async IAsyncEnumerable<SqlRow> ReadAsync(SqlText sql, [EnumeratorCancellation] CancellationToken cancel)
        {
            raw.sqlite3_progress_handler(_connection, StepsBetweenLooks, _ => cancel.IsCancellationRequested ? 1 : 0, null);
            var statement = new SqliteStatement(_connection, sql.Text);
            try
            {
                Bind(statement, sql.Values);
                var row = new SqliteRow(statement);
                while (Step(statement, cancel))
                {
                    yield return row;
                }
            }
            finally
            {
                statement.Reset();
                statement.Close();
                raw.sqlite3_progress_handler(_connection, 0, null, null);
            }

            await Task.CompletedTask;
        }

        public override void Scan(SqlText sql, Action<SqlRow> each, CancellationToken cancel)
        {
            raw.sqlite3_progress_handler(_connection, StepsBetweenLooks, _ => cancel.IsCancellationRequested ? 1 : 0, null);
            var statement = new SqliteStatement(_connection, sql.Text);
            try
            {
                Bind(statement, sql.Values);
                var row = new SqliteRow(statement);
                while (Step(statement, cancel))
                {
                    each(row);
                }
            }
            finally
            {
                statement.Reset();
                statement.Close();
                raw.sqlite3_progress_handler(_connection, 0, null, null);
            }
        }

        public override void Fill(string create, string insert, IEnumerable<IEnumerable<object>> rows)
        {
            Run(create);
            var statement = new SqliteStatement(_connection, insert);
            foreach (var row in rows)
            {
                Bind(statement, row);
                statement.Execute();
            }

            statement.Close();
        }

        public override ValueTask DisposeAsync()
        {
            _connection.Dispose();
            return ValueTask.CompletedTask;
        }

        private void Run(string sql)
        {
            var statement = new SqliteStatement(_connection, sql);
            statement.Execute();
            statement.Close();
        }

        private static void Bind(SqliteStatement statement, IEnumerable<object> values)
        {
            foreach (var value in values)
            {
                _ = value is string text ? statement.Bind(text) : statement.Bind(Convert.ToInt64(value, null));
            }
        }

        private static bool Step(SqliteStatement statement, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                return statement.Step();
            }
            catch (InvalidOperationException) when (cancel.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancel);
            }
        }

        private sealed class SqliteRow(SqliteStatement statement) : SqlRow
        {
            public override long Int64(int column) => statement.Int64(column);

            public override string Text(int column) => statement.Text(column) ?? "";
        }
    }

    private sealed class PostgresReadSession(NpgsqlConnection connection, NpgsqlTransaction transaction) : ReadSession
    {
        [SuppressMessage("Security", "CA2100", Justification = "See SqlText: made of the product's own words.")]
        public override async IAsyncEnumerable<SqlRow> ReadAsync(SqlText sql, [EnumeratorCancellation] CancellationToken cancel)
        {
            await using var command = new NpgsqlCommand(sql.Text, connection, transaction) { CommandTimeout = 0 };
            foreach (var value in sql.Values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            await using var reader = await command.ExecuteReaderAsync(cancel);
            var row = new PostgresRow(reader);
            while (await reader.ReadAsync(cancel))
            {
                yield return row;
            }
        }

        public override async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }

    private sealed class PostgresRow(NpgsqlDataReader reader) : SqlRow
    {
        public override long Int64(int column) => reader.IsDBNull(column) ? 0 : reader.GetFieldValue<long>(column);

        public override string Text(int column) => reader.IsDBNull(column) ? "" : reader.GetString(column);
    }
}
