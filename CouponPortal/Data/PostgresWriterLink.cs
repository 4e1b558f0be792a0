using Npgsql;

namespace CouponPortal.Data;

/// <summary>
/// The event writer's own connection to PostgreSQL: with short limits on both ends. A server that hangs, or a network that swallows what is sent, must show within seconds;
/// the patience of other work is minutes.
/// </summary>
internal static class PostgresWriterLink
{
    private const int ConnectSeconds = 2;
    private const int CommandSeconds = 5;
    private const int CancelMilliseconds = 500;

    // The server's own limits end what the driver has given up. A group of 50,000 events takes half a second.
    private const string Limits = "SET statement_timeout = '4s'; SET lock_timeout = '2s'; SET idle_in_transaction_session_timeout = '10s'";

    public static string Of(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        Timeout = ConnectSeconds,
        CommandTimeout = CommandSeconds,
        CancellationTimeout = CancelMilliseconds,

        // One, held for good.
        Pooling = false,
    }.ToString();

    public static NpgsqlConnection Open(NpgsqlDataSource source)
    {
        var connection = source.OpenConnection();
        try
        {
            using var limits = new NpgsqlCommand(Limits, connection);
            limits.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
