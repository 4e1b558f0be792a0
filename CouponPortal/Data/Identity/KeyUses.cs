using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Identity;

/// <summary>
/// Remembers when each API key was last used, to the minute. Written once a minute at most, beside the request and never in its way: whoever cleans up sees which keys
/// nobody needs.
/// </summary>
public sealed class KeyUses(IDbContextFactory<PortalDbContext> contexts, ILogger<KeyUses>? log = null)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<int, DateTime> _written = new();

    /// <summary>The last write that was begun; tests wait for it.</summary>
    public Task Writing { get; private set; } = Task.CompletedTask;

    public void Note(int keyId, DateTime at)
    {
        if (_written.TryGetValue(keyId, out var last) && at - last < Every)
        {
            return;
        }

        _written[keyId] = at;
        Writing = Task.Run(() => WriteAsync(keyId, at));
    }

    private async Task WriteAsync(int keyId, DateTime at)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync();

            // Past SaveChanges: a use is no change of the key, and the audit log would tell of little else.
            await db.ApiKeys.Where(k => k.Id == keyId && (k.LastUsedAt == null || k.LastUsedAt < at)).ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, at));
        }
        catch (Exception error) when (error is DbException or InvalidOperationException or ObjectDisposedException)
        {
            log?.LogWarning(error, "When API key {Key} was last used could not be noted.", keyId);
        }
    }
}
