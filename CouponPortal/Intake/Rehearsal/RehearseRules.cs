using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Attribution.Rehearsals;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake.Replay;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake.Rehearsal;

/// <summary>
/// What a change of the rules would have made of the stored orders of the last days: each is judged twice by the same engine, of the facts as recorded then, by today's
/// rules and by the changed ones. Orders whose stored decision is another than today's are counted apart, so that nothing is blamed on the change that is not its doing.
/// Nothing is written.
/// </summary>
public sealed class RehearseRules(IDbContextFactory<PortalDbContext> contexts, Catalog catalog, DoorDialects dialects, NameBook book, TimeProvider time) : IDisposable
{
    /// <summary>Orders that are replayed at once; of more the newest.</summary>
    public const int MaxOrders = 250_000;

    /// <summary>Changed orders that are listed; all are counted.</summary>
    public const int MaxListed = 1_000;

    /// <summary>Rehearsals that run at the same time in one process; others wait.</summary>
    public const int AtOnce = 2;

    public static IReadOnlyList<int> Days { get; } = [30, 90];

    private readonly SemaphoreSlim _running = new(AtOnce, AtOnce);

    /// <param name="days">One of <see cref="Days"/>.</param>
    /// <param name="change">As typed; days of a suppression are made instants here.</param>
    /// <param name="progress">Told once a chunk, from another thread.</param>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task<Outcome<RehearsalResult>> RunAsync(Actor actor, int advertiserId, int days, RuleChange change, IProgress<RehearsalProgress>? progress, CancellationToken cancel)
    {
        Outcome<RuleChange> outcome;
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            outcome = await new RehearsalCheck(db, actor, cancel).RunAsync(advertiserId, days, change);
        }

        if (outcome is not Outcome<RuleChange>.Done { Value: var good })
        {
            return outcome.Refused<RehearsalResult>();
        }

        // The catalog follows the store by a moment: an advertiser of this very second may not be in it yet.
        var snapshot = catalog.Current;
        if (snapshot.Advertiser(advertiserId) is not { } rules)
        {
            return new Outcome<RehearsalResult>.NotFound();
        }

        await _running.WaitAsync(cancel);
        try
        {
            // Away from the caller's thread: a circuit draws its page on it.
            return Outcome.Done(await Task.Run(() => ReplayAsync(actor, snapshot, rules, days, good, progress, cancel), cancel));
        }
        finally
        {
            _running.Release();
        }
    }

    public void Dispose() => _running.Dispose();

    private async Task<RehearsalResult> ReplayAsync(
        Actor actor, CatalogSnapshot snapshot, AdvertiserRules rules, int days, RuleChange change, IProgress<RehearsalProgress>? progress, CancellationToken cancel)
    {
        var until = time.GetUtcNow().UtcDateTime;
        var (from, rehearsed, tally, alone) = (until.AddDays(-days), rules.With(change), new RehearsalTally(MaxListed), 0);
        var orders = new StoredOrders(contexts, dialects, snapshot, rules.Advertiser.Id, from, until);
        var total = await orders.CountAsync(MaxOrders + 1, cancel);
        var most = Math.Min(total, MaxOrders);
        progress?.Report(new(0, most));
        await foreach (var chunk in orders.ReadAsync(MaxOrders, cancel))
        {
            foreach (var order in chunk)
            {
                cancel.ThrowIfCancellationRequested();
                tally.Add(order.Row, Judge(order, rules), Judge(order, rehearsed), snapshot.Ids.Format);
                alone += order.FromOrderAlone ? 1 : 0;
            }

            progress?.Report(new(tally.Replayed, Math.Max(most, tally.Replayed)));
        }

        var result = new RehearsalResult(
            rules.Advertiser.Id, rules.Advertiser.TimeZone, days, from, until, tally.Replayed, tally.Changed, tally.StoredDiffers, alone, total > MaxOrders, tally.Money, tally.Listed, []);
        return await NamedAsync(actor, result with { Notes = [.. RehearsalNotes.Of(change, result, tally)] }, cancel);
    }

    // The stored order's own path (Judgement, then the ledger's figures for what reversals have left), with other rules.
    private static Conversion Judge(FactualOrder order, AdvertiserRules rules)
    {
        var stored = order.Row;
        var judged = Judgement.Of(order.Facts, order.Clicks, rules, stored.Id, stored.ReceivedAt, !stored.Flags.HasFlag(ConversionFlags.Unverified)).Row
            ?? throw new InvalidOperationException($"The amount of the stored conversion {stored.Id} cannot be read.");
        if (stored.Reversed > 0)
        {
            Ledger.Settle(judged, [new Correction { Amount = stored.Reversed, AmountText = "" }]);
        }

        return judged;
    }

    private async Task<RehearsalResult> NamedAsync(Actor actor, RehearsalResult result, CancellationToken cancel)
    {
        int?[] partners = [.. result.Money.Select(m => m.PartnerId), .. result.Orders.SelectMany(o => (int?[])[o.Before.PartnerId, o.After.PartnerId, o.Reason.PartnerId])];
        int?[] offers = [.. result.Orders.Select(o => o.Reason.OfferId)];
        var names = await book.OfAsync(actor, [], offers, partners, cancel);
        return result with
        {
            Partners = partners.OfType<int>().Distinct().ToDictionary(id => id, id => names.Partner(id)),
            Offers = offers.OfType<int>().Distinct().ToDictionary(id => id, id => names.Offer(id)),
        };
    }
}
