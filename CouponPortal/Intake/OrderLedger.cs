using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake;

/// <summary>
/// What happens to an order after it was stored: positions, newer states, reversals, verdicts. Each is one transaction that holds the order's row, brings its
/// figures in line with all that is known of it (<see cref="Ledger"/>), and writes an entry of its life. New orders themselves go through the event writer.
/// </summary>
public sealed class OrderLedger(IDbContextFactory<PortalDbContext> contexts, WaitingCorrections waiting, Catalog catalog, EventKey keys, TimeProvider time)
{
    private const int Round = 500;
    private const string Differs = "differs";

    /// <summary>Changes one conversion; the change is kept when it changed a figure, the status or the partner.</summary>
    /// <param name="by">A person's name or a door.</param>
    /// <param name="work">Changes the row and its children; returns a stable code of what came of it. The figures are settled afterwards.</param>
    public async Task<LedgerReceipt> ChangeAsync(
        long id, ConversionChangeKind kind, string by, Hit? hit, Func<PortalDbContext, Conversion, Task<string>> work, string note = "", CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var receipt = await ChangeAsync(db, id, kind, by, hit?.Id, work, note, cancel);
        if (hit is not null)
        {
            var verdict = receipt.Effect == LedgerReceipt.Duplicate ? HitVerdict.Duplicate : HitVerdict.Accepted;
            await db.Hits.Where(h => h.Id == hit.Id).ExecuteUpdateAsync(
                set => set.SetProperty(h => h.Verdict, verdict).SetProperty(h => h.Reason, receipt.Effect).SetProperty(h => h.ConversionId, id), cancel);
        }

        await transaction.CommitAsync(cancel);
        return receipt;
    }

    /// <summary>The same change to several conversions in one transaction; each keeps its own entry, or none.</summary>
    /// <returns>In the order of the keys, which is the order of the locks.</returns>
    public async Task<IReadOnlyList<LedgerReceipt>> ChangeManyAsync(
        IReadOnlyCollection<long> ids, ConversionChangeKind kind, string by, Func<Conversion, string> work, string note, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var receipts = new List<LedgerReceipt>(ids.Count);
        foreach (var id in ids.Order())
        {
            receipts.Add(await ChangeAsync(db, id, kind, by, null, (_, row) => Task.FromResult(work(row)), note, cancel));
            db.ChangeTracker.Clear();
        }

        await transaction.CommitAsync(cancel);
        return receipts;
    }

    /// <summary>Adds a correction and applies it, or keeps it for the order that has not come yet. The hit is stored with it.</summary>
    /// <param name="by">A person's name; null = the door.</param>
    public async Task<LedgerReceipt> CorrectAsync(Correction correction, Hit hit, CancellationToken cancel, string? by = null, string note = "")
    {
        try
        {
            return await TryCorrectAsync(correction, hit, by, note, cancel);
        }
        catch (DbUpdateException error) when (UniqueViolation.Is(error))
        {
            // The same one came twice in the same moment; now the first is there.
            return await TryCorrectAsync(correction, hit, by, note, cancel);
        }
    }

    /// <summary>Applies what was said of an order before it came.</summary>
    /// <returns>Null when there was nothing.</returns>
    public async Task<LedgerReceipt?> ApplyWaitingAsync(long conversionId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.LockConversionAsync(conversionId, cancel);
        var row = await db.Conversions.AsNoTracking().SingleAsync(c => c.Id == conversionId, cancel);
        string[] targets = [.. WaitingCorrections.TargetsOf(row)];
        var found = await db.Corrections.Where(c => c.AdvertiserId == row.AdvertiserId && c.Event == row.Event && targets.Contains(c.Target) && c.ConversionId == null)
            .OrderBy(c => c.Id).ToListAsync(cancel);
        LedgerReceipt? receipt = null;

        // The last word last: what comes of it is the answer.
        foreach (var correction in found.OrderBy(c => c.Place))
        {
            receipt = await ApplyAsync(db, correction, row.Id, cancel);
        }

        await transaction.CommitAsync(cancel);
        found.ForEach(waiting.Remove);
        return receipt;
    }

    /// <summary>Whose order it is; null when there is none of that key.</summary>
    public async Task<int?> AdvertiserOfAsync(long conversionId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Conversions.Where(c => c.Id == conversionId).Select(c => (int?)c.AdvertiserId).SingleOrDefaultAsync(cancel);
    }

    /// <summary>Applies corrections whose order has come meanwhile; the rest goes on waiting.</summary>
    public async Task ApplyArrivedAsync(CancellationToken cancel)
    {
        long after = 0;
        List<Correction> round;
        do
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            round = await db.Corrections.AsNoTracking().Where(c => c.ConversionId == null && c.Id > after).OrderBy(c => c.Id).Take(Round).ToListAsync(cancel);
            foreach (var correction in round)
            {
                waiting.Add(correction);
                if (await FindAsync(db, correction, cancel) is { } conversion)
                {
                    await ApplyWaitingAsync(conversion, cancel);
                }

                after = correction.Id;
            }
        }
        while (round.Count == Round);
    }

    private async Task<LedgerReceipt> TryCorrectAsync(Correction correction, Hit hit, string? by, string note, CancellationToken cancel)
    {
        // Before the order is looked for: one that is stored right after the look finds it here.
        waiting.Add(correction);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var receipt = await AddAsync(db, correction, by, note, cancel);

        // A repeat that differs is found by its reason.
        var reason = hit.Reason == Differs ? Differs : receipt.Effect;
        (hit.Verdict, hit.Reason, hit.ConversionId) = (receipt.Effect == LedgerReceipt.Duplicate ? HitVerdict.Duplicate : HitVerdict.Accepted, reason, receipt.Row?.Id);
        db.Entry(hit).State = hit.IsReplayed ? EntityState.Modified : EntityState.Added;
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        if (receipt.Row is not null)
        {
            waiting.Remove(correction);
            return receipt;
        }

        // The order may have been stored between the look and the commit, and not have seen the correction.
        return await FindAsync(db, correction, cancel) is { } late && await ApplyWaitingAsync(late, cancel) is { } applied ? applied : receipt;
    }

    private async Task<LedgerReceipt> AddAsync(PortalDbContext db, Correction correction, string? by, string note, CancellationToken cancel)
    {
        var (advertiser, name, target, kind, key) = (correction.AdvertiserId, correction.Event, correction.Target, correction.Kind, correction.Key);
        var first = await db.Corrections.AsNoTracking()
            .SingleOrDefaultAsync(c => c.AdvertiserId == advertiser && c.Event == name && c.Target == target && c.Kind == kind && c.Key == key, cancel)
            ?? await StatusDecisions.RepeatedAsync(db, correction, cancel);
        if (first is not null)
        {
            return new(LedgerReceipt.Duplicate, first.ConversionId is { } known ? await db.Conversions.AsNoTracking().SingleAsync(c => c.Id == known, cancel) : null);
        }

        db.Corrections.Add(correction);
        await db.SaveChangesAsync(cancel);
        return await FindAsync(db, correction, cancel) is { } id ? await ApplyAsync(db, correction, id, cancel, by, note) : new(LedgerReceipt.WaitsForOrder, null);
    }

    private Task<LedgerReceipt> ApplyAsync(PortalDbContext db, Correction correction, long id, CancellationToken cancel, string? by = null, string note = "")
    {
        var kind = correction.Kind == CorrectionKind.Reversal ? ConversionChangeKind.Reversal : ConversionChangeKind.Status;
        return ChangeAsync(db, id, kind, by ?? correction.Door, correction.HitId, (inside, row) => EffectAsync(inside, row), note, cancel);

        async Task<string> EffectAsync(PortalDbContext inside, Conversion row)
        {
            correction.ConversionId = id;
            if (correction.Kind == CorrectionKind.Status)
            {
                return await StatusDecisions.ApplyAsync(inside, row, correction);
            }

            if (correction.AmountText is { } text)
            {
                var amount = MoneyReading.Parse(text, Currencies.Exponent(row.Currency));
                if (!amount.Ok || (correction.Currency is { } sent && sent != row.Currency))
                {
                    // Nobody can take euros from an order in dollars: it is kept, counts for nothing, and staff sees the flag.
                    row.Flags |= ConversionFlags.Differs;
                    return "currency_mismatch";
                }

                correction.Amount = amount.Minor;
            }

            return correction.IsWhole ? "reversed" : "partly_reversed";
        }
    }

    private async Task<LedgerReceipt> ChangeAsync(
        PortalDbContext db, long id, ConversionChangeKind kind, string by, long? hitId, Func<PortalDbContext, Conversion, Task<string>> work, string note, CancellationToken cancel)
    {
        await db.LockConversionAsync(id, cancel);
        var row = await db.Conversions.SingleAsync(c => c.Id == id, cancel);
        var change = ConversionChange.Begin(row, kind, time.GetUtcNow().UtcDateTime, by, hitId, note);
        var effect = await work(db, row);
        await db.SaveChangesAsync(cancel);
        Ledger.Settle(row, await db.Corrections.AsNoTracking().Where(c => c.ConversionId == id && c.Kind == CorrectionKind.Reversal).ToListAsync(cancel));
        if (effect != LedgerReceipt.Stale && change.Complete(row).HasEffect)
        {
            var snapshot = catalog.Current;
            db.ConversionChanges.Add(change);
            db.PostbackMessages.AddRange(Outbox.ForChange(row, change, snapshot.PostbacksOf(row.PartnerId), snapshot.Ids, keys, change.At));
        }

        await db.SaveChangesAsync(cancel);
        return new(effect, row);
    }

    private static async Task<long?> FindAsync(PortalDbContext db, Correction correction, CancellationToken cancel)
    {
        var (advertiser, name, target) = (correction.AdvertiserId, correction.Event, correction.Target);
        var orders = db.Conversions.Where(c => c.AdvertiserId == advertiser && c.Event == name);
        if (target.StartsWith("i:", StringComparison.Ordinal))
        {
            var id = Correction.KeyOf(target);
            return await db.Conversions.Where(c => c.AdvertiserId == advertiser && c.Id == id).Select(c => (long?)c.Id).SingleOrDefaultAsync(cancel);
        }

        var found = await orders.Where(c => c.OrderKey == target).Select(c => (long?)c.Id).SingleOrDefaultAsync(cancel);
        if (found is not null || !target.StartsWith("c:", StringComparison.Ordinal))
        {
            var test = OrderKey.TestPrefix + target;
            return found ?? await orders.Where(c => c.OrderKey == test).Select(c => (long?)c.Id).SingleOrDefaultAsync(cancel);
        }

        // An order with an id of its own is not keyed by its click. Of several by one click the newest is meant.
        var click = Correction.KeyOf(target);
        return await orders.Where(c => c.ClickId == click).OrderByDescending(c => c.Id).Select(c => (long?)c.Id).FirstOrDefaultAsync(cancel);
    }
}

/// <summary>What became of something that was said about an order.</summary>
/// <param name="Effect">Stable, snake_case.</param>
/// <param name="Row">The order as it stands now; null while it has not come.</param>
public sealed record LedgerReceipt(string Effect, Conversion? Row)
{
    public const string Duplicate = "duplicate";
    public const string Stale = "stale";
    public const string WaitsForOrder = "waits_for_order";
}
