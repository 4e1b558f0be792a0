using Npgsql;

namespace CouponPortal.Data.Writer;

/// <summary>One INSERT of many rows whose columns are sent as arrays: the fastest durable way PostgreSQL was measured at here.</summary>
internal sealed class UnnestInsert : IDisposable
{
    private readonly NpgsqlCommand _command;

    public UnnestInsert(NpgsqlTransaction transaction, string table, string columns, string tail)
    {
        var parameters = string.Join(", ", Enumerable.Range(1, columns.Count(c => c == ',') + 1).Select(i => "$" + i));

        // The names are this file's callers' own constants.
#pragma warning disable CA2100
        _command = new NpgsqlCommand($"INSERT INTO {table} ({columns}) SELECT * FROM unnest({parameters}) {tail}", transaction.Connection, transaction);
#pragma warning restore CA2100
    }

    public UnnestInsert Column<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(rows[i]);
        }

        _command.Parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = values });
        return this;
    }

    public void Execute() => _command.ExecuteNonQuery();

    public HashSet<long> ExecuteReturningIds()
    {
        var ids = new HashSet<long>();
        using var reader = _command.ExecuteReader();
        while (reader.Read())
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }

    public void Dispose() => _command.Dispose();
}
