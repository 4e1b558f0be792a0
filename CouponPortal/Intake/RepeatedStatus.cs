using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake.Dialects.Json;
using CouponPortal.Intake.Replay;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake;

/// <summary>
/// A known order that comes again and says whether it counts (a row of a JSON feed whose status has changed): taken as a revision of it. A row that repeats itself changes
/// nothing, so that a document that is sent twice cannot undo what somebody has decided in between.
/// </summary>
public sealed class RepeatedStatus(IDbContextFactory<PortalDbContext> contexts, OrderLedger ledger)
{
    /// <param name="hit">Stored already, as a duplicate.</param>
    /// <returns>Null when it says nothing new.</returns>
    public async Task<LedgerReceipt?> ApplyAsync(OrderFacts facts, ConversionStatus said, long conversionId, Hit hit, CancellationToken cancel)
    {
        Correction revision;
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            var row = await db.Conversions.AsNoTracking().SingleAsync(c => c.Id == conversionId, cancel);
            revision = new()
            {
                Id = hit.Id,
                AdvertiserId = row.AdvertiserId,
                Event = row.Event,
                Target = row.OrderKey,
                Kind = CorrectionKind.Status,
                Key = KeyOf(said, null, hit),
                Status = said,
                HitId = hit.Id,
                Door = facts.Door,
            };
            if (await IsAsBornAsync(db, row, revision, cancel))
            {
                return null;
            }
        }

        hit.IsReplayed = true;
        return await ledger.CorrectAsync(revision, hit, cancel);
    }

    /// <summary>What makes two of them the same one: the sender's time, else the request.</summary>
    internal static string KeyOf(ConversionStatus status, DateTime? saidAt, Hit hit) =>
        saidAt is { } at ? FormattableString.Invariant($"{SnakeCase.Of(status)} at {at:O}") : FormattableString.Invariant($"{SnakeCase.Of(status)} by {hit.Id:x16}");

    // The row that brought the order was this door's first word.
    private static async Task<bool> IsAsBornAsync(PortalDbContext db, Conversion row, Correction said, CancellationToken cancel)
    {
        var (advertiser, name, target, door) = (said.AdvertiserId, said.Event, said.Target, said.Door);
        if (row.Door != door
            || await db.Corrections.AnyAsync(c => c.AdvertiserId == advertiser && c.Event == name && c.Target == target && c.Kind == CorrectionKind.Status && c.Door == door, cancel))
        {
            return false;
        }

        if (await StoredOrder.HitAsync(db, row, cancel) is { } born && StoredRequest.Of(born).Request is { } request)
        {
            return JsonOrder.Of(request.Body, idempotencyKey: null).Reading is Reading.Order { Facts.Status: var first } && first == said.Status;
        }

        // The request is no longer kept: what the order was born with stands for it.
        var id = row.Id;
        var before = await db.ConversionChanges.Where(c => c.ConversionId == id).OrderBy(c => c.Id).Select(c => (ConversionStatus?)c.FromStatus).FirstOrDefaultAsync(cancel);
        return (before ?? row.Status) == said.Status;
    }
}
