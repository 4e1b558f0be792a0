using CouponPortal.Domain;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data;

/// <summary>Saves one row and tells what stood in the way, the same for every use case.</summary>
public static class Saving
{
    /// <summary>The refusal of a save that began from an older version of the row.</summary>
    public static Outcome<T> Stale<T>() =>
        new Outcome<T>.Conflict("stale", "Somebody saved this meanwhile. Your entries are kept here; reload to see theirs.");

    /// <param name="row">What is answered when all went well.</param>
    /// <param name="taken">The answer when another row has the same unique values.</param>
    public static async Task<Outcome<T>> SaveAsync<T>(
        this PortalDbContext db, T row, IReadOnlyList<string> notices, Func<Outcome<T>> taken, CancellationToken cancel)
    {
        try
        {
            await db.SaveChangesAsync(cancel);
            return Outcome.Done(row, notices);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Stale<T>();
        }
        catch (DbUpdateException error) when (UniqueViolation.Is(error))
        {
            return taken();
        }
    }

    /// <summary>Inserts <paramref name="row"/>; with an id of the caller's choice the table's next id is moved above it.</summary>
    public static async Task<Outcome<T>> InsertAsync<T>(
        this PortalDbContext db, T row, string table, bool chosenId, IReadOnlyList<string> notices, Func<Outcome<T>> taken, CancellationToken cancel)
        where T : class
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        db.Add(row);
        var outcome = await db.SaveAsync(row, notices, taken, cancel);
        if (outcome is Outcome<T>.Done)
        {
            if (chosenId)
            {
                await db.RaiseIdsAsync(table, cancel);
            }

            await transaction.CommitAsync(cancel);
        }

        return outcome;
    }
}
