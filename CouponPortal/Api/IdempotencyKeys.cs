using System.Collections.Concurrent;
using CouponPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Api;

/// <summary>
/// Idempotency-Key of a POST: the key is reserved in the store first, then the request runs, then its answer is kept for 24 hours. While the process lives, one
/// key runs once, on however many nodes. A crash between the change and its kept answer leaves a reservation without an answer; after a minute a retry takes it
/// over and runs again, so there a unique key of the resource itself (a code, an id) has to stop the second one.
/// </summary>
internal sealed class IdempotencyKeys(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);
    public static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CleanEvery = TimeSpan.FromMinutes(10);

    // A long import of this process is not abandoned, however old its reservation is.
    private readonly ConcurrentDictionary<(int, string), byte> _running = new();
    private long _cleanedAt;

    /// <returns>What to do: run it (null), or what there is already: an answer, a run under way (status 0), or one for another request (other hash).</returns>
    public async Task<IdempotentAnswer?> ReserveAsync(int apiKeyId, string key, string requestHash, CancellationToken cancel)
    {
        await CleanAsync(cancel);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var known = await FindAsync(db, apiKeyId, key, cancel);
        if (known is not null && !MayTakeOver(known, requestHash, now))
        {
            return known;
        }

        if (known is not null)
        {
            // Of two that take over at once, the one whose DELETE finds the row goes on; the other meets the new reservation.
            await db.IdempotentAnswers.Where(a => a.ApiKeyId == apiKeyId && a.Key == key && a.CreatedAt == known.CreatedAt && a.Status == known.Status).ExecuteDeleteAsync(cancel);
        }

        db.IdempotentAnswers.Add(new IdempotentAnswer { ApiKeyId = apiKeyId, Key = key, RequestHash = requestHash, CreatedAt = now });
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException error) when (UniqueViolation.Is(error))
        {
            // The other request may be done already, and even have given its reservation back.
            return await FindAsync(db, apiKeyId, key, cancel) ?? new IdempotentAnswer { RequestHash = requestHash };
        }

        _running[(apiKeyId, key)] = 0;
        return null;
    }

    /// <summary>Keeps the answer for whoever sends the same again.</summary>
    public async Task KeepAsync(int apiKeyId, string key, int status, string answer)
    {
        await using var db = await contexts.CreateDbContextAsync();
        await db.IdempotentAnswers.Where(a => a.ApiKeyId == apiKeyId && a.Key == key)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, status).SetProperty(a => a.Body, answer));
        _running.TryRemove((apiKeyId, key), out _);
    }

    /// <summary>The request failed without an answer worth keeping: the next one with this key runs.</summary>
    public async Task GiveBackAsync(int apiKeyId, string key)
    {
        // First: whatever happens to the row, nothing runs any more, and the next one may take it over once it is abandoned.
        _running.TryRemove((apiKeyId, key), out _);
        await using var db = await contexts.CreateDbContextAsync();
        await db.IdempotentAnswers.Where(a => a.ApiKeyId == apiKeyId && a.Key == key && a.Status == 0).ExecuteDeleteAsync();
    }

    private static Task<IdempotentAnswer?> FindAsync(PortalDbContext db, int apiKeyId, string key, CancellationToken cancel) =>
        db.IdempotentAnswers.AsNoTracking().SingleOrDefaultAsync(a => a.ApiKeyId == apiKeyId && a.Key == key, cancel);

    private bool MayTakeOver(IdempotentAnswer known, string requestHash, DateTime now) =>
        now - known.CreatedAt >= Kept
        || (known.Status == 0 && known.RequestHash == requestHash && now - known.CreatedAt >= Abandoned && !_running.ContainsKey((known.ApiKeyId, known.Key)));

    private async Task CleanAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var last = Interlocked.Read(ref _cleanedAt);
        if (now.Ticks - last < CleanEvery.Ticks || Interlocked.CompareExchange(ref _cleanedAt, now.Ticks, last) != last)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var until = now - Kept;
        await db.IdempotentAnswers.Where(a => a.CreatedAt <= until).ExecuteDeleteAsync(cancel);
    }
}
