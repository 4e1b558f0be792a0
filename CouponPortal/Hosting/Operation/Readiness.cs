using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;

namespace CouponPortal.Hosting.Operation;

/// <summary>
/// What a load balancer and a service manager ask. The answers name what is wrong in fixed words: no address, no version, no message of an engine. Ready means that orders and
/// clicks can be stored; the doors answer visitors also while the store is down, so a balancer of redirects asks for them alone.
/// </summary>
internal sealed class Readiness(DatabaseStart start, Catalog catalog, Drain drain, Database database, IServiceProvider services)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.Map("/healthz/live", (HttpContext http) => WriteAsync(http, [])).AllowAnonymous().ExcludeFromDescription();
        app.Map("/healthz/ready", async (HttpContext http, Readiness readiness) => await WriteAsync(http, await readiness.FaultsAsync(http.RequestAborted))).AllowAnonymous().ExcludeFromDescription();
        app.Map("/healthz/doors", (HttpContext http, Readiness readiness) => WriteAsync(http, readiness.OfDoors())).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Empty = send work.</summary>
    public async Task<IReadOnlyList<(string Check, string Fault)>> FaultsAsync(CancellationToken cancel)
    {
        var faults = OfDoors();
        if (start.Done)
        {
            // Asked for here and not taken at the start: the writer needs the prepared database.
            var writer = services.GetRequiredService<EventWriter>();
            if (writer.Outage is not null)
            {
                faults.Add(("store", "Orders and clicks cannot be stored. Clicks are kept on disk, orders are answered 503."));
            }
            else if (!await AnswersAsync(cancel))
            {
                faults.Add(("store", "The database does not answer."));
            }

            if (services.GetRequiredService<ClickSpool>().IsRefusing)
            {
                faults.Add(("spool", "Clicks can neither be stored nor kept on disk."));
            }
        }

        return faults;
    }

    private List<(string Check, string Fault)> OfDoors()
    {
        var faults = new List<(string, string)>();
        if (!start.Done)
        {
            faults.Add(("database", "The database is being prepared."));
        }

        if (!catalog.IsLoaded)
        {
            faults.Add(("catalog", "Codes, offers and rules are not loaded yet."));
        }

        if (drain.IsDraining)
        {
            faults.Add(("draining", "This process is about to stop."));
        }

        return faults;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            await AskAsync(limit.Token).WaitAsync(Patience, cancel);
            return true;
        }
        catch (Exception error) when (error is System.Data.Common.DbException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task AskAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1";
        await command.ExecuteScalarAsync(cancel);
    }

    private static Task WriteAsync(HttpContext http, IReadOnlyList<(string Check, string Fault)> faults)
    {
        http.Response.StatusCode = faults.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = "application/json; charset=utf-8";
        return JsonSerializer.SerializeAsync(
            http.Response.Body,
            new { status = faults.Count == 0 ? "ok" : "unavailable", faults = faults.ToDictionary(f => f.Check, f => f.Fault, StringComparer.Ordinal) },
            cancellationToken: http.RequestAborted);
    }
}
