using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>What a change of chosen coupons did with each, or after a dry run would do.</summary>
/// <param name="BatchIds">A batch for each advertiser of the coupons.</param>
/// <param name="Verdicts">In the order of the ids; the line is the place among them, from 1.</param>
public sealed record ChosenChange(IReadOnlyList<int> BatchIds, IReadOnlyList<EntryVerdict> Verdicts);

/// <summary>Changes coupons by their ids as bulk acts, to the end: what a script sends.</summary>
public sealed class ChangeCoupons(IDbContextFactory<PortalDbContext> contexts, CouponBatches batches)
{
    /// <summary>Coupons of one call.</summary>
    public const int Most = 10_000;

    /// <param name="act">What becomes of the coupon at a place, from 0; null leaves it alone.</param>
    /// <param name="settings">What was asked for, as JSON, for the list of bulk changes.</param>
    public async Task<Outcome<ChosenChange>> RunAsync(
        Actor actor, IReadOnlyList<int> ids, CouponBatchKind kind, string settings, Func<int, Func<CouponDraft, CouponDraft>?> act, bool dryRun, CancellationToken cancel = default)
    {
        if (ids.Count is 0 or > Most)
        {
            var errors = new FieldErrors();
            errors.Add("ids", ids.Count == 0 ? "Name the coupons." : $"These are {ids.Count:N0} coupons; one call takes {Most:N0}.");
            return new Outcome<ChosenChange>.Invalid(errors);
        }

        if (!actor.ManagesSome)
        {
            return new Outcome<ChosenChange>.Forbidden(SaveCoupon.ReadOnlySentence);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = (await InParts.ReadAsync(
            ids.Distinct().ToArray(),
            part => db.Coupons.AsNoTracking().VisibleTo(actor).Where(c => part.Contains(c.Id)).Select(c => new { c.Id, c.AdvertiserId, c.NormalCode }),
            cancel)).ToDictionary(c => c.Id);
        var verdicts = ids.Index().Where(i => !found.ContainsKey(i.Item)).Select(i => NotFound(i.Index, i.Item)).ToList();
        var (batchIds, chosen) = (new List<int>(), ids.Index().Where(i => found.ContainsKey(i.Item)).ToLookup(i => found[i.Item].AdvertiserId));
        foreach (var shop in chosen)
        {
            var entries = shop.OrderBy(i => found[i.Item].NormalCode, StringComparer.Ordinal).ThenBy(i => i.Item)
                .Select(i => new CouponEntry(i.Index + 1, found[i.Item].NormalCode, i.Item, act(i.Index) ?? (draft => draft))).ToList();
            var made = await batches.CreateAsync(actor, new NewBatch(shop.Key, kind, entries.Count) { Settings = settings }, cancel);
            var begun = made is Outcome<CouponBatch>.Done { Value.Id: var id } ? await GoAsync(actor, id, entries, verdicts, dryRun, cancel) : made;
            if (begun is not Outcome<CouponBatch>.Done { Value: var batch })
            {
                return begun.Refused<ChosenChange>();
            }

            batchIds.Add(batch.Id);
        }

        return Outcome.Done(new ChosenChange(batchIds, [.. verdicts.OrderBy(v => v.Line)]));
    }

    private async Task<Outcome<CouponBatch>> GoAsync(Actor actor, int id, List<CouponEntry> entries, List<EntryVerdict> verdicts, bool dryRun, CancellationToken cancel)
    {
        var begun = dryRun ? await batches.JudgeAsync(actor, id, entries, verdicts.AddRange, cancel) : await batches.ApplyAsync(actor, id, entries, verdicts.AddRange, cancel);
        await batches.WaitAsync(id, cancel);
        return begun;
    }

    private static EntryVerdict NotFound(int place, int id)
    {
        var errors = new FieldErrors();
        errors.Add("id", $"Coupon {id} was not found.");
        return new(place + 1, EntryOutcome.Refused, null, null, errors, []) { CouponId = id };
    }
}
