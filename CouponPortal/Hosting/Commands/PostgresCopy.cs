using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using CouponPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace CouponPortal.Hosting.Commands;

/// <summary>A table that was copied.</summary>
/// <param name="Sum">Of all its rows' hashes; the same on both sides.</param>
internal sealed record CopiedTable(string Name, long Rows, ulong Sum);

/// <summary>
/// Copies every table of the model from SQLite to PostgreSQL in one transaction, reads them all back from there and compares number and hash of the rows. Nothing is stored unless
/// all of it is.
/// </summary>
[SuppressMessage("Security", "CA2100", Justification = "Names of the product's own model.")]
internal sealed class PostgresCopy(Database source, Database target)
{
    // Of one table. The driver takes zero for "at once".
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    // Each has a first row from its migration; the source's takes its place.
    private static readonly string[] MadeWithTheSchema = ["rollup_states", "audit_heads"];

    /// <exception cref="StartRefusedException">The target is not empty, the source is of another version, or the two differ.</exception>
    public async Task<IReadOnlyList<CopiedTable>> RunAsync(Action<string> say, CancellationToken cancel)
    {
        var tables = await PrepareAsync(cancel);
        await using var from = await source.OpenAsync(cancel);
        await using var to = await target.OpenPostgresAsync();
        await using var transaction = await to.BeginTransactionAsync(cancel);
        foreach (var table in tables)
        {
            var made = Array.IndexOf(MadeWithTheSchema, table.Name) >= 0 ? 1 : 0;
            if (await IsThereAsync(to, $"SELECT COUNT(*) > {made} FROM {Quoted(table.Name)}", cancel))
            {
                throw new StartRefusedException($"The PostgreSQL database is not empty: {table.Name} has rows. Copy to a new one.");
            }
        }

        foreach (var table in MadeWithTheSchema)
        {
            await using var remove = new NpgsqlCommand($"DELETE FROM {Quoted(table)}", to);
            await remove.ExecuteNonQueryAsync(cancel);
        }

        var copied = new List<CopiedTable>();
        foreach (var table in tables)
        {
            copied.Add(await CopyAsync(from, to, table, cancel));
        }

        foreach (var (table, sent) in tables.Zip(copied))
        {
            var stored = await ReadAsync(to, table, cancel);
            if (stored != sent)
            {
                throw new StartRefusedException($"{table.Name}: {sent.Rows} rows were sent, and PostgreSQL has {stored.Rows} that are not the same. Nothing was stored.");
            }

            await RaiseIdsAsync(to, table, cancel);
            say($"{table.Name}: {sent.Rows} rows, sum {sent.Sum:x16}");
        }

        await transaction.CommitAsync(cancel);
        return copied;
    }

    // The target gets the schema; the source must have the same.
    private async Task<List<ITable>> PrepareAsync(CancellationToken cancel)
    {
        await using var old = source.CreateDbContext();
        if ((await old.Database.GetPendingMigrationsAsync(cancel)).Any())
        {
            throw new StartRefusedException("The SQLite database is of an older version. Start the portal on it once, stop it, and copy then.");
        }

        await using var db = target.CreateDbContext();
        await db.Database.MigrateAsync(cancel);
        return Ordered([.. db.Model.GetRelationalModel().Tables]);
    }

    /// <summary>Parents first.</summary>
    private static List<ITable> Ordered(List<ITable> left)
    {
        var ordered = new List<ITable>();
        while (left.Count > 0)
        {
            var next = left.FindAll(t => t.ForeignKeyConstraints.All(k => k.PrincipalTable == t || ordered.Contains(k.PrincipalTable)));
            if (next.Count == 0)
            {
                throw new InvalidOperationException("Tables point to one another in a circle: " + string.Join(", ", left.Select(t => t.Name)));
            }

            ordered.AddRange(next.OrderBy(t => t.Name, StringComparer.Ordinal));
            left.RemoveAll(next.Contains);
        }

        return ordered;
    }

    private static async Task<CopiedTable> CopyAsync(DbConnection from, NpgsqlConnection to, ITable table, CancellationToken cancel)
    {
        var columns = ColumnsOf(table);
        await using var read = from.CreateCommand();
        read.CommandText = $"SELECT {Names(columns)} FROM {Quoted(table.Name)}";
        read.CommandTimeout = 0;
        await using var row = await read.ExecuteReaderAsync(cancel);
        await using var copy = await to.BeginBinaryImportAsync($"COPY {Quoted(table.Name)} ({Names(columns)}) FROM STDIN (FORMAT BINARY)", cancel);
        copy.Timeout = Longest;
        var sums = new RowSums();
        while (await row.ReadAsync(cancel))
        {
            await copy.StartRowAsync(cancel);
            for (var i = 0; i < columns.Count; i++)
            {
                var value = await row.IsDBNullAsync(i, cancel) ? null : columns[i].FromSqlite(row.GetValue(i), table.Name);
                sums.Add(columns[i].Canonical(value));
                if (value is null)
                {
                    await copy.WriteNullAsync(cancel);
                }
                else
                {
                    await copy.WriteAsync(value, columns[i].Type, cancel);
                }
            }

            sums.EndRow();
        }

        await copy.CompleteAsync(cancel);
        return new(table.Name, sums.Rows, sums.Sum);
    }

    private static async Task<CopiedTable> ReadAsync(NpgsqlConnection to, ITable table, CancellationToken cancel)
    {
        var columns = ColumnsOf(table);
        await using var read = new NpgsqlCommand($"SELECT {Names(columns)} FROM {Quoted(table.Name)}", to) { CommandTimeout = 0 };
        await using var row = await read.ExecuteReaderAsync(cancel);
        var sums = new RowSums();
        while (await row.ReadAsync(cancel))
        {
            for (var i = 0; i < columns.Count; i++)
            {
                sums.Add(columns[i].Canonical(await row.IsDBNullAsync(i, cancel) ? null : row.GetValue(i)));
            }

            sums.EndRow();
        }

        return new(table.Name, sums.Rows, sums.Sum);
    }

    // The next generated id must lie above those that were brought along.
    private static async Task RaiseIdsAsync(NpgsqlConnection to, ITable table, CancellationToken cancel)
    {
        foreach (var column in table.Columns.Where(c => c.StoreType is "integer" or "bigint"))
        {
            if (!await IsThereAsync(to, $"SELECT pg_get_serial_sequence('{Quoted(table.Name)}', '{column.Name}') IS NOT NULL", cancel))
            {
                continue;
            }

            await using var raise = new NpgsqlCommand(
                $"SELECT setval(pg_get_serial_sequence('{Quoted(table.Name)}', '{column.Name}'), COALESCE(MAX({Quoted(column.Name)}), 1), MAX({Quoted(column.Name)}) IS NOT NULL) FROM {Quoted(table.Name)}", to);
            await raise.ExecuteNonQueryAsync(cancel);
        }
    }

    private static async Task<bool> IsThereAsync(NpgsqlConnection to, string sql, CancellationToken cancel)
    {
        await using var ask = new NpgsqlCommand(sql, to);
        return await ask.ExecuteScalarAsync(cancel) is true;
    }

    private static List<CopiedColumn> ColumnsOf(ITable table) => [.. table.Columns.Select(c => new CopiedColumn(c.Name, c.StoreType))];

    private static string Names(List<CopiedColumn> columns) => string.Join(", ", columns.Select(c => Quoted(c.Name)));

    private static string Quoted(string name) => $"\"{name}\"";
}
