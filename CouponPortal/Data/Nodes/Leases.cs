using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Nodes;

/// <summary>
/// Work that one node alone is to do for a time. Taken by one UPDATE whose condition is that nobody has it, so of two that ask together one gets it. On SQLite, which serves one
/// process, everybody who asks has it.
/// </summary>
public sealed class Leases(Database database, int node, TimeProvider time)
{
    /// <param name="length">Nobody else gets it for so long, also when this process dies.</param>
    /// <returns>The lease's number, larger each time; null when another node has it.</returns>
    public async Task<long?> TryTakeAsync(string name, TimeSpan length, CancellationToken cancel)
    {
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            return 1;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var until = now + length;
        await using var db = database.CreateDbContext();
        await db.Database.ExecuteSqlAsync($"INSERT INTO leases (name, node, until, fence) VALUES ({name}, {node}, 0, 0) ON CONFLICT (name) DO NOTHING", cancel);
        var taken = await db.Leases.Where(l => l.Name == name && l.Until <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.Node, node).SetProperty(l => l.Until, until).SetProperty(l => l.Fence, l => l.Fence + 1), cancel);
        return taken == 1 ? await db.Leases.Where(l => l.Name == name && l.Node == node && l.Until == until).Select(l => (long?)l.Fence).SingleOrDefaultAsync(cancel) : null;
    }

    /// <summary>Whether the lease is still the one that was taken: look before anything that must not be done twice.</summary>
    public async Task<bool> IsHeldAsync(string name, long fence, CancellationToken cancel)
    {
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            return true;
        }

        var now = time.GetUtcNow().UtcDateTime;
        await using var db = database.CreateDbContext();
        return await db.Leases.AnyAsync(l => l.Name == name && l.Fence == fence && l.Until > now, cancel);
    }
}
