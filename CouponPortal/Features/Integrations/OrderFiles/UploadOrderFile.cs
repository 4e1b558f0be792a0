using System.Security.Cryptography;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Feeds;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Feeds;
using CouponPortal.Intake.Dialects.Sheet;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Integrations.OrderFiles;

/// <summary>Takes a file of orders in: kept as it came, read, and not applied. The same content again is the file that is there.</summary>
public sealed class UploadOrderFile(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public const string ReadOnlySentence = "Your account may read order files, not upload them. Ask a manager of this advertiser.";

    /// <param name="advertiserId">Null = the actor's only one.</param>
    /// <param name="fileName">As the uploader calls it.</param>
    public async Task<Outcome<OrderFile>> TakeAsync(Actor actor, int? advertiserId, string fileName, byte[] content, CancellationToken cancel = default)
    {
        if (!actor.ManagesSome)
        {
            return new Outcome<OrderFile>.Forbidden(ReadOnlySentence);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        if ((advertiserId ?? (actor.AdvertiserIds is [var only] ? only : null)) is not { } advertiser || !await db.Advertisers.VisibleTo(actor).AnyAsync(a => a.Id == advertiser, cancel))
        {
            return new Outcome<OrderFile>.Invalid(IntegrationFaults.At("advertiser_id", advertiserId is null ? "Choose the advertiser whose orders they are." : $"Advertiser {advertiserId} was not found."));
        }

        if (!actor.Manages(advertiser))
        {
            return new Outcome<OrderFile>.Forbidden(ReadOnlySentence);
        }

        if (content.Length > SheetTable.MaxBytes)
        {
            return new Outcome<OrderFile>.Invalid(IntegrationFaults.At("file", $"The file has more than {SheetTable.MaxBytes / 1024 / 1024} MB."));
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        await ForgetOldAsync(db, cancel);
        return await SameAsync(db, advertiser, hash, cancel) is { } before
            ? Outcome.Done(await AgainAsync(db, before, content, cancel), ["This file is here already. It adds nothing a second time."])
            : await AddAsync(db, actor, advertiser, NameOf(fileName), hash, content, cancel);
    }

    /// <summary>What the file says, read anew: pure, so that preview and application see the same rows.</summary>
    internal static FeedDocument Read(byte[] content, OrderFile file)
    {
        var (table, why) = OrderSheet.Read(content, file.FileName);
        return table is null ? FeedDocument.Refused(why!) : SheetOrders.Of(table, new(file.AdvertiserId, file.Hash, file.UploadedAt));
    }

    private async Task<Outcome<OrderFile>> AddAsync(PortalDbContext db, Actor actor, int advertiser, string name, string hash, byte[] content, CancellationToken cancel)
    {
        var file = new OrderFile
        {
            AdvertiserId = advertiser,
            FileName = name,
            Hash = hash,
            Bytes = content.Length,
            State = OrderFileState.Ready,
            UploadedBy = actor.Name,
            UploadedAt = time.GetUtcNow().UtcDateTime,
        };
        Judge(file, content);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        try
        {
            db.OrderFiles.Add(file);
            await db.SaveChangesAsync(cancel);
            db.OrderFileContents.Add(new OrderFileContent { OrderFileId = file.Id, Content = content });
            await db.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
            return Outcome.Done(file);
        }
        catch (DbUpdateException error) when (UniqueViolation.Is(error))
        {
            // Sent twice in the same moment: the other one is the file.
            await transaction.RollbackAsync(cancel);
            db.ChangeTracker.Clear();
            return Outcome.Done((await SameAsync(db, advertiser, hash, cancel))!);
        }
    }

    // A file that was refused is read again: the rules may be others now. And one whose content was forgotten is kept anew.
    private static async Task<OrderFile> AgainAsync(PortalDbContext db, OrderFile file, byte[] content, CancellationToken cancel)
    {
        if (file.State == OrderFileState.Refused)
        {
            Judge(file, content);
        }

        await db.SaveChangesAsync(cancel);
        await db.OrderFileContents.Where(c => c.OrderFileId == file.Id && c.Content == null).ExecuteUpdateAsync(set => set.SetProperty(c => c.Content, content), cancel);
        return file;
    }

    private static void Judge(OrderFile file, byte[] content)
    {
        var document = Read(content, file);
        (file.Rows, file.FaultCode, file.Fault) = (document.Rows.Count, document.Why?.Code, document.Why is { } why ? StoredText.Clean(why.Message) : null);
        file.State = document.Why is null ? OrderFileState.Ready : OrderFileState.Refused;
    }

    private static Task<OrderFile?> SameAsync(PortalDbContext db, int advertiser, string hash, CancellationToken cancel) =>
        db.OrderFiles.SingleOrDefaultAsync(f => f.AdvertiserId == advertiser && f.Hash == hash, cancel);

    // Here and not on a schedule: without uploads there is nothing that grows.
    private async Task ForgetOldAsync(PortalDbContext db, CancellationToken cancel)
    {
        var before = time.GetUtcNow().UtcDateTime - OrderFile.Kept;
        await db.OrderFileContents.Where(c => c.Content != null && db.OrderFiles.Any(f => f.Id == c.OrderFileId && f.UploadedAt < before))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Content, (byte[]?)null), cancel);
    }

    private static string NameOf(string sent)
    {
        var name = StoredText.Clean(string.Concat(sent.Split('/', '\\')[^1].Where(c => !char.IsControl(c)))).Trim();
        return Excerpt.Of(name.Length == 0 ? "orders" : name, OrderFile.MaxFileName);
    }
}
