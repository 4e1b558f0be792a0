using System.Runtime.CompilerServices;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views.Files;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Export;

/// <summary>Coupons as files, as many as there are: read and written a chunk at a time. Staff only, like every list of coupons; internal notes are among the columns.</summary>
public sealed class CouponExport(IDbContextFactory<PortalDbContext> contexts, Catalog catalog, TimeProvider time)
{
    /// <summary>Ids that an address can carry; whoever wants more has a filter for it.</summary>
    public const int MostIds = 500;

    private const int Chunk = 2_000;

    /// <returns>The rows by id; refused where an xlsx sheet could not hold them.</returns>
    public async Task<Outcome<IAsyncEnumerable<ExportedCoupon>>> PrepareAsync(Actor actor, CouponFilter filter, ExportFormat format, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (format == ExportFormat.Xlsx)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            using var match = await CouponMatch.OfAsync(db, catalog, actor, filter, now, cancel);
            if (match.Count > XlsxBook.MostRows)
            {
                return new Outcome<IAsyncEnumerable<ExportedCoupon>>.Conflict(
                    "too_many_rows", $"A sheet of Excel ends after {XlsxBook.MostRows + 1:N0} rows, and these are more coupons. Download them as CSV, or narrow the list.");
            }
        }

        return Outcome.Done(RowsAsync(actor, filter, now, cancel));
    }

    /// <summary>A file's name: what and when.</summary>
    public string FileName(ExportFormat format) => $"coupons-{time.GetUtcNow():yyyy-MM-dd}.{SnakeCase.Of(format)}";

    public static Task WriteAsync(ExportFormat format, Stream stream, IAsyncEnumerable<ExportedCoupon> rows, CancellationToken cancel) =>
        ExportFile.WriteAsync(format, stream, "Coupons", ExportedCoupon.Columns, rows.Select(r => r.Cells), cancel);

    private async IAsyncEnumerable<ExportedCoupon> RowsAsync(Actor actor, CouponFilter filter, DateTime now, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var match = await CouponMatch.OfAsync(db, catalog, actor, filter, now, cancel);
        foreach (var part in match.Ids.Chunk(Chunk))
        {
            var rows = await db.Coupons.VisibleTo(actor).Where(c => part.Contains(c.Id)).OrderBy(c => c.Id)
                .Select(c => new { c.Id, c.OfferId, c.Code, c.Status, c.Visibility, c.OwnerId, c.StartDate, c.EndDate, c.Description, c.IsDescriptionPlainText, c.InternalNote })
                .ToListAsync(cancel);
            var (from, to) = (part[0], part[^1]);
            var lists = (await db.CouponPartners.AsNoTracking().Where(p => p.CouponId >= from && p.CouponId <= to).ToListAsync(cancel)).ToLookup(p => p.CouponId, p => p.PartnerId);
            foreach (var c in rows)
            {
                IReadOnlyList<int> partners = c.OwnerId is { } owner ? [owner] : [.. lists[c.Id].Order()];
                yield return new(c.Id, c.OfferId, c.Code, c.Status, c.Visibility, partners, c.StartDate, c.EndDate, c.Description, c.IsDescriptionPlainText, c.InternalNote);
            }
        }
    }
}
