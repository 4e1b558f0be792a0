using System.Globalization;
using CouponPortal.Data;
using Npgsql;

namespace CouponPortal.Hosting.Commands;

/// <summary>
/// <c>CopyTo__ConnectionString=… dotnet CouponPortal.dll copy-to-postgres</c>: moves a network from SQLite to an empty PostgreSQL database: all or nothing, each row compared.
/// </summary>
internal static class CopyCommand
{
    public const string Setting = "CopyTo:ConnectionString";

    public static async Task<int> RunAsync(Database source, IConfiguration settings)
    {
        if (source.SqliteFile is not { } file)
        {
            throw new StartRefusedException("copy-to-postgres copies from SQLite: run it with the settings of the portal as it is now (Database__Provider=sqlite), and name the new database in CopyTo__ConnectionString.");
        }

        if (settings[Setting] is not { Length: > 0 } text)
        {
            throw new StartRefusedException($"{Setting} is missing: the PostgreSQL database to copy to, e.g. Host=db;Database=portal;Username=portal;Password=….");
        }

        if (!File.Exists(file))
        {
            throw new StartRefusedException($"There is no database at {file}: nothing to copy. DataDirectory says where it is.");
        }

        await using var alone = DatabaseStart.Lock(file);
        try
        {
            await using var target = new Database(DatabaseProvider.Postgres, text);
            var tables = await new PostgresCopy(source, target).RunAsync(line => Console.Out.WriteLine(line), CancellationToken.None);
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"Copied and compared {tables.Count} tables, {tables.Sum(t => t.Rows):N0} rows. Start the portal with Database__Provider=postgres and the same connection string; keep {file} until you are content."));
            return 0;
        }
        catch (ArgumentException error) when (error is not ArgumentOutOfRangeException)
        {
            // Not the driver's message: it may repeat the password.
            throw new StartRefusedException($"{Setting} is not a connection string of PostgreSQL.");
        }
        catch (NpgsqlException error)
        {
            throw new StartRefusedException($"PostgreSQL: {error.Message} Nothing was copied.", error);
        }
    }
}
