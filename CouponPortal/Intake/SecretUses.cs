using System.Collections.Concurrent;
using System.Data.Common;
using CouponPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake;

/// <summary>
/// Remembers when each secret of an advertiser last admitted a request: whoever rotates a key sees whether the shop has changed over. Written once a minute
/// at most, and past the catalog, which need not be read again for it.
/// </summary>
public sealed class SecretUses(IDbContextFactory<PortalDbContext> contexts, ILogger<SecretUses>? log = null)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(int Advertiser, SecretUsed Secret), DateTime> _written = new();

    /// <summary>Never fails: an order does not depend on it.</summary>
    public async Task NoteAsync(int advertiserId, SecretUsed secret, DateTime at)
    {
        var key = (advertiserId, secret);
        if (secret == SecretUsed.None || (_written.TryGetValue(key, out var last) && at - last < Every))
        {
            return;
        }

        _written[key] = at;
        try
        {
            await using var db = await contexts.CreateDbContextAsync();
            var row = db.Advertisers.Where(a => a.Id == advertiserId);
            _ = secret == SecretUsed.Present
                ? await row.ExecuteUpdateAsync(set => set.SetProperty(a => a.SecretUsedAt, at))
                : await row.ExecuteUpdateAsync(set => set.SetProperty(a => a.PreviousSecretUsedAt, at));
        }
        catch (DbException error)
        {
            log?.LogWarning(error, "When a key of advertiser {Advertiser} was last used could not be noted.", advertiserId);
        }
    }
}
