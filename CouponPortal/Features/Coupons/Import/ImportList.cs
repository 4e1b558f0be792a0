using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Features.Coupons.Import.Columns;
using CouponPortal.Features.Coupons.Import.Files;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>An import as its page and the API show it.</summary>
/// <param name="ColumnFaults">Why its rows cannot be judged yet.</param>
/// <param name="HasRows">Whether its rows can still be looked at; a day after its end they are gone.</param>
public sealed record ImportView(CouponBatch Batch, string AdvertiserName, ImportSettings Settings, IReadOnlyList<FileFault> ColumnFaults, bool HasRows)
{
    public bool NeedsColumns => Batch.State == CouponBatchState.Reading && ColumnFaults.Count > 0;
}

/// <param name="Kind">Null until it is judged.</param>
/// <param name="CouponId">Of a created row once the import is applied.</param>
/// <param name="IsTakenBack">The import is applied, but this row's coupon was removed or has its former state back.</param>
public sealed record ImportRowView(int Line, IReadOnlyList<string> Cells, EntryOutcome? Kind, RowDetail Detail, int? CouponId, bool IsTakenBack = false);

/// <summary>Imports and their rows, for those who see the advertiser as staff.</summary>
public sealed class ImportList(IDbContextFactory<PortalDbContext> contexts, ImportFolder folder)
{
    /// <returns>Null for a missing or foreign import, and for a batch that came from no file.</returns>
    public async Task<ImportView?> OneAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await db.CouponBatches.AsNoTracking().VisibleTo(actor).Where(b => b.Id == id && (b.Kind == CouponBatchKind.Add || b.Kind == CouponBatchKind.Update))
            .Join(db.Advertisers, b => b.AdvertiserId, a => a.Id, (b, a) => new { Batch = b, a.Name }).SingleOrDefaultAsync(cancel);
        if (found is null || ImportSettings.Parse(found.Batch.Settings) is not { } settings)
        {
            return null;
        }

        var faults = settings.Match.Faults(found.Batch.Kind, settings.OfferId is not null);
        return new(found.Batch, found.Name, settings, faults, folder.HasBench(id));
    }

    /// <param name="kind">Null: all.</param>
    public Task<IReadOnlyList<ImportRowView>> PageAsync(ImportView import, EntryOutcome? kind, int skip, int take, CancellationToken cancel = default) =>
        ReadAsync(import, bench => bench.Page(kind, skip, take), cancel);

    /// <summary>Rows after a line, in the file's order.</summary>
    public async Task<Slice<ImportRowView>> SliceAsync(ImportView import, EntryOutcome? kind, long? after, int limit, CancellationToken cancel = default)
    {
        var rows = await ReadAsync(import, bench => bench.After(kind, (int)Math.Clamp(after ?? 0, 0, int.MaxValue), limit + 1), cancel);
        return rows.Count > limit ? new([.. rows.Take(limit)], rows[limit - 1].Line) : new(rows, null);
    }

    /// <summary>Rows of the kinds in their order, until there are enough.</summary>
    public async Task<IReadOnlyList<ImportRowView>> FirstAsync(ImportView import, IReadOnlyList<EntryOutcome> kinds, int most, CancellationToken cancel = default)
    {
        var rows = new List<ImportRowView>();
        foreach (var kind in kinds)
        {
            rows.AddRange(rows.Count < most ? await PageAsync(import, kind, 0, most - rows.Count, cancel) : []);
        }

        return rows;
    }

    private async Task<IReadOnlyList<ImportRowView>> ReadAsync(ImportView import, Func<Workbench, IReadOnlyList<WorkbenchRow>> read, CancellationToken cancel)
    {
        if (!import.HasRows)
        {
            return [];
        }

        using var bench = Workbench.Open(folder.BenchOf(import.Batch.Id), import.Settings.Columns.Count);
        var rows = read(bench).Select(r => View(r, import)).ToList();
        return import.Batch.State == CouponBatchState.Applied ? await AppliedAsync(import, rows, cancel) : rows;
    }

    private static ImportRowView View(WorkbenchRow row, ImportView import)
    {
        // Rows without a verdict are plain new coupons once the import was judged.
        var kind = row.Kind ?? (import.Batch.State == CouponBatchState.Reading ? null : EntryOutcome.Created);
        var detail = RowDetail.Parse(row.Detail);
        return new(row.Line, row.Cells, kind, detail, kind == EntryOutcome.Created ? null : detail.CouponId);
    }

    private async Task<IReadOnlyList<ImportRowView>> AppliedAsync(ImportView import, List<ImportRowView> rows, CancellationToken cancel)
    {
        var match = import.Settings.Match;
        var codes = rows.Where(r => r.Kind == EntryOutcome.Created).Select(r => CodeOf(r, match)).Distinct(StringComparer.Ordinal).ToArray();
        var changed = rows.Where(r => r.Kind == EntryOutcome.Updated).Select(r => r.CouponId).OfType<int>().ToArray();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = codes.Length == 0 ? [] : await db.Coupons.Where(c => c.AdvertiserId == import.Batch.AdvertiserId && codes.Contains(c.NormalCode) && c.BatchId == import.Batch.Id)
            .Select(c => new { c.Id, c.NormalCode, c.OfferId }).ToListAsync(cancel);
        var created = found.ToLookup(c => c.NormalCode, c => (c.Id, c.OfferId), StringComparer.Ordinal);
        var kept = changed.Length == 0 ? [] : await db.CouponBatchRows.Where(r => r.BatchId == import.Batch.Id && changed.Contains(r.CouponId)).Select(r => r.CouponId).ToListAsync(cancel);
        return rows.ConvertAll(row => row.Kind switch
        {
            EntryOutcome.Created => CouponOf(row, import, created) is { } id ? row with { CouponId = id } : row with { IsTakenBack = true },
            EntryOutcome.Updated => row with { IsTakenBack = !kept.Contains(row.CouponId ?? 0) },
            _ => row,
        });
    }

    private static int? CouponOf(ImportRowView row, ImportView import, ILookup<string, (int Id, int OfferId)> created)
    {
        var match = import.Settings.Match;
        var ofCode = created[CodeOf(row, match)].ToList();
        var offer = match.IndexOf(ImportField.OfferId) is { } index && int.TryParse(row.Cells[index].Trim(), out var id) ? id : import.Settings.OfferId;
        return ofCode.Where(c => c.OfferId == offer).Select(c => (int?)c.Id).FirstOrDefault();
    }

    private static string CodeOf(ImportRowView row, ColumnMatch match) => match.IndexOf(ImportField.CouponCode) is { } index ? Workbench.SortKey(row.Cells[index]) : "";
}
