using System.Security.Cryptography;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Generator;

/// <summary>Codes by a pattern, for partners or for the pool: shown first, then made as one bulk act with its progress and its undo.</summary>
/// <param name="random">Cryptographic in production: codes are money, and nobody may reckon the next one from the last.</param>
public sealed class GenerateCoupons(IDbContextFactory<PortalDbContext> contexts, CouponBatches batches, RandomNumberGenerator random)
{
    private const int Examples = 5;

    public async Task<Outcome<GeneratePreview>> PreviewAsync(Actor actor, GenerateOrder order, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await ReadAsync(db, actor, order, cancel) switch
        {
            (null, { } plan) => Outcome.Done(plan.Preview(await MakeAsync(db, plan, plan.FirstFew(Examples), cancel))),
            ({ } refusal, _) => refusal,
            _ => new Outcome<GeneratePreview>.NotFound(),
        };
    }

    /// <summary>Makes the codes and begins to store them; many go on in the background.</summary>
    public async Task<Outcome<CouponBatch>> GenerateAsync(Actor actor, GenerateOrder order, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (refusal, plan) = await ReadAsync(db, actor, order, cancel);
        if (plan is null)
        {
            return refusal switch
            {
                Outcome<GeneratePreview>.Invalid invalid => new Outcome<CouponBatch>.Invalid(invalid.Errors),
                Outcome<GeneratePreview>.Forbidden forbidden => new Outcome<CouponBatch>.Forbidden(forbidden.Message),
                _ => new Outcome<CouponBatch>.NotFound(),
            };
        }

        var made = await MakeAsync(db, plan, plan.Everybody(), cancel);
        if (made.Count < order.Total)
        {
            var errors = new FieldErrors();
            errors.Add("pattern", $"Only {made.Count:N0} of {order.Total:N0} codes are left in this pattern: the others are taken, or look like one that is. Make it longer.");
            return new Outcome<CouponBatch>.Invalid(errors);
        }

        made.Sort((a, b) => string.CompareOrdinal(a.Code, b.Code));
        var settings = JsonSerializer.Serialize(new { pattern = order.Pattern, count = order.Count, partners = order.PartnerIds.Count });
        return await batches.CreateAsync(actor, new(plan.AdvertiserId, CouponBatchKind.Generate, made.Count) { Settings = settings }, cancel) is Outcome<CouponBatch>.Done { Value: var batch }
            ? await batches.ApplyAsync(actor, batch.Id, Entries(made, order.Terms), null, cancel)
            : new Outcome<CouponBatch>.Forbidden(SaveCoupon.ReadOnlySentence);
    }

    private static IEnumerable<CouponEntry> Entries(List<(string Code, int? PartnerId)> made, CouponDraft terms) =>
        made.Select((m, i) => new CouponEntry(i + 1, m.Code, null, _ => terms with { Code = m.Code, PartnerIds = m.PartnerId is { } partner ? [partner] : [], Version = 0 }));

    private static async Task<(Outcome<GeneratePreview>? Refusal, GeneratePlan? Plan)> ReadAsync(PortalDbContext db, Actor actor, GenerateOrder order, CancellationToken cancel)
    {
        if (!actor.ManagesSome)
        {
            return (new Outcome<GeneratePreview>.Forbidden(SaveCoupon.ReadOnlySentence), null);
        }

        var errors = order.Faults();
        var pattern = CodePattern.Parse(order.Pattern.Length > CodePattern.MaxLength ? "" : order.Pattern, out var fault);
        var partners = await db.Partners.AsNoTracking().Where(p => order.PartnerIds.Contains(p.Id)).Select(p => new Named(p.Id, p.Name)).ToDictionaryAsync(p => p.Id, cancel);
        if (fault is not null)
        {
            errors.Add("pattern", fault);
        }
        else if (pattern!.HasPartner && order.PartnerIds.Count == 0)
        {
            errors.Add("pattern", "{partner} needs partners; the pool has none.");
        }
        else if (order.Count > pattern.Capacity)
        {
            errors.Add("pattern", $"The pattern has only {pattern.Capacity:N0} different codes{(pattern.HasPartner ? " for each partner" : "")}. Give it more random characters.");
        }
        else if (!pattern.HasPartner && order.Total > pattern.Capacity)
        {
            errors.Add("pattern", $"The pattern has only {pattern.Capacity:N0} different codes for {order.Total:N0}. Give it more random characters, or {{partner}}.");
        }

        // One coupon of the run stands for all: they differ in their codes and their one partner alone.
        var sample = order.Terms with { Code = "SAMPLE", PartnerIds = order.PartnerIds.Count == 0 ? [] : [order.PartnerIds[0]] };
        var (faults, offer) = await CouponReferences.CheckAsync(db, actor, new Coupon(), sample, cancel);
        foreach (var (field, message) in faults.ByField.Where(f => order.PartnerIds.Count == 0 || f.Key != "partner_ids").SelectMany(f => f.Value, (f, m) => (f.Key, m)))
        {
            errors.Add(field, message);
        }

        foreach (var missing in order.PartnerIds.Where(id => !partners.ContainsKey(id)).Take(Examples))
        {
            errors.Add("partner_ids", $"Partner {missing} was not found.");
        }

        return (errors.Any, offer) switch
        {
            (true, _) or (_, null) => (new Outcome<GeneratePreview>.Invalid(errors), null),
            _ when !actor.Manages(offer.AdvertiserId) => (new Outcome<GeneratePreview>.Forbidden(SaveCoupon.ReadOnlySentence), null),
            _ => (null, new GeneratePlan(pattern!, order, offer.AdvertiserId, [.. order.PartnerIds.Distinct().Select(id => partners[id])])),
        };
    }

    private async Task<List<(string Code, int? PartnerId)>> MakeAsync(
        PortalDbContext db, GeneratePlan plan, IEnumerable<(int? PartnerId, string Form, int Count)> shares, CancellationToken cancel)
    {
        var suppressed = (await db.SuppressedCodes.Where(s => s.AdvertiserId == plan.AdvertiserId).Select(s => s.Code).ToListAsync(cancel)).ToHashSet(StringComparer.Ordinal);
        var maker = new CodeMaker(plan.Pattern, random, async codes =>
        {
            // Anybody's: on a shared domain a code of two advertisers would be ambiguous.
            var found = await db.Coupons.Where(c => codes.Contains(c.NormalCode)).Select(c => c.NormalCode).ToListAsync(cancel);
            return codes.Where(suppressed.Contains).Concat(found).ToHashSet(StringComparer.Ordinal);
        });
        var made = new List<(string, int?)>();
        foreach (var (partner, form, count) in shares)
        {
            made.AddRange((await maker.MakeAsync(form, count, cancel)).Select(code => (code, partner)));
        }

        return made;
    }
}
