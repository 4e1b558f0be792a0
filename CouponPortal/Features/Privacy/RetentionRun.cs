using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Partners;
using CouponPortal.Domain.Privacy;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Privacy;

/// <summary>How many rows a run dealt with.</summary>
public sealed record RetentionCounts(int Clicks, int Requests, int ExportRuns, int Messages)
{
    public bool Any => this != new RetentionCounts(0, 0, 0, 0);
}

/// <summary>
/// Removes what is older than the network keeps it (<see cref="Retention"/>): clicks, the text of requests, logs of exports and postbacks. In bounded pieces, so that no
/// click or order waits for it; never a rollup, an order, or money. On several nodes each may run it: a piece that is gone is gone.
/// </summary>
public sealed class RetentionRun(Database database, TimeProvider time)
{
    private const int PieceRows = 1_000;

    public async Task<RetentionCounts> RunAsync(CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var now = time.GetUtcNow().UtcDateTime;
        var network = await db.NetworkStates.AsNoTracking().SingleAsync(n => n.Id == NetworkState.TheId, cancel);
        var counts = new RetentionCounts(
            Retention.Before(now, network.ClickDays) is { } clicks ? await RemoveClicksAsync(db, EventKey.First(clicks), cancel) : 0,
            Retention.Before(now, network.HitDays) is { } hits ? await BlankHitsAsync(db, network.HitsBlankedTo, EventKey.First(hits), cancel) : 0,
            Retention.Before(now, network.ExportDays) is { } exports ? await db.ExportRuns.Where(r => r.StartedAt < exports && r.FileUntil == null).ExecuteDeleteAsync(cancel) : 0,
            Retention.Before(now, network.ExportDays) is { } messages ? await RemoveMessagesAsync(db, EventKey.First(messages), cancel) : 0);
        if (counts.Any)
        {
            await TellAsync(db, counts, cancel);
        }

        return counts;
    }

    private async Task<int> RemoveClicksAsync(PortalDbContext db, long end, CancellationToken cancel)
    {
        // Said first: from now on nobody makes the rollups of these days anew from what is left of their rows.
        if (await db.Clicks.AnyAsync(c => c.Id < end, cancel))
        {
            await db.NetworkStates.Where(n => n.ClicksKeptFrom < end).ExecuteUpdateAsync(set => set.SetProperty(n => n.ClicksKeptFrom, end), cancel);
        }

        return await InPiecesAsync(
            0, end, (from, to) => db.Clicks.Where(c => c.Id >= from && c.Id < to).OrderBy(c => c.Id).Select(c => c.Id),
            (from, to) => db.Clicks.Where(c => c.Id >= from && c.Id < to).ExecuteDeleteAsync(cancel), cancel);
    }

    private async Task<int> BlankHitsAsync(PortalDbContext db, long start, long end, CancellationToken cancel)
    {
        var blanked = await InPiecesAsync(
            start, end, (from, to) => db.Hits.Where(h => h.Id >= from && h.Id < to).OrderBy(h => h.Id).Select(h => h.Id),
            (from, to) => db.Hits.Where(h => h.Id >= from && h.Id < to && (h.Raw != "" || h.RemoteIp != ""))
                .ExecuteUpdateAsync(set => set.SetProperty(h => h.Raw, "").SetProperty(h => h.RemoteIp, ""), cancel),
            cancel);
        await db.NetworkStates.Where(n => n.HitsBlankedTo < end).ExecuteUpdateAsync(set => set.SetProperty(n => n.HitsBlankedTo, end), cancel);
        return blanked;
    }

    private Task<int> RemoveMessagesAsync(PortalDbContext db, long end, CancellationToken cancel) => InPiecesAsync(
        0, end, (from, to) => db.PostbackMessages.Where(m => m.Id >= from && m.Id < to && m.State != PostbackMessageState.Waiting).OrderBy(m => m.Id).Select(m => m.Id),
        (from, to) => db.PostbackMessages.Where(m => m.Id >= from && m.Id < to && m.State != PostbackMessageState.Waiting).ExecuteDeleteAsync(cancel), cancel);

    /// <param name="ids">Of a range, ascending.</param>
    /// <param name="work">Deals with a range.</param>
    private async Task<int> InPiecesAsync(long start, long end, Func<long, long, IQueryable<long>> ids, Func<long, long, Task<int>> work, CancellationToken cancel)
    {
        var done = 0;
        for (var from = start; from < end;)
        {
            cancel.ThrowIfCancellationRequested();
            var next = await ids(from, end).Skip(PieceRows).FirstOrDefaultAsync(cancel);
            var to = next == 0 ? end : next;
            done += await InTurnAsync(() => work(from, to), cancel);
            from = to;
        }

        return done;
    }

    private async Task<int> InTurnAsync(Func<Task<int>> piece, CancellationToken cancel)
    {
        if (database.Provider != DatabaseProvider.Sqlite)
        {
            return await piece();
        }

        await database.SqliteQueue.BeginChunkAsync(cancel);
        try
        {
            return await piece();
        }
        finally
        {
            database.SqliteQueue.EndChunk(1024 * 1024);
        }
    }

    private static async Task TellAsync(PortalDbContext db, RetentionCounts counts, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        db.Note(new AuditNote(AuditAct.Erased, AuditNotes.PersonalData, "retention", "Kept long enough", [
            Count("clicks", counts.Clicks), Count("requests", counts.Requests), Count("export_runs", counts.ExportRuns), Count("partner_messages", counts.Messages),
        ]));
        await transaction.CommitAsync(cancel);

        static AuditChange Count(string field, int count) => new(field, count.ToString(CultureInfo.InvariantCulture), null);
    }
}
