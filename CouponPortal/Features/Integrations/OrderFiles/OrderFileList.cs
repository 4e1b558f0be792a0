using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Feeds;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Feeds;
using CouponPortal.Intake.Feeds;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Integrations.OrderFiles;

/// <param name="TimeZone">The advertiser's.</param>
public sealed record OrderFileSummary(OrderFile File, string AdvertiserName, string TimeZone);

/// <param name="Rows">What each row became, or would become; empty once the content is forgotten and it was never applied.</param>
public sealed record OrderFileDetails(OrderFileSummary Summary, IReadOnlyList<OrderFileRow> Rows)
{
    public OrderFile File => Summary.File;

    public int Count(FeedOutcome outcome) => Rows.Count(r => r.Outcome == outcome);
}

/// <summary>Uploaded files that an actor may see as staff, and their rows.</summary>
public sealed class OrderFileList(IDbContextFactory<PortalDbContext> contexts, Catalog catalog, EventReader reader, TimeProvider time)
{
    private const int AtOnce = 500;

    public async Task<Page<OrderFileSummary>> FindAsync(Actor actor, int? advertiserId, PageRequest page, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, Filtered(db, actor, advertiserId).OrderByDescending(f => f.Id)).ToPageAsync(page, cancel);
    }

    public async Task<Slice<OrderFileSummary>> SliceAsync(Actor actor, int? advertiserId, long? after, int limit, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, Filtered(db, actor, advertiserId).Where(f => f.Id > (after ?? 0)).OrderBy(f => f.Id)).ToSliceAsync(limit, r => r.File.Id, cancel);
    }

    /// <returns>Null for a missing or a foreign one.</returns>
    public async Task<OrderFileDetails?> OneAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await Rows(db, db.OrderFiles.AsNoTracking().VisibleTo(actor).Where(f => f.Id == id)).SingleOrDefaultAsync(cancel) is not { } summary)
        {
            return null;
        }

        var content = await db.OrderFileContents.AsNoTracking().SingleOrDefaultAsync(c => c.OrderFileId == id, cancel);
        var rows = summary.File.State switch
        {
            OrderFileState.Applied => OrderFileRow.Read(content?.Results ?? ""),
            OrderFileState.Ready or OrderFileState.Applying when content?.Content is { } bytes => await PreviewAsync(db, summary.File, UploadOrderFile.Read(bytes, summary.File), cancel),
            _ => [],
        };
        return new(summary, rows);
    }

    private static IQueryable<OrderFile> Filtered(PortalDbContext db, Actor actor, int? advertiserId)
    {
        var files = db.OrderFiles.AsNoTracking().VisibleTo(actor);
        return advertiserId is { } id ? files.Where(f => f.AdvertiserId == id) : files;
    }

    private static IQueryable<OrderFileSummary> Rows(PortalDbContext db, IQueryable<OrderFile> files) => files.Select(f => new OrderFileSummary(
        f,
        db.Advertisers.Where(a => a.Id == f.AdvertiserId).Select(a => a.Name).First(),
        db.Advertisers.Where(a => a.Id == f.AdvertiserId).Select(a => a.TimeZone).First()));

    // The judgement that an application would come to, without the store.
    private async Task<List<OrderFileRow>> PreviewAsync(PortalDbContext db, OrderFile file, FeedDocument document, CancellationToken cancel)
    {
        if (document.Why is not null || catalog.Current.Advertiser(file.AdvertiserId) is not { } rules)
        {
            return [];
        }

        var known = await KnownAsync(db, file.AdvertiserId, [.. document.Rows.Select(r => r.OrderId).OfType<string>().Distinct(StringComparer.Ordinal)], cancel);
        var rows = new List<OrderFileRow>(document.Rows.Count);
        foreach (var row in document.Rows)
        {
            if (row.PartOf is { } first)
            {
                rows.Add(rows[first] with { Row = row.Row, Amount = OrderFileRow.Begin(row).Amount });
                continue;
            }

            var judged = row.Reading is Reading.Order order ? await JudgeAsync(row, order.Facts, rules, cancel) : OrderFileRow.Begin(row);
            var isNew = row.OrderId is null || judged.Outcome != FeedOutcome.Accepted || known.Add(row.OrderId);
            rows.Add(isNew ? judged : judged with { Outcome = FeedOutcome.Duplicate });
        }

        return rows;
    }

    private async Task<OrderFileRow> JudgeAsync(FeedRow row, OrderFacts facts, AdvertiserRules rules, CancellationToken cancel)
    {
        var ids = catalog.Current.Ids;
        var clicks = new List<ClickClaim>(facts.ClickIds.Count);
        foreach (var sent in facts.ClickIds)
        {
            clicks.Add(new ClickClaim(ClickSource.Explicit, sent, ids.TryParse(sent, out var key) ? await reader.FindClickAsync(key, cancel) : null));
        }

        var now = time.GetUtcNow().UtcDateTime;
        var judgement = Judgement.Of(facts, clicks, rules, EventKey.First(now), now);
        var begun = OrderFileRow.Begin(row);
        return judgement.Row is { } order
            ? begun with
            {
                Amount = OrderFileRow.Money(order.Amount, order.Currency),
                Status = order.Status,
                Credit = order.Outcome,
                PartnerId = order.PartnerId,
                Reasons = [.. IntakeReasons.Of(OrderReceipt.Of(order, duplicate: false), null)],
            }
            : begun with { Outcome = FeedOutcome.Refused, Reasons = [judgement.Why!.Code], Message = judgement.Why.Message };
    }

    private static async Task<HashSet<string>> KnownAsync(PortalDbContext db, int advertiser, string[] orders, CancellationToken cancel)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in orders.Chunk(AtOnce))
        {
            var keys = some.Select(id => OrderKey.For(id, null, null, 0)).ToArray();
            known.UnionWith(await db.Conversions.Where(c => c.AdvertiserId == advertiser && c.Event == OrderKey.SaleEvent && keys.Contains(c.OrderKey)).Select(c => c.OrderId!).ToListAsync(cancel));
        }

        return known;
    }
}
