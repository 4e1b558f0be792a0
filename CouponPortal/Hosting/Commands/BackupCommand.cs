using CouponPortal.Data;

namespace CouponPortal.Hosting.Commands;

/// <summary>
/// <c>dotnet CouponPortal.dll backup FILE</c>: a copy of the SQLite database as of one moment, also beside a running portal, read from end to end before it gets its name.
/// </summary>
internal static class BackupCommand
{
    public static async Task<int> RunAsync(Database database, string file)
    {
        if (database.SqliteFile is not { } source)
        {
            throw new StartRefusedException("backup is for SQLite. For PostgreSQL use pg_dump, as docs/operations.md says.");
        }

        if (!File.Exists(source))
        {
            throw new StartRefusedException($"There is no database at {source}: nothing to back up. DataDirectory says where it is.");
        }

        if (File.Exists(file))
        {
            throw new StartRefusedException($"{file} is there already. A backup never replaces another one: choose a new name.");
        }

        // Nobody takes a torn copy for a backup.
        var partial = file + ".partial";
        File.Delete(partial);
        try
        {
            // Secrets are in it. The engine fills an empty file and would make one that everybody may read.
            await DatabaseStart.OwnersAlone(partial).DisposeAsync();
            await using (var connection = await database.OpenAsync())
            {
                await using var copy = connection.CreateCommand();
                copy.CommandText = "VACUUM INTO $file";
                copy.CommandTimeout = 0;
                var parameter = copy.CreateParameter();
                (parameter.ParameterName, parameter.Value) = ("$file", partial);
                copy.Parameters.Add(parameter);
                await copy.ExecuteNonQueryAsync();
            }

            var contents = await SqliteCopyCheck.ReadAsync(partial);
            Flush(partial);
            File.Move(partial, file, overwrite: false);
            await Console.Out.WriteLineAsync($"Backed up to {file}, {new FileInfo(file).Length:N0} bytes, and read back: {contents.Sentence}");
            if (new FileInfo(Path.Combine(Path.GetDirectoryName(source)!, "clicks.spool")) is { Exists: true, Length: > 0 } spool)
            {
                await Console.Out.WriteLineAsync($"Clicks are waiting in {spool.FullName}; they are not in the copy. They get into the database when it takes them again.");
            }

            return 0;
        }
        catch (System.Data.Common.DbException error)
        {
            throw new StartRefusedException($"The copy could not be made: {error.Message}", error);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    public static void Flush(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }
}
