using System.Globalization;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.History;

/// <summary>
/// Changes of a coupon's description and internal note, which are no part of its dated terms. Single ones are in the audit log; those of bulk acts and imports are the
/// states that the batch kept for its undo.
/// </summary>
internal static class CouponTexts
{
    private const int MostShown = 200;
    private static readonly (string Field, string Property, string Title)[] Texts = [("description", nameof(CouponDraft.Description), "Description"), ("internal_note", nameof(CouponDraft.InternalNote), "Internal note")];

    public static async Task<IReadOnlyList<CouponChange>> ReadAsync(PortalDbContext db, int advertiserId, IReadOnlyList<Coupon> coupons, CancellationToken cancel)
    {
        var ids = coupons.Select(c => c.Id.ToString(CultureInfo.InvariantCulture)).ToArray();
        var entries = await db.AuditRows.AsNoTracking().Where(r => r.Subject == "coupon" && ids.Contains(r.SubjectId) && r.Act == AuditAct.Changed).OrderByDescending(r => r.Id).Take(MostShown).ToListAsync(cancel);
        var couponIds = coupons.Select(c => c.Id).ToArray();

        // By the batches of the advertiser, since the rows' key begins with the batch.
        var kept = await (
            from batch in db.CouponBatches.AsNoTracking()
            where batch.AdvertiserId == advertiserId && batch.State == CouponBatchState.Applied
            join row in db.CouponBatchRows.AsNoTracking() on batch.Id equals row.BatchId
            where couponIds.Contains(row.CouponId) && row.Before != ""
            select new { row.CouponId, row.Before, batch.Id, batch.MadeBy, batch.AppliedAt }).Take(MostShown).ToListAsync(cancel);
        return
        [
            .. coupons.SelectMany(coupon => Texts.SelectMany(text => Of(
                coupon,
                text,
                [
                    .. entries.Where(e => e.SubjectId == coupon.Id.ToString(CultureInfo.InvariantCulture))
                        .SelectMany(e => AuditValues.Read(e.Changes).Where(c => c.Field == text.Field).Select(c => new Step(e.At, e.Who, null, c.Before ?? ""))),
                    .. kept.Where(k => k.CouponId == coupon.Id && k.AppliedAt is not null).Select(k => new Step(k.AppliedAt!.Value, k.MadeBy, k.Id, Value(k.Before, text.Property))),
                ]))),
        ];
    }

    // What a step left is what the next one found, or what stands now.
    private static IEnumerable<CouponChange> Of(Coupon coupon, (string Field, string Property, string Title) text, List<Step> steps)
    {
        var after = text.Field == "description" ? coupon.Description : coupon.InternalNote;
        foreach (var step in steps.OrderByDescending(s => s.At))
        {
            if (step.Before != after)
            {
                yield return new(step.At, step.By, coupon.Id, step.BatchId, [$"{text.Title}: {Quoted(step.Before)} → {Quoted(after)}"]);
            }

            after = step.Before;
        }
    }

    private static string Value(string state, string property)
    {
        using var document = JsonDocument.Parse(state);
        return document.RootElement.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
    }

    private static string Quoted(string text) => text.Length == 0 ? "none" : $"“{Domain.Excerpt.Of(text, MostShown)}”";

    private sealed record Step(DateTime At, string By, int? BatchId, string Before);
}
