using Npgsql;

namespace CouponPortal.Data.Catalog;

/// <summary>
/// Hears PostgreSQL's notices of other nodes' saves, so that a coupon edited there works by the new rule here within a moment. A notice that is lost costs the time until
/// <see cref="CatalogFollower"/> looks.
/// </summary>
public sealed class CatalogListener(Database database, Catalog catalog, ILogger<CatalogListener> log) : BackgroundService
{
    /// <summary>Sent in the transaction that changes the catalog: PostgreSQL passes it on when that is committed.</summary>
    internal const string Channel = "couponportal_catalog";

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (database.Provider == DatabaseProvider.Postgres && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(error, "The catalog's notices cannot be heard; until they are, changes of other nodes are noticed every two seconds.");
                await Task.Delay(Again, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenPostgresAsync();
        await using (var listen = new NpgsqlCommand("LISTEN " + Channel, connection))
        {
            await listen.ExecuteNonQueryAsync(cancel);
        }

        // What was said before this was not heard.
        await catalog.FollowAsync(cancel);
        while (true)
        {
            if (await connection.WaitAsync(Quiet, cancel))
            {
                await catalog.FollowAsync(cancel);
            }
            else
            {
                // A connection that a network has swallowed would wait for ever.
                await using var alive = new NpgsqlCommand("SELECT 1", connection);
                await alive.ExecuteScalarAsync(cancel);
            }
        }
    }
}
