using CouponPortal.Data;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake.Shops;

/// <summary>What a connection remembers from one delivery to the next, and how its deliveries went.</summary>
public sealed class ConnectionMemory(IDbContextFactory<PortalDbContext> contexts)
{
    private const int DeliveriesBetweenCleanings = 200;
    private const int MaxDetail = 500;

    public async Task<Connection?> FindAsync(ConnectionKind kind, string publicId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.PublicId == publicId && c.Kind == kind, cancel);
    }

    /// <returns>Null when there is no such fact.</returns>
    public async Task<string?> ValueAsync(int connectionId, ConnectionFactKind kind, string key, CancellationToken cancel) =>
        (await ValuesAsync(connectionId, kind, [key], cancel)).GetValueOrDefault(key);

    /// <summary>Everything of one kind that a connection remembers, by key.</summary>
    public async Task<Dictionary<string, string>> AllAsync(int connectionId, ConnectionFactKind kind, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.ConnectionFacts.AsNoTracking().Where(f => f.ConnectionId == connectionId && f.Kind == kind).ToDictionaryAsync(f => f.Key, f => f.Value, StringComparer.Ordinal, cancel);
    }

    /// <summary>Those of the keys that are known.</summary>
    public async Task<Dictionary<string, string>> ValuesAsync(int connectionId, ConnectionFactKind kind, IReadOnlyList<string> keys, CancellationToken cancel)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.ConnectionFacts.AsNoTracking().Where(f => f.ConnectionId == connectionId && f.Kind == kind && keys.Contains(f.Key))
            .ToDictionaryAsync(f => f.Key, f => f.Value, StringComparer.Ordinal, cancel);
    }

    /// <summary>Adds the fact, or gives it a new value.</summary>
    public async Task KeepAsync(int connectionId, ConnectionFactKind kind, string key, string value, DateTime now, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        try
        {
            if (await SetAsync(db, connectionId, kind, key, value, now, cancel) == 0)
            {
                db.ConnectionFacts.Add(new ConnectionFact { ConnectionId = connectionId, Kind = kind, Key = key, Value = value, At = now });
                await db.SaveChangesAsync(cancel);
            }
        }
        catch (DbUpdateException error) when (UniqueViolation.Is(error))
        {
            // The same delivery came twice in the same moment.
            await SetAsync(db, connectionId, kind, key, value, now, cancel);
        }
    }

    /// <summary>Deliveries that wait for a promotion code: the key that says which, and the document.</summary>
    public async Task<IReadOnlyList<ConnectionFact>> AwaitingAsync(int connectionId, string promotionId, CancellationToken cancel)
    {
        var first = promotionId + " ";
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.ConnectionFacts.AsNoTracking()
            .Where(f => f.ConnectionId == connectionId && f.Kind == ConnectionFactKind.AwaitsCode && f.Key.StartsWith(first))
            .OrderBy(f => f.Key).ToListAsync(cancel);
    }

    public async Task ForgetAsync(ConnectionFact fact, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.ConnectionFacts.Where(f => f.ConnectionId == fact.ConnectionId && f.Kind == fact.Kind && f.Key == fact.Key).ExecuteDeleteAsync(cancel);
    }

    /// <summary>Counts a delivery and keeps what became of it for the connection's page.</summary>
    /// <param name="shop">Learnt when none is known yet; null = nothing to learn.</param>
    public async Task NoteAsync(Connection connection, DateTime now, HitVerdict verdict, string? reason, string detail, long? conversionId, string? shop, CancellationToken cancel)
    {
        var (id, refused, text) = (connection.Id, verdict == HitVerdict.Refused ? 1 : 0, Domain.Excerpt.Of(StoredText.Clean(detail), MaxDetail));
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.Connections.Where(c => c.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.Deliveries, c => c.Deliveries + 1).SetProperty(c => c.Refused, c => c.Refused + refused)
                .SetProperty(c => c.LastDeliveryAt, now).SetProperty(c => c.LastVerdict, verdict).SetProperty(c => c.LastReason, reason)
                .SetProperty(c => c.LastDetail, text).SetProperty(c => c.LastConversionId, conversionId)
                .SetProperty(c => c.Shop, c => c.Shop ?? shop),
            cancel);
        if (connection.Deliveries % DeliveriesBetweenCleanings == DeliveriesBetweenCleanings - 1)
        {
            var oldest = now - ConnectionFact.DeliveriesKept;
            await db.ConnectionFacts.Where(f => f.ConnectionId == id && f.Kind == ConnectionFactKind.Delivery && f.At < oldest).ExecuteDeleteAsync(cancel);
        }
    }

    private static Task<int> SetAsync(PortalDbContext db, int connectionId, ConnectionFactKind kind, string key, string value, DateTime now, CancellationToken cancel) =>
        db.ConnectionFacts.Where(f => f.ConnectionId == connectionId && f.Kind == kind && f.Key == key)
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.Value, value).SetProperty(f => f.At, now), cancel);
}
