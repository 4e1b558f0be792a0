using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Feeds;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Sheet;
using CouponPortal.Intake.Feeds;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Integrations.OrderFiles;

/// <summary>Makes orders of a file's rows, each by itself through the one intake. Doing it again is harmless: a row's order id is the same every time.</summary>
public sealed class ApplyOrderFile(IDbContextFactory<PortalDbContext> contexts, FeedIntake feeds, OrderFileList list, TimeProvider time)
{
    public async Task<Outcome<OrderFileDetails>> TakeAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var file = await db.OrderFiles.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(f => f.Id == id, cancel);
        switch (file)
        {
            case null:
                return new Outcome<OrderFileDetails>.NotFound();
            case var foreign when !actor.Manages(foreign.AdvertiserId):
                return new Outcome<OrderFileDetails>.Forbidden(UploadOrderFile.ReadOnlySentence);
            case { State: OrderFileState.Applied }:
                return Outcome.Done((await list.OneAsync(actor, id, cancel))!, ["This file was applied before. Nothing was added."]);
            case { State: OrderFileState.Refused }:
                return new Outcome<OrderFileDetails>.Invalid(IntegrationFaults.At("file", file.Fault ?? "It is no list of orders."));
        }

        var content = await db.OrderFileContents.AsNoTracking().Where(c => c.OrderFileId == id).Select(c => c.Content).SingleOrDefaultAsync(cancel);
        if (content is null)
        {
            return new Outcome<OrderFileDetails>.Conflict("file_forgotten", $"The file is older than {OrderFile.Kept.Days} days and was not kept. Upload it again.");
        }

        var now = time.GetUtcNow().UtcDateTime;
        var lost = now - OrderFile.ApplyTakes;
        var claimed = await db.OrderFiles.Where(f => f.Id == id && (f.State == OrderFileState.Ready || (f.State == OrderFileState.Applying && f.AppliedAt < lost)))
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.State, OrderFileState.Applying).SetProperty(f => f.AppliedAt, now).SetProperty(f => f.AppliedBy, actor.Name), cancel);
        return claimed == 1
            ? await ApplyAsync(db, actor, file, content, now)
            : new Outcome<OrderFileDetails>.Conflict("applying", "Somebody is applying this file right now.");
    }

    // Nobody who leaves the page stops the work half-way.
    private async Task<Outcome<OrderFileDetails>> ApplyAsync(PortalDbContext db, Actor actor, OrderFile file, byte[] content, DateTime now)
    {
        var document = UploadOrderFile.Read(content, file);
        var raw = new RawRequest(
            "POST", "portal", "/order-files", "", new Dictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = "application/json", ["x-file"] = $"{file.Hash} {file.FileName}" }, [], "", now);
        IReadOnlyList<FeedResult> results = document.Why is null ? await feeds.TakeAsync(document.Rows, SheetOrders.Door, raw) : [];
        if (results.Any(r => r.Outcome == FeedOutcome.NotStored))
        {
            await db.OrderFiles.Where(f => f.Id == file.Id).ExecuteUpdateAsync(set => set.SetProperty(f => f.State, OrderFileState.Ready), CancellationToken.None);
            return new Outcome<OrderFileDetails>.Conflict("store_unavailable", "Not every row could be stored. Apply the file again: rows that were are recognised.");
        }

        var text = OrderFileRow.Write(results.Select(OrderFileRow.Of));
        await db.OrderFileContents.Where(c => c.OrderFileId == file.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.Results, text), CancellationToken.None);
        await db.OrderFiles.Where(f => f.Id == file.Id).ExecuteUpdateAsync(
            set => set.SetProperty(f => f.State, OrderFileState.Applied).SetProperty(f => f.Rows, results.Count)
                .SetProperty(f => f.Accepted, Count(FeedOutcome.Accepted)).SetProperty(f => f.Duplicates, Count(FeedOutcome.Duplicate))
                .SetProperty(f => f.Held, Count(FeedOutcome.Held)).SetProperty(f => f.Refused, Count(FeedOutcome.Refused)),
            CancellationToken.None);
        return Outcome.Done((await list.OneAsync(actor, file.Id, CancellationToken.None))!);

        int Count(FeedOutcome outcome) => results.Count(r => r.Outcome == outcome);
    }
}
