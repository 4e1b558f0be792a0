using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.TryIt;

/// <summary>What the pipeline would decide of a request, by the same functions and without a single row written.</summary>
public sealed class TryRequest(TrialReading reading, TrialVisit visits, Catalog catalog, EventReader reader, IDbContextFactory<PortalDbContext> contexts, OrderScreening screening)
{
    public async Task<Outcome<Trial>> RunAsync(Actor actor, TrialDraft draft, CancellationToken cancel)
    {
        var outcome = await reading.ReadAsync(actor, draft, cancel);
        if (outcome is not Outcome<TrialRead>.Done { Value: var read })
        {
            return outcome.Refused<Trial>();
        }

        var trial = read.Reading switch
        {
            null => visits.Of(actor, draft, read),
            Reading.Order order => await OrderAsync(actor, draft, read, order, cancel),
            Reading.Correction correction => await CorrectionAsync(actor, draft, read, correction.Facts, cancel),
            Reading.Ignored ignored => Outcome.Done(new Trial(read.Door, ignored.Verdict == HitVerdict.Held ? TrialVerdict.Held : TrialVerdict.Ignored, ignored.Code, ignored.Message)),
            Reading.Refused refused => Outcome.Done(new Trial(read.Door, TrialVerdict.Refused, refused.Why.Code, refused.Why.Message)),
            _ => throw new InvalidOperationException($"No trial for {read.Reading.GetType().Name}."),
        };
        return trial is Outcome<Trial>.Done { Value: var done } && read.Rows > 1
            ? Outcome.Done(done with { Checks = [new("rows", $"The text has {read.Rows} orders; the first one was tried."), .. done.Checks] })
            : trial;
    }

    private async Task<Outcome<Trial>> OrderAsync(Actor actor, TrialDraft draft, TrialRead read, Reading.Order order, CancellationToken cancel)
    {
        var (snapshot, host) = (catalog.Current, read.Request.Host);
        var facts = order.Facts with { AdvertiserId = order.Facts.AdvertiserId ?? draft.AdvertiserId ?? TrialReading.OwnOf(actor) };
        facts = OrderPlace.WithOffer(facts, host, snapshot);
        var clicks = await OrderPlace.FindClicksAsync(reader, facts, snapshot.Ids, cancel);
        var rules = OrderPlace.AdvertiserOf(facts, clicks, host, snapshot);
        if (TrialOwner.Fault(actor, draft, order.Facts.AdvertiserId, rules?.Advertiser.Id) is { } fault)
        {
            return new Outcome<Trial>.Invalid(fault);
        }

        var trial = new Trial(read.Door, TrialVerdict.Held, IntakeAnswer.AdvertiserUnknown, "Nothing that was sent says which advertiser the order is for.") { Facts = TrialFacts.Of(order.Facts) };
        if (rules is null)
        {
            return Outcome.Done(trial);
        }

        var verified = order.Proof is not { IsBrowser: true, Key: null } || rules.Advertiser.PostbackSecurity == PostbackSecurity.None;
        trial = trial with { AdvertiserId = rules.Advertiser.Id, Checks = TrialFacts.Checks(facts, order.Proof, clicks, rules, read.Request.ReceivedAt) };
        var judged = Judgement.Of(facts, clicks, rules, EventKey.First(read.Request.ReceivedAt), read.Request.ReceivedAt, verified);
        if (judged.Row is { } found)
        {
            await screening.ApplyAsync(facts, found, clicks, rules, shopperAddress: null, cancel);
        }

        return Outcome.Done(judged.Row is not { } row
            ? trial with { Verdict = TrialVerdict.Refused, Reason = judged.Why!.Code, Detail = judged.Why.Message }
            : await AgainAsync(trial with { Row = row, Items = judged.Items }, facts, row, cancel));
    }

    // Against what is stored.
    private async Task<Trial> AgainAsync(Trial trial, OrderFacts facts, Conversion row, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (advertiser, name, key) = (row.AdvertiserId, row.Event, row.OrderKey);
        var stored = await db.Conversions.AsNoTracking().SingleOrDefaultAsync(c => c.AdvertiserId == advertiser && c.Event == name && c.OrderKey == key, cancel);
        var repeat = TrialFacts.Repeat(facts, row, stored);
        return stored is null
            ? trial with { Verdict = TrialVerdict.Accepted, Reason = null, Detail = "This would be taken as a new order.", Repeat = repeat }
            : trial with { Verdict = TrialVerdict.Duplicate, Reason = "duplicate", Detail = "This order is stored already; shown is what it would be if it came now for the first time.", Repeat = repeat, StoredId = stored.Id };
    }

    private async Task<Outcome<Trial>> CorrectionAsync(Actor actor, TrialDraft draft, TrialRead read, CorrectionFacts facts, CancellationToken cancel)
    {
        var snapshot = catalog.Current;
        var id = facts.AdvertiserId ?? draft.AdvertiserId ?? TrialReading.OwnOf(actor) ?? snapshot.ByHost(read.Request.Host)?.Advertiser.Id ?? snapshot.Single?.Advertiser.Id;
        if (TrialOwner.Fault(actor, draft, facts.AdvertiserId, id) is { } fault)
        {
            return new Outcome<Trial>.Invalid(fault);
        }

        var trial = new Trial(read.Door, TrialVerdict.Held, IntakeAnswer.AdvertiserUnknown, "Choose the advertiser: an order is looked for among its own.") { AdvertiserId = id, Facts = TrialFacts.Of(facts) };
        if (id is not { } advertiser)
        {
            return Outcome.Done(trial);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = db.Conversions.AsNoTracking().VisibleTo(actor).Where(c => c.AdvertiserId == advertiser);
        var stored = facts switch
        {
            { ConversionId: { } own } => snapshot.Ids.TryParse(own, out var key) ? await rows.SingleOrDefaultAsync(c => c.Id == key, cancel) : null,
            { OrderId: { } order } => await rows.Where(c => c.Event == facts.Event && c.OrderKey == OrderKey.For(order, null, null, 0)).SingleOrDefaultAsync(cancel),
            { ClickId: { } sent } => snapshot.Ids.TryParse(sent, out var click) ? await rows.Where(c => c.Event == facts.Event && c.ClickId == click).OrderBy(c => c.Id).FirstOrDefaultAsync(cancel) : null,
            _ => null,
        };
        trial = trial with { Checks = [TrialFacts.Security(snapshot.Advertiser(advertiser)!.Advertiser)], StoredId = stored?.Id };
        var what = facts.Kind == CorrectionKind.Status ? $"set the status {SnakeCase.Of(facts.Status!.Value)}" : facts.AmountText is { } amount ? $"take {amount} back" : "take the whole order back";
        return Outcome.Done(stored is not null
            ? trial with { Verdict = TrialVerdict.Accepted, Reason = null, Detail = string.Create(CultureInfo.InvariantCulture, $"This would {what}: the order {stored.OrderId ?? "without id"} is stored.") }
            : facts.ConversionId is not null
                ? trial with { Verdict = TrialVerdict.Refused, Reason = "order_unknown", Detail = "No order of this advertiser has that id." }
                : trial with { Verdict = TrialVerdict.Waiting, Reason = LedgerReceipt.WaitsForOrder, Detail = $"Its order has not come yet: this would be kept and {what} when it comes." });
    }
}

/// <summary>Who may try for whom.</summary>
internal static class TrialOwner
{
    /// <param name="named">The advertiser that the request itself names.</param>
    /// <param name="found">The one that it would be placed with.</param>
    /// <returns>Null when nothing is wrong. A foreign advertiser and a missing one read the same.</returns>
    public static FieldErrors? Fault(Actor actor, TrialDraft draft, int? named, int? found)
    {
        var message = named is { } sent && (found is null || !actor.Manages(sent)) ? $"Advertiser {sent} was not found."
            : draft.AdvertiserId is { } chosen && named is { } other && chosen != other ? $"The request itself names advertiser {other}."
            : found is { } owner ? actor.Manages(owner) ? null : "Send advertiser_id: whose order this is cannot be known."
            : actor.CanAdministrate ? null : "Send advertiser_id: whose order this is cannot be known.";
        if (message is null)
        {
            return null;
        }

        var errors = new FieldErrors();
        errors.Add("advertiser_id", message);
        return errors;
    }
}
