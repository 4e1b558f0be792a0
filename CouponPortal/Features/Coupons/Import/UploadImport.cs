using System.Security.Cryptography;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Import.Columns;
using CouponPortal.Features.Coupons.Import.Files;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Import;

/// <param name="AdvertiserId">Null: the one that the file's offers or coupons belong to.</param>
/// <param name="OfferId">The offer of rows that name none.</param>
/// <param name="AsksColumns">Columns that are unknown or missing are left to a person instead of refusing the file.</param>
/// <param name="IgnoresUnknown">Columns of unknown names are not used.</param>
public sealed record UploadOrder(CouponBatchKind Mode, int? AdvertiserId = null, int? OfferId = null, bool AsWindows1252 = false, bool AsksColumns = false, bool IgnoresUnknown = false);

/// <summary>An import whose rows wait to be judged, or what is wrong with the file. A refused file leaves nothing behind.</summary>
/// <param name="NeedsColumns">Somebody must say first what the columns are.</param>
public sealed record UploadTaken(CouponBatch? Batch, IReadOnlyList<FileFault> Faults, bool NeedsColumns = false);

/// <summary>Takes a CSV file: reads it strictly into a workbench of its own and makes the import. Judging its rows comes after.</summary>
public sealed class UploadImport(IDbContextFactory<PortalDbContext> contexts, ImportFolder folder, ImportAdvertiser advertisers, TimeProvider time)
{
    private static readonly TimeSpan SameUpload = TimeSpan.FromMinutes(10);

    /// <param name="path">The uploaded file; it is consumed.</param>
    public async Task<Outcome<UploadTaken>> TakeAsync(Actor actor, UploadOrder order, string path, string fileName, CancellationToken cancel = default)
    {
        if (!actor.ManagesSome)
        {
            return new Outcome<UploadTaken>.Forbidden(SaveCoupon.ReadOnlySentence);
        }

        var bench = path + ".db";
        try
        {
            var known = await advertisers.OfOrderAsync(actor, order, cancel);
            return known is Outcome<int?>.Done found ? await ReadAsync(actor, order with { AdvertiserId = found.Value }, path, bench, fileName, cancel) : Refusal(known);
        }
        catch (FileFaultException error)
        {
            return Outcome.Done(new UploadTaken(null, [error.Fault]));
        }
        finally
        {
            ImportFolder.Remove(path);
            ImportFolder.Remove(bench);
        }
    }

    private async Task<Outcome<UploadTaken>> ReadAsync(Actor actor, UploadOrder order, string path, string benchPath, string fileName, CancellationToken cancel)
    {
        var encoding = await FileText.MakeUtf8Async(path, order.AsWindows1252, cancel);
        var header = FileHeader.Read(path);
        var match = ColumnMatch.Of(header.Names);
        if (order.IgnoresUnknown)
        {
            match = match with { Columns = [.. match.Columns.Select(c => c.Fit == ColumnFit.Unknown ? c with { Fit = ColumnFit.Unused } : c)] };
        }

        if (order.AsksColumns && order.AdvertiserId is { } advertiser)
        {
            match = await RememberedAsync(advertiser, order.Mode, match, cancel);
        }

        order = order with { OfferId = order.OfferId ?? await advertisers.OnlyOfferAsync(order.AdvertiserId, match, cancel) };
        var faults = match.Faults(order.Mode, order.OfferId is not null);
        if (faults.Count > 0 && !order.AsksColumns)
        {
            return Outcome.Done(new UploadTaken(null, faults));
        }

        var hash = await HashAsync(path, cancel);
        int rows;
        using (var csv = new CsvRows(path, header))
        {
            using var bench = Workbench.Create(benchPath, header.Names.Count);
            rows = bench.Load(csv, cancel);
            if (rows == 0)
            {
                return Outcome.Done(new UploadTaken(null, [new("no_rows", "The file has a header and no row below it.")]));
            }

            order = order with { AdvertiserId = order.AdvertiserId ?? await advertisers.OfRowsAsync(actor, order.Mode, match, bench, cancel) };
        }

        if (order.AdvertiserId is not { } owner)
        {
            var errors = new FieldErrors();
            errors.Add("advertiser_id", "Say which advertiser: no row has an offer or coupon of yours that would tell.");
            return new Outcome<UploadTaken>.Invalid(errors);
        }

        var settings = new ImportSettings(header.Separator, encoding, match.Layout, match.Columns, order.OfferId) { Hash = hash };
        return Outcome.Done(new UploadTaken(await AddAsync(actor, order.Mode, owner, settings, benchPath, fileName, rows, order.AsksColumns, cancel), [], faults.Count > 0));
    }

    private async Task<CouponBatch> AddAsync(
        Actor actor, CouponBatchKind mode, int advertiserId, ImportSettings settings, string bench, string fileName, int rows, bool byPerson, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);

        // A second press or another tab has sent the same file: one import, not two that refuse each other's rows. Scripts have Idempotency-Key.
        var since = now - SameUpload;
        var open = byPerson ? await db.CouponBatches.AsNoTracking()
            .Where(b => b.AdvertiserId == advertiserId && b.Kind == mode && b.MadeBy == actor.Name && b.MadeAt > since && (b.State == CouponBatchState.Reading || b.State == CouponBatchState.Ready))
            .ToListAsync(cancel) : [];
        if (open.Find(b => ImportSettings.Parse(b.Settings)?.Hash == settings.Hash && folder.HasBench(b.Id)) is { } same)
        {
            return same;
        }

        var batch = new CouponBatch
        {
            AdvertiserId = advertiserId,
            Kind = mode,
            State = CouponBatchState.Reading,
            FileName = fileName,
            Settings = settings.ToJson(),
            MadeBy = actor.Name,
            MadeAt = now,
            Total = rows,
        };
        db.Add(batch);
        await db.SaveChangesAsync(cancel);
        File.Move(bench, folder.BenchOf(batch.Id), overwrite: true);
        return batch;
    }

    /// <summary>The columns as they were chosen for the advertiser's last file of this kind with the same header.</summary>
    private async Task<ColumnMatch> RememberedAsync(int advertiserId, CouponBatchKind mode, ColumnMatch match, CancellationToken cancel)
    {
        const int LookedAt = 50;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var former = await db.CouponBatches.AsNoTracking().Where(b => b.AdvertiserId == advertiserId && b.Kind == mode && b.State != CouponBatchState.Reading)
            .OrderByDescending(b => b.Id).Take(LookedAt).Select(b => b.Settings).ToListAsync(cancel);
        var last = former.Select(ImportSettings.Parse).FirstOrDefault(s => s?.HasHeader(match.Header) == true);
        return last is null ? match : match with
        {
            Columns = [.. match.Columns.Zip(last.Columns, (now, then) => then.Fit is ColumnFit.Chosen or ColumnFit.Remembered ? now with { Field = then.Field, Fit = ColumnFit.Remembered } : now)],
        };
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }

    private static Outcome<UploadTaken> Refusal(Outcome<int?> outcome) => outcome switch
    {
        Outcome<int?>.Invalid invalid => new Outcome<UploadTaken>.Invalid(invalid.Errors),
        Outcome<int?>.Forbidden forbidden => new Outcome<UploadTaken>.Forbidden(forbidden.Message),
        _ => new Outcome<UploadTaken>.NotFound(),
    };
}
