using System.Diagnostics;
using System.Globalization;
using System.Text;
using CouponPortal.Bench.Report;
using CouponPortal.Bench.Servers;
using CouponPortal.Tests.Support;
using Npgsql;

namespace CouponPortal.Bench.Bulk;

/// <summary>
/// A bulk add over the API of the running product, beside the engine's own loader with the same rows, into the same table with the same indexes, in one run; and
/// meanwhile the slowest click.
/// </summary>
internal static class BulkBench
{
    public static async Task<string> RunAsync(BenchOptions options, CancellationToken cancel)
    {
        using var file = new BulkFile();
        file.Write(options.Rows);
        var report = new StringBuilder();
        report.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, commit {Machine.Commit()}, {Machine.Description()}. Load average before the start: {Machine.Load()}.");
        report.AppendLine(CultureInfo.InvariantCulture, $"{options.Rows:N0} rows, codes of ten random letters, {BulkFile.Partners} partners, {BulkFile.Offers} offers; the product has imported {BulkFile.WarmUpRows:N0} others before.").AppendLine();
        report.AppendLine("| engine | loader | seconds | ratio | CPU seconds | peak memory | slowest click meanwhile |");
        report.AppendLine("| --- | --- | ---: | ---: | ---: | ---: | ---: |");
        if (options.Sqlite)
        {
            using var product = await Product.OnSqliteAsync(cancel);
            var own = await BulkShop.ImportAsync(product, file, options.Rows, cancel);
            AddRows(report, "SQLite", "sqlite3 .import", await SqliteAsync(product, file, options.Rows, cancel), own);
        }

        if (options.Postgres)
        {
            await using var cluster = await PostgresCluster.StartAsync(cancel);
            var database = await cluster.CreateDatabaseAsync(cancel);
            using var product = await Product.OnPostgresAsync(database, cancel);
            var own = await BulkShop.ImportAsync(product, file, options.Rows, cancel);
            AddRows(report, "PostgreSQL", "COPY", await CopyAsync(database, options.Rows, cancel), own);
        }

        return report.ToString();
    }

    private static void AddRows(StringBuilder report, string engine, string loader, (TimeSpan Took, TimeSpan? Cpu) reference, BulkResult own)
    {
        report.AppendLine(CultureInfo.InvariantCulture, $"| {engine} | {loader} | {reference.Took.TotalSeconds:F1} | 1.00 | {reference.Cpu?.TotalSeconds:F1} | | |");
        report.AppendLine(CultureInfo.InvariantCulture,
            $"| {engine} | product, POST coupons/bulk | {own.Took.TotalSeconds:F1} | **{own.Took / reference.Took:F2}** | {own.Cpu.TotalSeconds:F1} | {own.PeakMegabytes:N0} MB | {own.SlowestClick.TotalMilliseconds:N0} ms |");
    }

    private static async Task<(TimeSpan, TimeSpan?)> SqliteAsync(ServerProcess product, BulkFile file, int rows, CancellationToken cancel)
    {
        await using var source = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={product.Folder}/portal.db;Mode=ReadOnly");
        await source.OpenAsync(cancel);
        var schema = await ListAsync(source, "SELECT sql FROM sqlite_master WHERE tbl_name = 'coupons' AND sql IS NOT NULL ORDER BY type DESC", cancel);
        var columns = await ListAsync(source, "SELECT name FROM pragma_table_info('coupons') ORDER BY cid", cancel);
        WriteTable(file.Scratch("table.csv"), rows, columns);
        var script = $"PRAGMA journal_mode=WAL;\nPRAGMA synchronous=FULL;\n{string.Join(";\n", schema)};\n.import --csv {file.Scratch("table.csv")} coupons\n";
        var start = Cores.OnServerCore(["sqlite3", file.Scratch("import.db")]);
        using var process = Process.Start(new ProcessStartInfo(start[0], start[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("sqlite3 did not start.");
        var took = Stopwatch.StartNew();
        await process.StandardInput.WriteAsync(script.AsMemory(), cancel);
        process.StandardInput.Close();

        // It cannot be asked any more once it has ended.
        var cpu = TimeSpan.Zero;
        for (var ended = process.WaitForExitAsync(cancel); !ended.IsCompleted; await Task.WhenAny(ended, Task.Delay(20, cancel)))
        {
            process.Refresh();
            cpu = process.HasExited ? cpu : process.TotalProcessorTime;
        }

        return process.ExitCode == 0 ? (took.Elapsed, cpu) : throw new InvalidOperationException("sqlite3 .import failed.");
    }

    private static void WriteTable(string path, int rows, List<string> columns)
    {
        using var table = new StreamWriter(path);
        var id = 0;
        foreach (var (code, offer, partner) in BulkFile.Rows(rows))
        {
            table.Write(BulkFile.TableRow(++id, code, offer, partner, columns) + "\n");
        }
    }

    private static async Task<(TimeSpan, TimeSpan?)> CopyAsync(string database, int rows, CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync(cancel);
        var columns = await ListAsync(connection, "SELECT column_name FROM information_schema.columns WHERE table_name = 'coupons' ORDER BY ordinal_position", cancel);
        var keys = await ListAsync(connection, "SELECT 'ALTER TABLE reference ADD ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'coupons'::regclass AND contype = 'f'", cancel);
        await using (var make = connection.CreateCommand())
        {
#pragma warning disable CA2100 // The server's own words.
            make.CommandText = "CREATE TABLE reference (LIKE coupons INCLUDING ALL);" + string.Join(";", keys) + ";CHECKPOINT";
#pragma warning restore CA2100
            await make.ExecuteNonQueryAsync(cancel);
        }

        var took = Stopwatch.StartNew();
        await using (var copy = await connection.BeginTextImportAsync($"COPY reference ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL (description, internal_note))", cancel))
        {
            var id = 0;
            foreach (var (code, offer, partner) in BulkFile.Rows(rows))
            {
                await copy.WriteAsync(BulkFile.TableRow(++id, code, offer, partner, columns) + "\n");
            }
        }

        return (took.Elapsed, null);
    }

    private static async Task<List<string>> ListAsync(System.Data.Common.DbConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        var found = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            found.Add(rows.GetString(0));
        }

        return found;
    }
}
