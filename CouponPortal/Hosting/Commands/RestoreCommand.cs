using CouponPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Hosting.Commands;

/// <summary>
/// <c>dotnet CouponPortal.dll restore FILE</c>: puts a backup where the portal's SQLite database is to be. Never over a database that has something in it, never while a portal
/// runs on it; the copy is compared with the backup, table by table, before it gets its name.
/// </summary>
internal static class RestoreCommand
{
    public static async Task<int> RunAsync(Database database, string file)
    {
        if (database.SqliteFile is not { } target)
        {
            throw new StartRefusedException("restore is for SQLite. For PostgreSQL use pg_restore, as docs/operations.md says.");
        }

        if (!File.Exists(file))
        {
            throw new StartRefusedException($"There is no backup at {file}.");
        }

        await using var alone = DatabaseStart.Lock(target);
        if (new FileInfo(target) is { Exists: true, Length: > 0 } || File.Exists(target + "-wal"))
        {
            throw new StartRefusedException($"{target} is there already. Move it away first, with its -wal file: a restore replaces nothing.");
        }

        var contents = await SqliteCopyCheck.ReadAsync(file);
        await RefuseNewerAsync(database, file, contents);
        var partial = target + ".restored";
        try
        {
            await CopyAsync(file, partial);
            var copied = await SqliteCopyCheck.ReadAsync(partial);
            if (copied.Rows.Count != contents.Rows.Count || contents.Rows.Any(t => copied.Rows.GetValueOrDefault(t.Key, -1) != t.Value))
            {
                throw new StartRefusedException($"The copy of {file} has not the rows that the backup has. Nothing was changed.");
            }

            // The empty file of a start that got no further may be there.
            File.Move(partial, target, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }

        await Console.Out.WriteLineAsync($"Restored {file} to {target}: {contents.Sentence} Start the portal. What was erased after the backup is to be erased again (docs/operations.md).");
        return 0;
    }

    private static async Task RefuseNewerAsync(Database database, string file, SqliteContents contents)
    {
        await using var db = database.CreateDbContext();
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        if (contents.Migrations.FirstOrDefault(m => !known.Contains(m)) is { } newer)
        {
            throw new StartRefusedException($"{file} was made by a newer version of the portal (it has {newer}). Install that version first.");
        }
    }

    private static async Task CopyAsync(string from, string to)
    {
        File.Delete(to);
        await using (var source = File.OpenRead(from))
        await using (var copy = DatabaseStart.OwnersAlone(to))
        {
            await source.CopyToAsync(copy);
        }

        BackupCommand.Flush(to);
    }
}
