using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Actions;

/// <summary>An act that was tried without writing, and can be applied as it was tried. A batch for each advertiser of the selection.</summary>
/// <param name="Left">Coupons of the selection that the act does not touch.</param>
public sealed record PreparedAct(IReadOnlyList<PreparedBatch> Batches, int Left)
{
    private const int MostReasons = 20;

    private readonly List<string> _reasons = [];

    /// <summary>The first refusals, in the order of codes.</summary>
    public IReadOnlyList<string> Reasons
    {
        get
        {
            lock (_reasons)
            {
                return [.. _reasons];
            }
        }
    }

    internal void Tell(IReadOnlyList<EntryVerdict> verdicts)
    {
        lock (_reasons)
        {
            _reasons.AddRange(verdicts.Where(v => v.Kind == EntryOutcome.Refused).Take(MostReasons - _reasons.Count).Select(v => $"{v.Before?.Code}: {v.Errors}"));
        }
    }
}

/// <param name="Entries">Ordered by normal code.</param>
public sealed record PreparedBatch(int Id, IReadOnlyList<CouponEntry> Entries);

/// <summary>Status, partners and dates of many coupons at once: tried first, then applied as bulk acts, which have their progress and their undo.</summary>
public sealed class ActOnCoupons(IDbContextFactory<PortalDbContext> contexts, Catalog catalog, CouponBatches batches, TimeProvider time)
{
    /// <summary>Tries the act on all coupons of the filter, and writes nothing but its batches.</summary>
    public async Task<Outcome<PreparedAct>> PrepareAsync(Actor actor, CouponFilter filter, CouponAct act, CancellationToken cancel = default)
    {
        if (act.Faults is { } faults)
        {
            return new Outcome<PreparedAct>.Invalid(faults);
        }

        if (!actor.ManagesSome)
        {
            return new Outcome<PreparedAct>.Forbidden(SaveCoupon.ReadOnlySentence);
        }

        var rows = await ReadAsync(actor, filter, cancel);
        var prepared = new List<PreparedBatch>();
        var place = 0;
        foreach (var shop in rows.GroupBy(r => r.AdvertiserId))
        {
            var entries = new List<CouponEntry>();
            foreach (var row in shop)
            {
                if (act.For(place++) is { } apply)
                {
                    entries.Add(new(entries.Count + 1, row.NormalCode, row.Id, apply));
                }
            }

            if (entries.Count > 0)
            {
                var made = await batches.CreateAsync(actor, new(shop.Key, act.Kind, entries.Count) { Settings = JsonSerializer.Serialize(act.Settings) }, cancel);
                if (made is not Outcome<CouponBatch>.Done { Value: var batch })
                {
                    return new Outcome<PreparedAct>.Forbidden(SaveCoupon.ReadOnlySentence);
                }

                prepared.Add(new(batch.Id, entries));
            }
        }

        if (prepared.Count == 0)
        {
            return new Outcome<PreparedAct>.Conflict("nothing", "None of the chosen coupons is there any more.");
        }

        var result = new PreparedAct(prepared, rows.Count - prepared.Sum(p => p.Entries.Count));
        foreach (var batch in prepared)
        {
            await batches.JudgeAsync(actor, batch.Id, batch.Entries, result.Tell, cancel);
        }

        return Outcome.Done(result);
    }

    /// <summary>Applies what was tried; rows that are refused by then are left alone. Goes on in the background when there are many.</summary>
    public async Task<Outcome<IReadOnlyList<CouponBatch>>> ApplyAsync(Actor actor, PreparedAct prepared, CancellationToken cancel = default)
    {
        var begun = new List<CouponBatch>();
        foreach (var batch in prepared.Batches)
        {
            // Of many coupons the trial may still go on in the background.
            await batches.WaitAsync(batch.Id, cancel);
            switch (await batches.ApplyAsync(actor, batch.Id, batch.Entries, null, cancel))
            {
                case Outcome<CouponBatch>.Done done:
                    begun.Add(done.Value);
                    break;
                case Outcome<CouponBatch>.Forbidden forbidden:
                    return new Outcome<IReadOnlyList<CouponBatch>>.Forbidden(forbidden.Message);
                case Outcome<CouponBatch>.Conflict conflict:
                    return new Outcome<IReadOnlyList<CouponBatch>>.Conflict(conflict.Code, conflict.Message);
                default:
                    return new Outcome<IReadOnlyList<CouponBatch>>.NotFound();
            }
        }

        return Outcome.Done<IReadOnlyList<CouponBatch>>(begun);
    }

    /// <summary>The selection as it is now, by code: a status that is changed must not change which coupons the filter finds.</summary>
    private async Task<List<(int AdvertiserId, int Id, string NormalCode)>> ReadAsync(Actor actor, CouponFilter filter, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var match = await CouponMatch.OfAsync(db, catalog, actor, filter, time.GetUtcNow().UtcDateTime, cancel);
        return [.. Enumerable.Range(0, match.Count).Select(i => (match[i].AdvertiserId, Id: match[i].CouponId, NormalCode: match[i].Terms().Code)).OrderBy(r => r.NormalCode, StringComparer.Ordinal).ThenBy(r => r.Id)];
    }
}
